"""What becomes of a search whose worker ends in the middle of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from matchmaking.core.clock import utc_now
from matchmaking.core.wording import Sentence
from matchmaking.scheduling.rounds.values import Moment
from matchmaking.timetables.jobs import look_after_plans, make_plan
from matchmaking.timetables.models import Plan
from matchmaking.timetables.services import runs
from matchmaking.timetables.values import PlanState
from tests.factories.expo import NOW
from tests.timetables.searches import Place, PretendedSearch


@pytest.mark.parametrize(
    "ago",
    [
        pytest.param(runs.SILENCE + timedelta(seconds=1), id="silent"),
        pytest.param(-timedelta(minutes=10), id="the clock was put back"),
    ],
)
def test_a_search_whose_worker_died_is_begun_again_before_the_next(
    place: Place, ago: timedelta
) -> None:
    lost = died(place, ago)
    place.ask()
    place.session.commit()
    put: list[int] = []

    look_after_plans(place.sessions, put.append)

    place.read_anew()
    assert (lost.state, lost.failure) == (PlanState.QUEUED, runs.BEGUN_AGAIN.text)
    assert put == [lost.id]


def died(place: Place, ago: timedelta = 2 * runs.SILENCE, **values: Any) -> Plan:
    """Make a plan whose worker has not been heard of for so long."""
    plan = place.ask()
    plan.state, plan.started_at, plan.heard_at = PlanState.RUNNING, NOW, utc_now() - ago
    for name, value in values.items():
        setattr(plan, name, value)
    return plan


@pytest.mark.parametrize(
    "values, why",
    [
        pytest.param({"failure": runs.BEGUN_AGAIN.text}, runs.DIED_AGAIN, id="a second time"),
        pytest.param({"stop_asked_at": NOW}, runs.DIED, id="it was to be stopped"),
    ],
)
def test_a_search_is_given_up_where_its_worker_died(
    place: Place, values: dict[str, Any], why: Sentence
) -> None:
    lost = died(place, **values)
    waits = place.ask()
    place.session.commit()
    put: list[int] = []

    look_after_plans(place.sessions, put.append)

    place.read_anew()
    assert (lost.state, lost.failure) == (PlanState.FAILED, why.text)
    assert put == [waits.id]


def test_a_search_that_is_heard_of_goes_on(place: Place) -> None:
    runs_on = place.ask()
    runs_on.state, runs_on.heard_at = PlanState.RUNNING, utc_now()
    place.ask()
    place.session.commit()
    put: list[int] = []

    look_after_plans(place.sessions, put.append)

    place.read_anew()
    assert runs_on.state is PlanState.RUNNING
    assert put == []


def test_a_worker_that_comes_back_leaves_to_the_other_what_was_begun_again(
    place: Place, pretended: type[PretendedSearch], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = place.ask()

    def lost(search: PretendedSearch, seconds: float) -> Iterator[Moment]:
        with place.sessions.writing() as session:
            later = utc_now() + 2 * runs.SILENCE
            runs.give_up_dead(session, at=later)
            assert runs.start(session, plan.id, at=later)
            session.commit()
        return PretendedSearch.news(search, seconds)

    monkeypatch.setattr(pretended, "news", lost)

    make_plan(place.sessions, plan.id)

    place.read_anew()
    assert (plan.state, plan.failure) == (PlanState.RUNNING, runs.BEGUN_AGAIN.text)
    assert place.rows(plan) == []


def test_what_was_given_up_is_not_finished_by_a_worker_that_comes_back(
    place: Place, pretended: type[PretendedSearch], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = place.ask()
    plan.failure = runs.BEGUN_AGAIN.text
    place.session.commit()

    def lost(search: PretendedSearch, seconds: float) -> Iterator[Moment]:
        with place.sessions.writing() as session:
            runs.give_up_dead(session, at=utc_now() + 2 * runs.SILENCE)
            session.commit()
        return PretendedSearch.news(search, seconds)

    monkeypatch.setattr(pretended, "news", lost)

    make_plan(place.sessions, plan.id)

    place.read_anew()
    assert (plan.state, plan.failure) == (PlanState.FAILED, runs.DIED_AGAIN.text)
    assert place.rows(plan) == []
