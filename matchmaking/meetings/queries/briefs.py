"""Meetings in brief: what a day, the home page and the cards of what waits show of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from matchmaking.core.database import UtcDateTime, rows_of
from matchmaking.core.wording import Name
from matchmaking.enterprises.models import Enterprise, Participation, Representative
from matchmaking.expo.models import Hall, Interpreter, Place
from matchmaking.expo.values import PlaceKind
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries.waiting import proposal_waits_for, request_waits_for_receiver
from matchmaking.meetings.values import (
    NOTHING_PROPOSED,
    REPORTED,
    MeetingState,
    ProposedTime,
    proposed_time,
)


class Side(NamedTuple):
    """One of the two parties of a meeting, and who comes from it, if that is known."""

    participation_id: int
    label: Name
    representative_id: int | None
    person: Name | None


class Spot(NamedTuple):
    """Where a meeting is."""

    kind: PlaceKind
    code: str
    hall_id: int
    hall_code: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A meeting as the people who attend it need it: when, with whom, about what, where."""

    id: int
    state: MeetingState
    starts_at: datetime
    ends_at: datetime
    expires_at: datetime
    topic: str
    requester: Side
    receiver: Side
    spot: Spot | None
    interpreter: Name | None
    proposed: ProposedTime | None

    @property
    def till(self) -> datetime:
        """Return until when it can be answered, or the time proposed instead."""
        return self.proposed.until if self.proposed else self.expires_at

    def partner_of(self, participation_id: int | None) -> Side:
        """Return the other party."""
        ours = participation_id == self.requester.participation_id
        return self.receiver if ours else self.requester

    def partner_of_person(self, representative_id: int) -> Side:
        """Return the party that somebody who attends meets."""
        asked = representative_id == self.receiver.representative_id
        return self.requester if asked else self.receiver


asking, asked = aliased(Participation), aliased(Participation)
requester, receiver = aliased(Enterprise), aliased(Enterprise)
sender, guest = aliased(Representative), aliased(Representative)
# The home page and every agenda ask: building a statement anew would cost more than running it,
# and loading whole meetings ten times as much as these columns.
BRIEFS = (
    sa.select(
        Meeting.id,
        Meeting.state,
        Meeting.starts_at,
        Meeting.ends_at,
        Meeting.expires_at,
        Meeting.topic,
        Meeting.requester_id,
        requester.name_en,
        requester.name_zh,
        sender.id,
        sender.name_en,
        sender.name_zh,
        Meeting.receiver_id,
        receiver.name_en,
        receiver.name_zh,
        guest.id,
        guest.name_en,
        guest.name_zh,
        Place.kind,
        Place.code,
        Place.hall_id,
        Hall.code,
        Interpreter.name_en,
        Interpreter.name_zh,
        *(getattr(Meeting, name) for name in NOTHING_PROPOSED),
    )
    .join(asking, asking.id == Meeting.requester_id)
    .join(requester, requester.id == asking.enterprise_id)
    .join(asked, asked.id == Meeting.receiver_id)
    .join(receiver, receiver.id == asked.enterprise_id)
    .join(sender, sender.id == Meeting.requester_representative_id)
    .outerjoin(guest, guest.id == Meeting.receiver_representative_id)
    .outerjoin(Place, Place.id == Meeting.place_id)
    .outerjoin(Hall, Hall.id == Place.hall_id)
    .outerjoin(Interpreter, Interpreter.id == Meeting.interpreter_id)
)
NAMED = BRIEFS.where(Meeting.id.in_(sa.bindparam("keys", expanding=True)))
# What waits for a team's answer: a request, or another time that the other side proposes.
TEAM, AT = sa.bindparam("team", type_=sa.Integer), sa.bindparam("at", type_=UtcDateTime())
WAITS = sa.or_(
    sa.and_(Meeting.receiver_id == TEAM, request_waits_for_receiver(AT)),
    sa.and_(Meeting.receiver_id == TEAM, proposal_waits_for(TEAM, AT)),
    sa.and_(Meeting.requester_id == TEAM, proposal_waits_for(TEAM, AT)),
)
# A meeting that is over and that the team has not yet reported on.
UNREPORTED = sa.and_(
    Meeting.state.in_([MeetingState.CONFIRMED, *REPORTED]),
    Meeting.ends_at <= sa.bindparam("at"),
    sa.or_(
        sa.and_(Meeting.requester_id == sa.bindparam("team"), Meeting.requester_met.is_(None)),
        sa.and_(Meeting.receiver_id == sa.bindparam("team"), Meeting.receiver_met.is_(None)),
    ),
)
WAITING = BRIEFS.where(WAITS).order_by(Meeting.expires_at, Meeting.id)
OVER = BRIEFS.where(UNREPORTED).order_by(Meeting.starts_at.desc(), Meeting.id)


def briefs_by_key(session: Session, keys: Iterable[int]) -> dict[int, Brief]:
    """Return meetings by their key."""
    wanted = list(keys)
    if not wanted:
        return {}
    return {brief.id: brief for brief in _briefs(session, NAMED, keys=wanted)}


def waiting_for(session: Session, participation_id: int, at: datetime) -> list[Brief]:
    """Return what waits for an enterprise's answer, the most urgent first.

    Those are requests, and other times that the other side proposes.
    """
    waiting = _briefs(session, WAITING, team=participation_id, at=at)
    return sorted(waiting, key=lambda one: one.till)


def unreported_by(session: Session, participation_id: int, at: datetime) -> list[Brief]:
    """Return the meetings that are over and wait for an enterprise's report, the latest first."""
    return _briefs(session, OVER, team=participation_id, at=at)


def _briefs(session: Session, statement: sa.Executable, **facts: Any) -> list[Brief]:
    return [_brief(*row) for row in rows_of(session, statement, facts)]


def _brief(*row: Any) -> Brief:
    (key, state, starts_at, ends_at, expires_at, topic, *parties) = row
    kind, code, hall_id, hall_code, interpreter_en, interpreter_zh = parties[12:18]
    return Brief(
        id=key,
        state=state,
        starts_at=starts_at,
        ends_at=ends_at,
        expires_at=expires_at,
        topic=topic,
        requester=_side(*parties[:6]),
        receiver=_side(*parties[6:12]),
        spot=None if kind is None else Spot(kind, code, hall_id, hall_code),
        interpreter=None if interpreter_en is None else Name(interpreter_en, interpreter_zh),
        proposed=proposed_time(*parties[18:]),
    )


def _side(*row: Any) -> Side:
    key, en, zh, person, person_en, person_zh = row
    return Side(key, Name(en, zh), person, Name(person_en, person_zh) if person else None)
