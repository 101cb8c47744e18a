"""Reading what a plan changes, and what stands in its way."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.wording import Sentence, say
from matchmaking.expo.models import Occupancy
from matchmaking.expo.values import HolderKind, ResourceKind
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.standing import Standing
from matchmaking.meetings.values import OPEN_STATES, REPORTED, MeetingState
from matchmaking.timetables.differences import Shift, Stand, Target, compare, seated
from matchmaking.timetables.ground import Ground, Pair
from matchmaking.timetables.hindrances import Hindrance, hindrances
from matchmaking.timetables.models import ArrangedMeeting, Plan, PlannedMeeting, Round
from matchmaking.timetables.queries.agreed import is_agreed
from matchmaking.timetables.queries.ground import ground_of
from matchmaking.timetables.values import MET, Change

SEAT = (
    Meeting.state,
    Meeting.starts_at,
    Meeting.ends_at,
    Meeting.block_id,
    Meeting.requester_representative_id,
    Meeting.receiver_representative_id,
    Meeting.place_id,
    Meeting.interpreter_id,
)


@dataclass(frozen=True)
class Difference:
    """What becomes of every meeting of a plan and of every one that stands, and the hindrances."""

    shifts: tuple[Shift, ...]
    hindrances: tuple[Hindrance, ...]
    ground: Ground

    @property
    def changes(self) -> list[Shift]:
        """Return what publishing would change."""
        return [one for one in self.shifts if one.change is not None]

    @property
    def relocked(self) -> list[Shift]:
        """Return what stands and would be locked by publishing, or unlocked."""
        return [
            one
            for one in self.shifts
            if one.planned_id and one.stand and one.stand.is_arranged
            if one.stand.is_locked != one.is_locked
        ]

    @property
    def agreed(self) -> list[Shift]:
        """Return what stands where its two sides have moved it: publishing leaves it there."""
        return [one for one in self.shifts if one.stand and one.stand.is_agreed]

    def reasons(self, *, at: datetime) -> dict[Pair, Sentence]:
        """Return why meetings can't stay as they stand, or whom those called off make room for."""
        standing = (one for one in self.shifts if one.stand and one.stand.is_arranged)
        as_before = [replace(one, change=None, after=one.before) for one in standing]
        found = hindrances(as_before, self.ground, at=at)
        takers = {_spot(one.after): one for one in self.changes if one.after}
        makes_room = {
            one.pair: self._room_for(takers[spot])
            for one in self.changes
            if one.before and one.change is Change.REMOVED and (spot := _spot(one.before)) in takers
        }
        return makes_room | {one.shift.pair: one.sentence for one in found}

    def _room_for(self, taker: Shift) -> Sentence:
        one, other = (self.ground.parties[key].name for key in taker.sides)
        return say("Its place goes to %(one)s – %(other)s.", one=one, other=other)

    def count(self, change: Change | None) -> int:
        """Count the meetings of which this becomes."""
        return sum(one.change is change for one in self.shifts if one.planned_id or change)


def _spot(standing: Standing) -> tuple[int | None, int, datetime]:
    return standing.place_id, standing.unit, standing.starts_at


def difference_of(session: Session, plan: Plan, *, at: datetime) -> Difference:
    """Compare a plan with what stands now."""
    ground = ground_of(session, plan.round)
    stands = stands_of(session, plan.round, plan)
    shifts = list(seated(compare(targets_of(session, plan), stands, at=at), ground))
    return Difference(tuple(shifts), tuple(hindrances(shifts, ground, at=at)), ground)


def targets_of(session: Session, plan: Plan) -> list[Target]:
    """Return the meetings a plan has a seat for; those that are hypothetical have none."""
    query = sa.select(PlannedMeeting).where(
        PlannedMeeting.plan_id == plan.id, PlannedMeeting.starts_at.is_not(None)
    )
    found = (target_of(row) for row in session.scalars(query))
    return [target for target in found if target is not None]


def target_of(row: PlannedMeeting) -> Target | None:
    """Return where a planned meeting is wanted, who wished it first; nothing if unplaced."""
    slot, a, b = row.slot, row.a_representative_id, row.b_representative_id
    if slot is None or row.block_id is None or row.place_id is None or a is None or b is None:
        return None
    wished_by_b = row.grade_a is None and row.grade_b is not None
    people = (b, a) if wished_by_b else (a, b)
    return Target(
        planned_id=row.id,
        sides=(row.b_id, row.a_id) if wished_by_b else (row.a_id, row.b_id),
        standing=Standing(
            state=MeetingState.CONFIRMED,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            block_id=row.block_id,
            requester_representative_id=people[0],
            receiver_representative_id=people[1],
            place_id=row.place_id,
            unit=row.unit,
            interpreter_id=row.interpreter_id,
        ),
        is_locked=row.is_locked,
    )


def stands_of(session: Session, round_: Round, plan: Plan | None = None) -> dict[Pair, Stand]:
    """Return what stands because of the round, and what else stands between the plan's pairs.

    Meetings that took place, or should have, stand as well: nobody plans them a second time.
    """
    planned = _pairs_of(plan)
    arranged = (ArrangedMeeting.meeting_id == Meeting.id) & (ArrangedMeeting.round_id == round_.id)
    query = (
        sa.select(
            Meeting.id,
            Meeting.requester_id,
            Meeting.receiver_id,
            ArrangedMeeting.is_locked,
            is_agreed().label("is_agreed"),
            *SEAT,
        )
        .outerjoin(ArrangedMeeting, arranged)
        .where(
            Meeting.edition_id == round_.edition_id,
            Meeting.state.in_((*OPEN_STATES, *REPORTED)),
            sa.or_(Meeting.pair_key.in_(planned), ArrangedMeeting.is_locked.is_not(None)),
        )
        # Of several the last counts: what is to come, else the newest.
        .order_by(Meeting.state.in_(OPEN_STATES), Meeting.id)
    )
    units = units_of(session, round_)
    stands = (_stand(row, units) for row in session.execute(query))
    return {one.pair: one for one in stands}


def standing_pairs(session: Session, plan: Plan) -> set[str]:
    """Return the keys of a plan's pairs that have or had a meeting, or an open request."""
    query = sa.select(Meeting.pair_key).where(
        Meeting.edition_id == plan.round.edition_id,
        Meeting.state.in_((*OPEN_STATES, *MET)),
        Meeting.pair_key.in_(_pairs_of(plan)),
    )
    return {key for key in session.scalars(query) if key is not None}


def _pairs_of(plan: Plan | None) -> sa.Select[str]:
    """Return the keys of a plan's pairs, as meetings have them."""
    key = sa.cast(PlannedMeeting.a_id, sa.String) + "-" + sa.cast(PlannedMeeting.b_id, sa.String)
    return sa.select(key).where(PlannedMeeting.plan_id == (plan.id if plan else None))


def _stand(row: sa.Row[*tuple[Any, ...]], units: Mapping[int, int]) -> Stand:
    seat = {column.key: getattr(row, column.key) for column in SEAT}
    is_planned = row.is_locked is not None and row.state is MeetingState.CONFIRMED
    return Stand(
        meeting_id=row.id,
        sides=(row.requester_id, row.receiver_id),
        standing=Standing(**seat, unit=units.get(row.id, 0)),
        is_arranged=is_planned and not row.is_agreed,
        is_locked=bool(row.is_locked),
        is_agreed=is_planned and row.is_agreed,
    )


def units_of(session: Session, round_: Round) -> dict[int, int]:
    """Return which unit of its place each meeting has, for places that take several."""
    query = (
        sa.select(Occupancy.holder_id, Occupancy.unit)
        .distinct()
        .join(ArrangedMeeting, ArrangedMeeting.meeting_id == Occupancy.holder_id)
        .where(
            ArrangedMeeting.round_id == round_.id,
            Occupancy.holder_kind == HolderKind.MEETING,
            Occupancy.resource_kind == ResourceKind.PLACE,
            Occupancy.unit > 0,
        )
    )
    return dict(iter(session.execute(query)))
