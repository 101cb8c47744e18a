"""What has happened since a plan was published, and so what a repair would mend."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from matchmaking.audit.models import AuditEntry
from matchmaking.core.wording import Name, Sentence, say, say_count
from matchmaking.enterprises.models import Participation
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.closing import CANCELLED
from matchmaking.meetings.standing import Standing, standing_of
from matchmaking.meetings.values import OPEN_STATES, REPORTED, MeetingState, pair_key
from matchmaking.timetables.differences import Shift
from matchmaking.timetables.ground import Ground
from matchmaking.timetables.hindrances import Hindrance, hindrances
from matchmaking.timetables.models import (
    ArrangedMeeting,
    Plan,
    PlannedMeeting,
    Publication,
    Round,
    Wish,
    WishList,
)
from matchmaking.timetables.queries.differences import stands_of
from matchmaking.timetables.queries.ground import ground_of
from matchmaking.timetables.queries.publications import in_force, meeting_of_pair
from matchmaking.timetables.values import Kind


@dataclass(frozen=True)
class Happening:
    """Something that happened since the publication; ``key`` tells it from every other.

    ``people`` are those who would have met.
    """

    key: str
    sentence: Sentence
    people: tuple[Name, ...] = ()


@dataclass(frozen=True)
class Offer:
    """Whether a repair is offered: for what, and what came of an earlier offer for the same."""

    publication: Publication
    happenings: tuple[Happening, ...]
    plan: Plan | None = None

    @property
    def digest(self) -> str:
        """Return what tells these happenings from others."""
        return digest_of(self.happenings)

    @property
    def is_declined(self) -> bool:
        """Return whether somebody said no to the repair of just these."""
        return bool(self.plan and self.plan.declined_at)


def digest_of(happenings: tuple[Happening, ...]) -> str:
    """Return a short mark of a set of happenings."""
    whole = "\n".join(sorted(one.key for one in happenings))
    return hashlib.sha256(whole.encode()).hexdigest()


def offer_for(session: Session, round_: Round, *, at: datetime) -> Offer | None:
    """Return the repair to offer for a round, if something has happened since its publication."""
    publication = in_force(session, round_.id)
    if publication is None or all(block.ends_at <= at for block in round_.blocks):
        return None
    found = tuple(happenings_since(session, publication, at=at))
    if not found:
        return None
    return Offer(publication, found, _repair_for(session, round_, digest_of(found)))


def _repair_for(session: Session, round_: Round, digest: str) -> Plan | None:
    """Return the newest repair that was made for the same happenings and never published."""
    published = sa.select(Publication.plan_id).where(Publication.round_id == round_.id)
    query = (
        sa.select(Plan)
        .where(
            Plan.round_id == round_.id,
            Plan.kind == Kind.REPAIR,
            Plan.digest == digest,
            Plan.id.not_in(published),
        )
        .order_by(Plan.number.desc())
        .limit(1)
    )
    return session.scalar(query)


def happenings_since(
    session: Session, publication: Publication, *, at: datetime
) -> Iterator[Happening]:
    """Yield what has happened since a publication: a constant number of queries."""
    round_ = publication.plan.round
    ground = ground_of(session, round_)
    yield from _fallen(session, round_, ground, at)
    yield from _cancelled(session, publication, ground, at)
    yield from _without_seat(session, publication, ground, at)
    yield from _late(session, publication, ground)


def _fallen(session: Session, round_: Round, ground: Ground, at: datetime) -> Iterator[Happening]:
    """Yield meetings that can't take place as they stand."""
    shifts = [
        Shift(pair, one.sides, None, one.standing, one.standing, one)
        for pair, one in stands_of(session, round_).items()
        if one.is_arranged
    ]
    for found in hindrances(shifts, ground, at=at):
        yield fallen(found, ground)


def fallen(found: Hindrance, ground: Ground) -> Happening:
    """Return that a meeting can't take place as it stands or is planned, and why."""
    one, other = (ground.parties[key].name for key in found.shift.sides)
    return Happening(
        f"fallen {found.shift.pair} {found.shift.shown.starts_at} {found.sentence.text}",
        say(
            "%(one)s – %(other)s at %(when)s: %(why)s",
            one=one,
            other=other,
            when=found.shift.shown.starts_at,
            why=found.sentence,
        ),
        _people_of(found.shift.shown, ground),
    )


def _people_of(standing: Standing, ground: Ground) -> tuple[Name, ...]:
    keys = (standing.requester_representative_id, standing.receiver_representative_id)
    return tuple(ground.people[key].name for key in keys if key is not None)


def _cancelled(
    session: Session, publication: Publication, ground: Ground, at: datetime
) -> Iterator[Happening]:
    """Yield meetings that one side has called off, as long as somebody else could have the seat."""
    since = sa.select(AuditEntry.id).where(
        AuditEntry.object_kind == "meeting",
        AuditEntry.object_id == Meeting.id,
        AuditEntry.action == CANCELLED.text,
        AuditEntry.at >= publication.published_at,
    )
    query = (
        sa.select(Meeting)
        .join(ArrangedMeeting, ArrangedMeeting.meeting_id == Meeting.id)
        .where(
            ArrangedMeeting.round_id == publication.round_id,
            Meeting.state == MeetingState.CANCELLED,
            Meeting.closed_by_id.is_not(None),
            Meeting.starts_at > at,
            since.exists(),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    for meeting in session.scalars(query):
        one, other, by = meeting.requester_id, meeting.receiver_id, meeting.closed_by_id
        if by is not None:
            yield Happening(
                f"cancelled {meeting.id}",
                say(
                    "%(who)s has called off its meeting with %(partner)s at %(when)s.",
                    who=ground.parties[by].name,
                    partner=ground.parties[other if by == one else one].name,
                    when=meeting.starts_at,
                ),
                _people_of(standing_of(meeting), ground),
            )


def _without_seat(
    session: Session, publication: Publication, ground: Ground, at: datetime
) -> Iterator[Happening]:
    """Yield wished meetings of the plan that stand nowhere, and that neither side has called off.

    They could not be put back when a repair was undone, or stood in the way of the publication.
    """
    query = (
        sa.select(PlannedMeeting)
        .where(
            PlannedMeeting.plan_id == publication.plan_id,
            PlannedMeeting.starts_at > at,
            ~meeting_of_pair(publication, (*OPEN_STATES, *REPORTED)).exists(),
            _wished_for(publication.round_id).exists(),
        )
        .order_by(PlannedMeeting.starts_at, PlannedMeeting.id)
    )
    for row in session.scalars(query):
        if not _can_meet(ground, row.a_id, row.b_id):
            continue
        people = (row.a_representative_id, row.b_representative_id)
        yield Happening(
            f"without seat {row.a_id} {row.b_id}",
            say(
                "%(one)s – %(other)s, planned for %(when)s, does not stand.",
                one=ground.parties[row.a_id].name,
                other=ground.parties[row.b_id].name,
                when=row.starts_at,
            ),
            tuple(ground.people[key].name for key in people if key is not None),
        )


def _wished_for(round_id: int) -> sa.Select[int]:
    """Return the wishes for a planned meeting, of either side."""
    a_wishes = (WishList.participation_id == PlannedMeeting.a_id) & (
        Wish.partner_id == PlannedMeeting.b_id
    )
    b_wishes = (WishList.participation_id == PlannedMeeting.b_id) & (
        Wish.partner_id == PlannedMeeting.a_id
    )
    return (
        sa.select(Wish.id)
        .join(WishList, Wish.wish_list_id == WishList.id)
        .where(WishList.round_id == round_id, WishList.sent_at.is_not(None), a_wishes | b_wishes)
    )


def _can_meet(ground: Ground, one: int, other: int) -> bool:
    """Return whether two enterprises take part and neither refuses the other."""
    possible = ground.parties[one].is_approved and ground.parties[other].is_approved
    vetoed = ground.has_vetoed(one, other) or ground.has_vetoed(other, one)
    return possible and not vetoed and (min(one, other), max(one, other)) not in ground.called_off


def _late(session: Session, publication: Publication, ground: Ground) -> Iterator[Happening]:
    """Yield enterprises that have wished, or been approved, since, and lack meetings."""
    query = (
        sa.select(WishList.participation_id, Wish.partner_id)
        .join(Wish, Wish.wish_list_id == WishList.id)
        .join(Participation, Participation.id == WishList.participation_id)
        .where(
            WishList.round_id == publication.round_id,
            WishList.sent_at.is_not(None),
            sa.or_(
                WishList.sent_at > publication.published_at,
                Participation.decided_at > publication.published_at,
            ),
        )
        .order_by(WishList.participation_id, Wish.position)
    )
    rows = [(one, other) for one, other in session.execute(query)]
    have = _have_met(session, publication.plan.round) if rows else set()
    lacking: dict[int, int] = {}
    for one, other in rows:
        if _can_meet(ground, one, other) and pair_key(one, other) not in have:
            lacking[one] = lacking.get(one, 0) + 1
    for party, count in lacking.items():
        yield Happening(
            f"late {party} {count}",
            say_count(
                "%(who)s came late: %(num)d of its wishes has no meeting yet.",
                "%(who)s came late: %(num)d of its wishes have no meeting yet.",
                count,
                who=ground.parties[party].name,
            ),
        )


def _have_met(session: Session, round_: Round) -> set[str]:
    query = sa.select(Meeting.requester_id, Meeting.receiver_id).where(
        Meeting.edition_id == round_.edition_id, Meeting.state.in_((*OPEN_STATES, *REPORTED))
    )
    return {pair_key(one, other) for one, other in session.execute(query)}


def offers_in(session: Session, edition_id: int, *, at: datetime) -> list[Offer]:
    """Return the repairs to offer in an edition, of all its rounds with a plan in force."""
    published = sa.select(Publication.round_id).where(Publication.undone_at.is_(None))
    query = (
        sa.select(Round)
        .options(selectinload(Round.blocks))
        .where(Round.edition_id == edition_id, Round.id.in_(published))
        .order_by(Round.id)
    )
    found = (offer_for(session, round_, at=at) for round_ in session.scalars(query).all())
    return [offer for offer in found if offer is not None and not offer.is_declined]
