"""The list of meetings, in parts, and who may see which."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from matchmaking.accounts.values import Actor
from matchmaking.delegations.models import Delegation
from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries.meetings import SHOWN
from matchmaking.meetings.queries.waiting import (
    is_proposed,
    proposal_waits_for,
    request_waits,
    request_waits_for_receiver,
)
from matchmaking.meetings.values import MeetingState


class Tab(StrEnum):
    """A part of the list of meetings."""

    OURS = "ours"
    THEIRS = "theirs"
    CONFIRMED = "confirmed"
    PAST = "past"
    EXPIRING = "expiring"
    UNREPORTED = "unreported"


# An officer who sees a request this long before it expires can still call the receiver.
SOON = timedelta(hours=1)


@dataclass(frozen=True)
class Wanted:
    """What somebody narrows the list of meetings down to.

    ``delegation_id`` is a node one of the two sides is in, or below.
    """

    tab: Tab | None
    words: str = ""
    state: MeetingState | None = None
    delegation_id: int | None = None


def visible_to(actor: Actor) -> sa.Select[Meeting]:
    """Return the meetings somebody may see: agrees with ``policies.can_view``."""
    if actor.is_team_member:
        # A participation is of one edition. To name that too would lead a database to walk
        # through the whole edition.
        return sa.select(Meeting).where(_involves(actor.participation_id))
    query = sa.select(Meeting).where(Meeting.edition_id == actor.edition_id)
    if actor.is_organiser:
        return query
    if actor.is_lead:
        return query.where(_is_of(actor.delegation_id))
    return query.where(sa.false())


def _is_of(delegation_id: int | None) -> sa.ColumnElement[bool]:
    """Return whether one side is in a delegation or below it."""
    below = (
        sa.select(Participation.id)
        .join(Delegation, Delegation.id == Participation.delegation_id)
        .where(Delegation.path.contains(f"/{delegation_id}/", autoescape=True))
    )
    return sa.or_(Meeting.requester_id.in_(below), Meeting.receiver_id.in_(below))


def expires_soon(at: datetime) -> sa.ColumnElement[bool]:
    """Return whether a request can be answered not much longer."""
    return sa.and_(request_waits(at), Meeting.expires_at <= at + SOON)


def is_to_come(at: datetime) -> sa.ColumnElement[bool]:
    """Return whether a confirmed meeting is not over."""
    return sa.and_(Meeting.state == MeetingState.CONFIRMED, Meeting.ends_at > at)


def is_unreported(at: datetime) -> sa.ColumnElement[bool]:
    """Return whether nobody has said yet what became of a meeting that is over."""
    return sa.and_(Meeting.state == MeetingState.CONFIRMED, Meeting.ends_at <= at)


def listed(actor: Actor, wanted: Wanted, *, at: datetime) -> sa.Select[Meeting]:
    """Return one tab of somebody's meetings, with everything a list shows."""
    query = visible_to(actor).options(*SHOWN)
    if wanted.delegation_id is not None:
        query = query.where(_is_of(wanted.delegation_id))
    if wanted.tab is not None:
        query = query.where(_in_tab(actor, wanted.tab, at))
    if wanted.state is not None:
        query = query.where(Meeting.state == wanted.state)
    if wanted.words.strip():
        query = query.where(_names_contain(wanted.words.strip()))
    if wanted.tab is Tab.PAST:
        return query.order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    return query.order_by(Meeting.starts_at, Meeting.requested_at, Meeting.id)


def counts_by_tab(
    session: Session, actor: Actor, *, at: datetime, delegation_id: int | None = None
) -> dict[Tab, int]:
    """Count the meetings of each tab, in one query."""
    counts = [sa.func.count(sa.case((_in_tab(actor, tab, at), 1))).label(tab.value) for tab in Tab]
    found = visible_to(actor).with_only_columns(*counts)
    if delegation_id is not None:
        found = found.where(_is_of(delegation_id))
    row = session.execute(found).one()
    return {tab: row[number] for number, tab in enumerate(Tab)}


def _in_tab(actor: Actor, tab: Tab, at: datetime) -> sa.ColumnElement[bool]:
    """Return the condition of a tab; for officers everything open waits for somebody."""
    match tab:
        case Tab.OURS:
            return _waits_for_us(actor, at)
        case Tab.THEIRS:
            return _waits_for_them(actor, at)
        case Tab.CONFIRMED:
            return is_to_come(at)
        case Tab.PAST:
            return sa.not_(sa.or_(request_waits(at), is_to_come(at)))
        case Tab.EXPIRING:
            return expires_soon(at)
        case Tab.UNREPORTED:
            return is_unreported(at)


def _waits_for_us(actor: Actor, at: datetime) -> sa.ColumnElement[bool]:
    if not actor.is_team_member:
        return sa.or_(request_waits(at), is_proposed(at))
    ours = Meeting.receiver_id == actor.participation_id
    return sa.or_(
        sa.and_(ours, request_waits_for_receiver(at)),
        proposal_waits_for(actor.participation_id, at),
    )


def _waits_for_them(actor: Actor, at: datetime) -> sa.ColumnElement[bool]:
    if not actor.is_team_member:
        return sa.false()
    ours = Meeting.requester_id == actor.participation_id
    return sa.or_(
        sa.and_(ours, request_waits_for_receiver(at)),
        sa.and_(is_proposed(at), Meeting.proposed_by_id == actor.participation_id),
    )


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
