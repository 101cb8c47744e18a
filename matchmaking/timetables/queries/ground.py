"""Reading what a timetable stands on: a constant number of queries, however large the event."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.wording import Name
from matchmaking.enterprises.models import Enterprise, Participation, Representative
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.free_slots import walks_of
from matchmaking.expo.models import BlockPlace, Hall, Interpreter, Occupancy, Place
from matchmaking.expo.queries import reaching_into
from matchmaking.expo.slots import Walks
from matchmaking.expo.values import Appointment, Holder, Slot
from matchmaking.meetings.models import Meeting, Veto
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.ground import (
    Away,
    Engagement,
    Ground,
    Held,
    Helper,
    Pair,
    Party,
    Person,
    Site,
)
from matchmaking.timetables.models import Absence, ArrangedMeeting, Round, WishList
from matchmaking.timetables.queries.blocks import blocks_of


def ground_of(session: Session, round_: Round) -> Ground:
    """Return who and what there is for a round, and what occupies them around its blocks."""
    edition_id, walks = round_.edition_id, walks_of(session, round_.edition_id)
    # Asked anew: somebody may have taken a block out while we waited for our turn.
    block_ids = blocks_of(session, round_.id)
    usable = sa.select(BlockPlace.block_id, BlockPlace.place_id).where(
        BlockPlace.block_id.in_(block_ids)
    )
    return Ground(
        parties=_parties(session, edition_id),
        people=_people(session, edition_id),
        sites=_sites(session, edition_id),
        helpers=_helpers(session, edition_id),
        blocks=block_ids,
        usable={(block, place) for block, place in session.execute(usable)},
        walks=walks,
        engagements=_engagements(session, round_, walks),
        absences=_absences(session, round_),
        vetoes=_vetoes(session, edition_id),
        called_off=called_off_in(session, round_),
        needs_languages=round_.needs_languages,
    )


def _parties(session: Session, edition_id: int) -> dict[int, Party]:
    query = (
        sa.select(
            Participation.id,
            Enterprise.name_en,
            Enterprise.name_zh,
            Participation.state,
            Participation.booth_id,
        )
        .join(Enterprise, Enterprise.id == Participation.enterprise_id)
        .where(Participation.edition_id == edition_id)
    )
    return {
        key: Party(Name(en, zh), state is ParticipationState.APPROVED, booth)
        for key, en, zh, state, booth in session.execute(query)
    }


def _people(session: Session, edition_id: int) -> dict[int, Person]:
    query = (
        sa.select(
            Representative.id,
            Representative.name_en,
            Representative.name_zh,
            Representative.participation_id,
            Representative.is_active,
            Representative.languages,
        )
        .join(Participation, Participation.id == Representative.participation_id)
        .where(Participation.edition_id == edition_id)
        .order_by(Representative.is_contact.desc(), Representative.id)
    )
    return {
        key: Person(Name(en, zh), of, active, spoken(languages))
        for key, en, zh, of, active, languages in session.execute(query)
    }


def spoken(codes: str) -> frozenset[str]:
    """Return the languages of a list such as ``en,zh``."""
    return frozenset(code.strip() for code in codes.split(",") if code.strip())


def _sites(session: Session, edition_id: int) -> dict[int, Site]:
    query = (
        sa.select(
            Place.id,
            Place.kind,
            Place.code,
            Place.hall_id,
            Hall.code,
            Place.meetings_at_once,
            Place.is_open,
        )
        .join(Hall, Hall.id == Place.hall_id)
        .where(Place.edition_id == edition_id)
        .order_by(Place.priority, sa.func.length(Place.code), Place.code, Place.id)
    )
    return {
        key: Site(kind, code, hall, hall_code, at_once, is_open)
        for key, kind, code, hall, hall_code, at_once, is_open in session.execute(query)
    }


def _helpers(session: Session, edition_id: int) -> dict[int, Helper]:
    query = sa.select(Interpreter).where(Interpreter.edition_id == edition_id)
    return {
        one.id: Helper(one.label, one.is_active, spoken(one.languages))
        for one in session.scalars(query.order_by(Interpreter.id))
    }


def window_of(round_: Round, walks: Walks) -> Slot | None:
    """Return the time from the first block's beginning to the last one's end, with the ways."""
    if not round_.blocks:
        return None
    return Slot(
        min(block.starts_at for block in round_.blocks) - walks.longest,
        max(block.ends_at for block in round_.blocks) + walks.longest,
    )


def _engagements(session: Session, round_: Round, walks: Walks) -> dict[Held, list[Engagement]]:
    window = window_of(round_, walks)
    if window is None:
        return {}
    columns = (
        Occupancy.resource_kind,
        Occupancy.resource_id,
        Occupancy.unit,
        Occupancy.holder_kind,
        Occupancy.holder_id,
        Occupancy.label_en,
        Occupancy.label_zh,
        Occupancy.starts_at,
        Occupancy.ends_at,
        Occupancy.hall_id,
    )
    query = sa.select(*columns).where(reaching_into(window)).order_by(Occupancy.starts_at)
    found: dict[Held, list[Engagement]] = {}
    for kind, key, unit, by, holder, en, zh, starts, ends, hall in session.execute(query):
        appointment = Appointment(Holder(by, holder), Name(en, zh), starts, ends, hall)
        found.setdefault((kind, key), []).append(Engagement(appointment, unit))
    return found


def _absences(session: Session, round_: Round) -> dict[int, list[Away]]:
    query = (
        sa.select(
            WishList.participation_id,
            Absence.representative_id,
            Absence.starts_at,
            Absence.ends_at,
        )
        .join(WishList, WishList.id == Absence.wish_list_id)
        .where(WishList.round_id == round_.id)
    )
    found: dict[int, list[Away]] = {}
    for party, person, starts, ends in session.execute(query):
        found.setdefault(party, []).append(Away(Slot(starts, ends), person))
    return found


def _vetoes(session: Session, edition_id: int) -> set[Pair]:
    query = (
        sa.select(Veto.participation_id, Veto.partner_id)
        .join(Participation, Participation.id == Veto.participation_id)
        .where(Participation.edition_id == edition_id)
    )
    return {(one, other) for one, other in session.execute(query)}


def called_off_in(session: Session, round_: Round) -> dict[Pair, int]:
    """Return the pairs whose meeting of this round one of the two has called off, and who."""
    query = (
        sa.select(Meeting.requester_id, Meeting.receiver_id, Meeting.closed_by_id)
        .join(ArrangedMeeting, ArrangedMeeting.meeting_id == Meeting.id)
        .where(
            ArrangedMeeting.round_id == round_.id,
            Meeting.state == MeetingState.CANCELLED,
            Meeting.closed_by_id.is_not(None),
        )
    )
    return {
        (min(one, other), max(one, other)): by
        for one, other, by in session.execute(query)
        if by is not None
    }
