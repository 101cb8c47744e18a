"""Asking for plans: which are taken on, and in which order."""

import pytest
from sqlalchemy.orm import Session

from matchmaking.timetables.models import Plan
from matchmaking.timetables.run_errors import (
    NobodyWishesError,
    NoSlotLeftError,
    TooManyWaitingError,
)
from matchmaking.timetables.services import runs
from matchmaking.timetables.services.runs import Order, ask_for_plan
from matchmaking.timetables.values import PlanState
from tests.factories.accounts import actor, make_organiser
from tests.factories.expo import NOW, venue_time
from tests.factories.timetables import make_plan
from tests.timetables.fair import AS_IT_STANDS, make_fair


def test_plans_are_numbered_and_too_many_are_refused(session: Session) -> None:
    fair = make_fair(session)
    fair.wish(0, 1)
    organiser = actor(make_organiser(session, fair.edition))

    made = [
        ask_for_plan(session, fair.round, Order(AS_IT_STANDS, note="n"), actor=organiser, at=NOW)
        for _ in range(runs.MOST_WAITING)
    ]

    assert [plan.number for plan in made] == [1, 2, 3, 4, 5]
    with pytest.raises(TooManyWaitingError):
        ask_for_plan(session, fair.round, Order(AS_IT_STANDS), actor=organiser, at=NOW)


def test_there_must_be_wishes_and_slots(session: Session) -> None:
    fair = make_fair(session)
    organiser = actor(make_organiser(session, fair.edition))

    def ask() -> Plan:
        return ask_for_plan(session, fair.round, Order(AS_IT_STANDS), actor=organiser, at=NOW)

    with pytest.raises(NobodyWishesError):
        ask()
    fair.wish(0, 1)
    fair.block.starts_at, fair.block.ends_at = venue_time(5, 9), venue_time(5, 12)
    with pytest.raises(NoSlotLeftError):
        ask()


def test_the_database_lets_one_plan_of_a_round_run(session: Session) -> None:
    fair = make_fair(session)
    make_plan(session, fair.round, number=1, state=PlanState.RUNNING)
    waits = make_plan(session, fair.round, number=2, state=PlanState.QUEUED)

    assert runs.start(session, waits.id, at=NOW) is False
