"""Changing a plan by hand: in a copy of its own, unless it is one already that nobody published."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.core.wording import say
from matchmaking.meetings.standing import Standing
from matchmaking.timetables.edit_errors import (
    CanNotSitThereError,
    LockedMeetingError,
    TheirOwnTimeError,
)
from matchmaking.timetables.models import Plan, PlannedMeeting
from matchmaking.timetables.queries.checking import broken_rules
from matchmaking.timetables.queries.drafting import (
    drafting_of,
    is_draft,
    own_standing,
    same_pair_in,
)
from matchmaking.timetables.services.copying import clear, copy_of, seat
from matchmaking.timetables.services.measuring import measure

EDITED = say("edited the plan by hand")
TAKEN_OUT: dict[str, Any] = {
    "kind": "by_hand",
    "times": [],
    "people": [],
    "party": None,
    "remedy": None,
}


class Edit:
    """An organiser's change to a meeting of a plan, as it was shown to them."""

    def __init__(
        self, session: Session, row: PlannedMeeting, *, actor: Actor, at: datetime, version: int
    ) -> None:
        self.session = session
        self.actor = actor
        self.at = at
        self.origin = row.plan
        self.row = self._own(row, version)
        self.plan = self.row.plan

    def sit(self, standing: Standing) -> Plan:
        """Give the meeting a seat; its people are those of its two sides in their order.

        Raises:
            LockedMeetingError: it is locked where it is.
            TheirOwnTimeError: its two sides have agreed on its time themselves.
            CanNotSitThereError: something stands in the way; says what.
        """
        self._require_movable(self.row)
        drafting, _targets = drafting_of(self.session, self.plan, self.row, at=self.at)
        why = drafting.why_not(standing)
        if why is not None:
            raise CanNotSitThereError(why)
        self._change(lambda: seat(self.row, standing))
        return self.plan

    def take_out(self) -> Plan:
        """Leave the meeting without a seat.

        Raises:
            LockedMeetingError: it is locked where it is.
            TheirOwnTimeError: its two sides have agreed on its time themselves.
        """
        self._require_movable(self.row)
        clear(self.row)
        self.row.obstacle = dict(TAKEN_OUT)
        return self._done()

    def lock(self, *, is_locked: bool) -> Plan:
        """Lock the meeting where it is, so that later searches leave it alone, or unlock it."""
        self.row.is_locked = is_locked and self.row.starts_at is not None
        return self._done()

    def swap(self, other: PlannedMeeting) -> Plan:
        """Let two meetings change their times and places, each with its own people.

        Raises:
            LockedMeetingError: one of them is locked where it is.
            TheirOwnTimeError: the sides of one have agreed on its time themselves.
            CanNotSitThereError: one can't sit where the other does; says why.
        """
        theirs = other if other.plan_id == self.plan.id else self._found(other)
        for row in (self.row, theirs):
            self._require_movable(row)
        pairs = ((self.row, theirs), (theirs, self.row))
        seats = [swapped(self.session, one, to, at=self.at) for one, to in pairs]
        self._change(lambda: self._exchange((self.row, theirs), seats))
        return self.plan

    def _own(self, row: PlannedMeeting, version: int) -> PlannedMeeting:
        """Return the row in the plan that may be changed: the plan's own, or a copy's."""
        plan = row.plan
        if is_draft(self.session, plan):
            changed = self.session.execute(
                sa.update(Plan)
                .where(Plan.id == plan.id, Plan.version == version)
                .values(version=Plan.version + 1)
                .returning(Plan.id)
                .execution_options(synchronize_session=False)
            ).first()
            if changed is None:
                raise ChangedMeanwhileError
            self.session.refresh(plan)
            return row
        return self._found(row, copy_of(self.session, plan, actor=self.actor, at=self.at))

    def _found(self, row: PlannedMeeting, plan: Plan | None = None) -> PlannedMeeting:
        found = same_pair_in(self.session, plan or self.plan, row)
        if found is None:
            raise ChangedMeanwhileError
        return found

    def _require_movable(self, row: PlannedMeeting) -> None:
        if own_standing(self.session, row) is not None:
            raise TheirOwnTimeError(row.a.label, row.b.label)
        if row.is_locked:
            raise LockedMeetingError(row.a.label, row.b.label)

    def _change(self, step: Callable[[], None]) -> None:
        """Change the plan unless that breaks a rule that it keeps so far."""
        before = broken_rules(self.session, self.plan, at=self.at)
        step()
        self.session.flush()
        broken = broken_rules(self.session, self.plan, at=self.at)
        new = [sentence for key, sentence in broken.items() if key not in before]
        if new:
            raise CanNotSitThereError(new[0])
        self._done()

    def _exchange(self, rows: Sequence[PlannedMeeting], seats: Sequence[Standing]) -> None:
        """Clear both before either sits down: no two meetings may have one spot."""
        for row in rows:
            clear(row)
        self.session.flush()
        for row, standing in zip(rows, seats, strict=True):
            seat(row, standing)

    def _done(self) -> Plan:
        self.session.flush()
        placed = sa.select(sa.func.count()).where(
            PlannedMeeting.plan_id == self.plan.id, PlannedMeeting.starts_at.is_not(None)
        )
        self.plan.placed = self.session.scalar(placed) or 0
        self.plan.digest = measure(self.session, self.plan, at=self.at)
        record(self.session, self.actor, EDITED.text, subject=("plan", self.plan.id), at=self.at)
        self.session.flush()
        return self.plan


def swapped(
    session: Session, row: PlannedMeeting, other: PlannedMeeting, *, at: datetime
) -> Standing:
    """Return a meeting in the seat of another that gives way.

    Raises:
        CanNotSitThereError: one of the two has no seat, or something else stands in the way.
    """
    slot, block_id, place_id = other.slot, other.block_id, other.place_id
    a, b = row.a_representative_id, row.b_representative_id
    if slot is None or block_id is None or place_id is None or a is None or b is None:
        raise CanNotSitThereError(say("Only meetings that have a seat can change places."))
    drafting, _targets = drafting_of(session, row.plan, row, at=at)
    standing = drafting.in_place_of(other.id, slot, block_id, (a, b), place_id)
    why = drafting.why_not(standing, giving_way=(other.id,))
    if why is not None:
        raise CanNotSitThereError(why)
    return standing
