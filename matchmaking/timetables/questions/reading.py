"""Reading what a round is planned with: the same number of queries however large it is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.enterprises.models import Participation, Representative
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import (
    BlockPlace,
    Edition,
    Hall,
    HallWalk,
    Interpreter,
    MeetingBlock,
    Occupancy,
    Place,
)
from matchmaking.expo.values import HolderKind, ResourceKind, Slot
from matchmaking.meetings.models import Meeting, Veto
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.models import (
    Absence,
    ArrangedMeeting,
    Round,
    RoundBlock,
    Wish,
    WishList,
)
from matchmaking.timetables.queries.agreed import is_agreed
from matchmaking.timetables.questions.calendars import approved, busy_in
from matchmaking.timetables.questions.facts import (
    Away,
    BlockRow,
    Facts,
    Held,
    Listed,
    PlaceRow,
    Team,
    Wished,
    pair_of,
)
from matchmaking.timetables.values import MET


def read(
    session: Session,
    round_: Round,
    *,
    at: datetime,
    also: Iterable[Slot] = (),
    held: tuple[Held, ...] | None = None,
) -> Facts:
    """Read a round with everything a plan of it has to respect.

    ``also`` are times outside the round's blocks that a what-if adds. ``held`` are seats to
    begin from other than those of the timetable that stands, such as those of a plan.
    """
    edition = session.get_one(Edition, round_.edition_id)
    blocks = _blocks(session, round_)
    places = _places(session, round_)
    met, asked = _meetings(session, round_)
    standing = standing_of(session, round_)
    return Facts(
        zone=edition.zone,
        at=at,
        lunch=_lunch(round_),
        needs_languages=round_.needs_languages,
        blocks=blocks,
        places=places,
        teams=_teams(session, round_),
        lists=_lists(session, round_),
        wishes=_wishes(session, round_),
        absences=_absences(session, round_),
        vetoes=_vetoes(session, round_),
        met=met,
        asked=asked,
        standing=standing,
        held=standing if held is None else held,
        interpreters=_interpreters(session, round_),
        walks=_walks(session, round_),
        busy=busy_in(session, round_, [*(block.slot for block in blocks), *also]),
        called_off=_called_off(session, round_),
    )


def standing_of(session: Session, round_: Round) -> tuple[Held, ...]:
    """Return the seats of the round's published meetings that still stand."""
    spot = sa.and_(
        Occupancy.holder_kind == HolderKind.MEETING,
        Occupancy.holder_id == Meeting.id,
        Occupancy.resource_kind == ResourceKind.PLACE,
    )
    unit = sa.select(sa.func.min(Occupancy.unit)).where(spot).scalar_subquery()
    query = (
        sa.select(Meeting, ArrangedMeeting.is_locked, is_agreed(), unit)
        .join(ArrangedMeeting, ArrangedMeeting.meeting_id == Meeting.id)
        .where(ArrangedMeeting.round_id == round_.id, Meeting.state == MeetingState.CONFIRMED)
        .order_by(Meeting.id)
    )
    return tuple(
        replace(_held(meeting, unit or 0), is_locked=is_locked, is_agreed=agreed)
        for meeting, is_locked, agreed, unit in session.execute(query)
        if meeting.place_id is not None and meeting.receiver_representative_id is not None
    )


def _held(meeting: Meeting, unit: int) -> Held:
    sides = (
        (meeting.requester_id, meeting.requester_representative_id),
        (meeting.receiver_id, meeting.receiver_representative_id or 0),
    )
    (a, a_person), (b, b_person) = sorted(sides)
    return Held(
        pair=(a, b),
        slot=meeting.slot,
        people=(a_person, b_person),
        place_id=meeting.place_id or 0,
        unit=unit,
        interpreter_id=meeting.interpreter_id,
        meeting_id=meeting.id,
    )


def _lunch(round_: Round) -> tuple[int, int] | None:
    if round_.lunch_from is None or round_.lunch_until is None:
        return None
    return round_.lunch_from, round_.lunch_until


def _blocks(session: Session, round_: Round) -> tuple[BlockRow, ...]:
    query = (
        sa.select(MeetingBlock)
        .join(RoundBlock, RoundBlock.block_id == MeetingBlock.id)
        .where(RoundBlock.round_id == round_.id)
        .order_by(MeetingBlock.starts_at, MeetingBlock.id)
    )
    return tuple(
        BlockRow(block.id, Slot(block.starts_at, block.ends_at), block.slot_minutes)
        for block in session.scalars(query)
    )


def _places(session: Session, round_: Round) -> tuple[PlaceRow, ...]:
    """Return the places of the round's blocks that are nobody's booth, as they are given away."""
    booths = sa.select(Participation.booth_id).where(
        Participation.edition_id == round_.edition_id, Participation.booth_id.is_not(None)
    )
    query = (
        sa.select(Place.id, Place.hall_id, Place.kind, Place.meetings_at_once, BlockPlace.block_id)
        .join(BlockPlace, BlockPlace.place_id == Place.id)
        .join(RoundBlock, RoundBlock.block_id == BlockPlace.block_id)
        .where(RoundBlock.round_id == round_.id, Place.is_open, Place.id.not_in(booths))
        .order_by(Place.priority, sa.func.length(Place.code), Place.code, Place.id)
    )
    found: dict[int, PlaceRow] = {}
    for key, hall, kind, at_once, block in session.execute(query):
        before = found[key].block_ids if key in found else frozenset()
        found[key] = PlaceRow(key, hall, kind, at_once, before | {block})
    return tuple(found.values())


def _teams(session: Session, round_: Round) -> dict[int, Team]:
    """Return the approved enterprises of the edition with their booths and people."""
    query = (
        sa.select(Participation.id, Place.id, Place.hall_id, Place.kind, Place.meetings_at_once)
        .outerjoin(Place, sa.and_(Place.id == Participation.booth_id, Place.is_open))
        .where(
            Participation.edition_id == round_.edition_id,
            Participation.state == ParticipationState.APPROVED,
        )
        .order_by(Participation.id)
    )
    teams = {
        key: Team(key, PlaceRow(place, hall, kind, at_once) if place else None, {})
        for key, place, hall, kind, at_once in session.execute(query)
    }
    people = (
        sa.select(Representative.participation_id, Representative.id, Representative.languages)
        .where(Representative.participation_id.in_(approved(round_)), Representative.is_active)
        .order_by(Representative.is_contact.desc(), Representative.id)
    )
    for team, person, languages in session.execute(people):
        teams[team].people[person] = spoken(languages)
    return teams


def spoken(languages: str) -> frozenset[str]:
    """Return the codes of a list such as ``en,zh``."""
    return frozenset(code.strip() for code in languages.split(",") if code.strip())


def _lists(session: Session, round_: Round) -> dict[int, Listed]:
    """Return what enterprises said of themselves.

    It holds whether they have handed in or not: others may wish for them all the same.
    """
    query = sa.select(WishList.participation_id, WishList.minimum, WishList.maximum).where(
        WishList.round_id == round_.id
    )
    return {key: Listed(minimum, maximum) for key, minimum, maximum in session.execute(query)}


def _wishes(session: Session, round_: Round) -> tuple[Wished, ...]:
    query = (
        sa.select(WishList.participation_id, Wish.partner_id, Wish.grade)
        .join(WishList, WishList.id == Wish.wish_list_id)
        .where(WishList.round_id == round_.id, WishList.sent_at.is_not(None))
        .order_by(WishList.participation_id, Wish.position, Wish.id)
    )
    return tuple(Wished(*row) for row in session.execute(query))


def _absences(session: Session, round_: Round) -> tuple[Away, ...]:
    query = (
        sa.select(
            WishList.participation_id,
            Absence.representative_id,
            Absence.starts_at,
            Absence.ends_at,
        )
        .join(WishList, WishList.id == Absence.wish_list_id)
        .where(WishList.round_id == round_.id)
        .order_by(Absence.id)
    )
    return tuple(
        Away(team, person, Slot(start, end)) for team, person, start, end in session.execute(query)
    )


def _vetoes(session: Session, round_: Round) -> frozenset[tuple[int, int]]:
    query = (
        sa.select(Veto.participation_id, Veto.partner_id)
        .join(Participation, Participation.id == Veto.participation_id)
        .where(Participation.edition_id == round_.edition_id)
    )
    return frozenset(pair_of(one, other) for one, other in session.execute(query))


def _meetings(
    session: Session, round_: Round
) -> tuple[frozenset[tuple[int, int]], dict[tuple[int, int], int]]:
    """Return the pairs that have or had their meeting, and those with an open request."""
    of_round = sa.select(ArrangedMeeting.meeting_id).where(ArrangedMeeting.round_id == round_.id)
    query = sa.select(Meeting.requester_id, Meeting.receiver_id, Meeting.id, Meeting.state).where(
        Meeting.edition_id == round_.edition_id,
        Meeting.state.in_((*MET, MeetingState.REQUESTED)),
        sa.or_(Meeting.state != MeetingState.CONFIRMED, Meeting.id.not_in(of_round)),
    )
    met, asked = set(), {}
    for one, other, key, state in session.execute(query):
        if state is MeetingState.REQUESTED:
            asked[pair_of(one, other)] = key
        else:
            met.add(pair_of(one, other))
    return frozenset(met), asked


def _called_off(session: Session, round_: Round) -> frozenset[tuple[int, int]]:
    query = (
        sa.select(Meeting.requester_id, Meeting.receiver_id)
        .join(ArrangedMeeting, ArrangedMeeting.meeting_id == Meeting.id)
        .where(
            ArrangedMeeting.round_id == round_.id,
            Meeting.state == MeetingState.CANCELLED,
            Meeting.closed_by_id.is_not(None),
        )
    )
    return frozenset(pair_of(one, other) for one, other in session.execute(query))


def _interpreters(session: Session, round_: Round) -> dict[int, frozenset[str]]:
    query = (
        sa.select(Interpreter.id, Interpreter.languages)
        .where(Interpreter.edition_id == round_.edition_id, Interpreter.is_active)
        .order_by(Interpreter.id)
    )
    return {key: spoken(languages) for key, languages in session.execute(query)}


def _walks(session: Session, round_: Round) -> dict[tuple[int, int], int]:
    query = (
        sa.select(HallWalk.from_hall_id, HallWalk.to_hall_id, HallWalk.minutes)
        .join(Hall, Hall.id == HallWalk.from_hall_id)
        .where(Hall.edition_id == round_.edition_id)
    )
    return {(one, other): minutes for one, other, minutes in session.execute(query)}
