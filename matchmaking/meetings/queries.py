"""Reading meetings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Actor, Role
from matchmaking.core.database import rows_of
from matchmaking.delegations.models import Delegation
from matchmaking.enterprises.models import Enterprise, Participation, Representative
from matchmaking.expo.free_slots import FreeSlot, common_free_slots
from matchmaking.expo.models import Place
from matchmaking.expo.values import Slot
from matchmaking.meetings.models import Meeting, Veto
from matchmaking.meetings.values import OPEN_STATES, REPORTED, MeetingState, pair_key

ALTERNATIVES = 3
SHOWN = (
    joinedload(Meeting.requester).joinedload(Participation.enterprise),
    joinedload(Meeting.requester).joinedload(Participation.delegation),
    joinedload(Meeting.receiver).joinedload(Participation.enterprise),
    joinedload(Meeting.receiver).joinedload(Participation.delegation),
    joinedload(Meeting.requester_representative),
    joinedload(Meeting.receiver_representative),
    joinedload(Meeting.place).joinedload(Place.hall),
    joinedload(Meeting.interpreter),
)
# A request that waits for a team's answer, and a meeting that is over and that it has not yet
# reported on. The home page asks: building the statement anew would cost more than running it.
WAITS = sa.and_(
    Meeting.receiver_id == sa.bindparam("team"),
    Meeting.state == MeetingState.REQUESTED,
    Meeting.expires_at > sa.bindparam("at"),
)
WAITING = sa.select(Meeting).options(*SHOWN).where(WAITS).order_by(Meeting.expires_at, Meeting.id)
UNREPORTED = sa.and_(
    Meeting.state.in_([MeetingState.CONFIRMED, *REPORTED]),
    Meeting.ends_at <= sa.bindparam("at"),
    sa.or_(
        sa.and_(Meeting.requester_id == sa.bindparam("team"), Meeting.requester_met.is_(None)),
        sa.and_(Meeting.receiver_id == sa.bindparam("team"), Meeting.receiver_met.is_(None)),
    ),
)
DUE = sa.select(Meeting.id).where(sa.or_(WAITS, UNREPORTED))


class Tab(StrEnum):
    """A part of the list of meetings."""

    OURS = "ours"
    THEIRS = "theirs"
    CONFIRMED = "confirmed"
    PAST = "past"


@dataclass(frozen=True)
class Wanted:
    """What somebody narrows the list of meetings down to."""

    tab: Tab | None
    words: str = ""
    state: MeetingState | None = None


def meeting_of(session: Session, meeting_id: int) -> Meeting | None:
    """Return a meeting with everything its page shows."""
    if not 0 < meeting_id < 2**31:
        return None
    query = sa.select(Meeting).options(*SHOWN).where(Meeting.id == meeting_id)
    return session.scalar(query)


def meetings_by_key(session: Session, keys: Iterable[int]) -> dict[int, Meeting]:
    """Return meetings with everything a list shows, by their key."""
    wanted = list(keys)
    if not wanted:
        return {}
    query = sa.select(Meeting).options(*SHOWN).where(Meeting.id.in_(wanted))
    return {meeting.id: meeting for meeting in session.scalars(query)}


def visible_to(actor: Actor) -> sa.Select[Meeting]:
    """Return the meetings somebody may see: agrees with ``policies.can_view``."""
    query = sa.select(Meeting).where(Meeting.edition_id == actor.edition_id)
    if actor.is_organiser:
        return query
    if actor.is_team_member:
        return query.where(_involves(actor.participation_id))
    if actor.is_lead:
        below = (
            sa.select(Participation.id)
            .join(Delegation, Delegation.id == Participation.delegation_id)
            .where(Delegation.path.contains(f"/{actor.delegation_id}/", autoescape=True))
        )
        return query.where(sa.or_(Meeting.requester_id.in_(below), Meeting.receiver_id.in_(below)))
    return query.where(sa.false())


def listed(actor: Actor, wanted: Wanted, *, at: datetime) -> sa.Select[Meeting]:
    """Return one tab of somebody's meetings, with everything a list shows."""
    query = visible_to(actor).options(*SHOWN)
    if wanted.tab is not None:
        query = query.where(_in_tab(actor, wanted.tab, at))
    if wanted.state is not None:
        query = query.where(Meeting.state == wanted.state)
    if wanted.words.strip():
        query = query.where(_names_contain(wanted.words.strip()))
    if wanted.tab is Tab.PAST:
        return query.order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    return query.order_by(Meeting.starts_at, Meeting.requested_at, Meeting.id)


def counts_by_tab(session: Session, actor: Actor, *, at: datetime) -> dict[Tab, int]:
    """Count the meetings of each tab, in one query."""
    counts = [sa.func.count(sa.case((_in_tab(actor, tab, at), 1))).label(tab.value) for tab in Tab]
    found = visible_to(actor).with_only_columns(*counts)
    row = session.execute(found).one()
    return {tab: row[number] for number, tab in enumerate(Tab)}


def _in_tab(actor: Actor, tab: Tab, at: datetime) -> sa.ColumnElement[bool]:
    """Return the condition of a tab; for officers all open requests wait for the receivers."""
    waits = sa.and_(Meeting.state == MeetingState.REQUESTED, Meeting.expires_at > at)
    coming = sa.and_(Meeting.state == MeetingState.CONFIRMED, Meeting.ends_at > at)
    match tab:
        case Tab.OURS:
            mine = Meeting.receiver_id == actor.participation_id
            return sa.and_(waits, mine if actor.is_team_member else sa.true())
        case Tab.THEIRS:
            mine = Meeting.requester_id == actor.participation_id
            return sa.and_(waits, mine if actor.is_team_member else sa.false())
        case Tab.CONFIRMED:
            return coming
        case Tab.PAST:
            return sa.not_(sa.or_(waits, coming))


def _involves(participation_id: int | None) -> sa.ColumnElement[bool]:
    return sa.or_(Meeting.requester_id == participation_id, Meeting.receiver_id == participation_id)


def _names_contain(words: str) -> sa.ColumnElement[bool]:
    parties = aliased(Participation)
    named = (
        sa.select(parties.id)
        .join(Enterprise, Enterprise.id == parties.enterprise_id)
        .where(
            sa.or_(
                Enterprise.name_en.icontains(words, autoescape=True),
                Enterprise.name_zh.contains(words, autoescape=True),
            )
        )
    )
    return sa.or_(Meeting.requester_id.in_(named), Meeting.receiver_id.in_(named))


def waiting_for(session: Session, participation_id: int, at: datetime) -> list[Meeting]:
    """Return the requests that wait for an enterprise's answer, the most urgent first."""
    return list(session.scalars(WAITING, {"team": participation_id, "at": at}))


def rivals_of(session: Session, meeting: Meeting, at: datetime) -> list[Meeting]:
    """Return the other open requests to the same receiver that overlap in time, by key."""
    query = (
        sa.select(Meeting)
        .options(*SHOWN)
        .where(
            Meeting.receiver_id == meeting.receiver_id,
            Meeting.id != meeting.id,
            Meeting.state == MeetingState.REQUESTED,
            Meeting.expires_at > at,
            Meeting.starts_at < meeting.ends_at,
            Meeting.ends_at > meeting.starts_at,
        )
        .order_by(Meeting.id)
    )
    return list(session.scalars(query))


def overdue(session: Session, at: datetime, *, limit: int) -> list[Meeting]:
    """Return requests whose deadline has passed unanswered."""
    query = (
        sa.select(Meeting)
        .options(*SHOWN)
        .where(Meeting.state == MeetingState.REQUESTED, Meeting.expires_at <= at)
        .order_by(Meeting.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def open_between(session: Session, edition_id: int, one: int, other: int) -> Meeting | None:
    """Return the open request or meeting of two enterprises, if they have one."""
    query = sa.select(Meeting).where(
        Meeting.edition_id == edition_id,
        Meeting.pair_key == pair_key(one, other),
        Meeting.state.in_(OPEN_STATES),
    )
    return session.scalar(query)


def vetoes_between(session: Session, one: int, other: int) -> list[Veto]:
    """Return who of two enterprises wants no meetings with the other."""
    query = sa.select(Veto).where(
        sa.tuple_(Veto.participation_id, Veto.partner_id).in_([(one, other), (other, one)])
    )
    return list(session.scalars(query))


def vetoes_of(session: Session, participation_id: int) -> list[Veto]:
    """Return with whom an enterprise wants no meetings, the newest first."""
    query = (
        sa.select(Veto)
        .options(joinedload(Veto.partner).joinedload(Participation.enterprise))
        .where(Veto.participation_id == participation_id)
        .order_by(Veto.made_at.desc(), Veto.id.desc())
    )
    return list(session.scalars(query))


def people_of(session: Session, *participation_ids: int) -> dict[int, list[Representative]]:
    """Return who may attend for each enterprise, its contact first."""
    query = (
        sa.select(Representative)
        .where(Representative.participation_id.in_(participation_ids), Representative.is_active)
        .order_by(Representative.is_contact.desc(), Representative.id)
    )
    people: dict[int, list[Representative]] = {key: [] for key in participation_ids}
    for person in session.scalars(query):
        people[person.participation_id].append(person)
    return people


def free_between(
    session: Session,
    requester: Participation,
    receiver: Participation,
    *,
    at: datetime,
    only: int | None = None,
    preferred: int | None = None,
) -> list[FreeSlot]:
    """Return the slots free for both; ``only`` one person of the requester, or one preferred."""
    people = people_of(session, requester.id, receiver.id)
    asking = [person.id for person in people[requester.id]]
    if only is not None:
        asking = [only]
    elif preferred in asking:
        asking = [preferred, *(person for person in asking if person != preferred)]
    return common_free_slots(
        session,
        requester.edition_id,
        [asking, [person.id for person in people[receiver.id]]],
        own_place_ids=own_places(requester, receiver),
        at=at,
    )


def own_places(requester: Participation, receiver: Participation) -> tuple[int, ...]:
    """Return the booths or fixed tables of two sides, the receiver's first."""
    return tuple(key for key in (receiver.booth_id, requester.booth_id) if key is not None)


def alternatives(
    session: Session,
    requester: Participation,
    receiver: Participation,
    *,
    at: datetime,
    only: int | None = None,
) -> list[Slot]:
    """Return the next three times that are free for both sides."""
    free = free_between(session, requester, receiver, at=at, only=only)
    return list(dict.fromkeys(one.slot for one in free))[:ALTERNATIVES]


def told_for(
    session: Session, participation_id: int, representative_id: int | None
) -> Sequence[int]:
    """Return the accounts told about a meeting: a team's administrators and who attends."""
    query = sa.select(Grant.account_id).where(
        Grant.participation_id == participation_id,
        sa.or_(
            Grant.role == Role.ENTERPRISE_ADMIN,
            sa.and_(
                Grant.representative_id.is_not(None), Grant.representative_id == representative_id
            ),
        ),
    )
    return session.scalars(query.distinct()).all()


def due_of(
    session: Session, participation_id: int, at: datetime
) -> tuple[list[Meeting], list[Meeting]]:
    """Return the requests that wait for an enterprise's answer, and the meetings for its report.

    Most of the time there are none, and loading none with all that a list shows would cost as
    much as loading ten; so their keys come first.
    """
    keys = rows_of(session, DUE, {"team": participation_id, "at": at}).scalars()
    found = meetings_by_key(session, keys).values()
    waiting = [meeting for meeting in found if meeting.state is MeetingState.REQUESTED]
    over = [meeting for meeting in found if meeting.state is not MeetingState.REQUESTED]
    return (
        sorted(waiting, key=lambda meeting: (meeting.expires_at, meeting.id)),
        sorted(over, key=lambda meeting: (meeting.starts_at, -meeting.id), reverse=True),
    )
