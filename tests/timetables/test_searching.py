"""A search in a program of its own: stopped, killed, hanging."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.orm import Session

from bench.rounds import Size, draw_round
from matchmaking.core.database import reading
from matchmaking.scheduling.rounds.reasons import RemedyKind
from matchmaking.scheduling.rounds.values import Party, Person, RoundProblem
from matchmaking.timetables import jobs, searching
from matchmaking.timetables.jobs import Sessions
from matchmaking.timetables.search_program import seconds_to_explain
from matchmaking.timetables.searching import Limits, Search, SearchFailedError
from matchmaking.timetables.values import PlanState
from tests.databases import Database
from tests.factories.timetables import make_plan
from tests.scheduling.rounds.rounds import a_round
from tests.timetables.fair import make_fair

LONG = Limits(seconds=600, seed=1)
LARGE = Size(parties=60, wishes=240, slots=10, tables=25, hosts=20)
# More than a pipe takes before somebody reads: whoever sends it waits for the program.
MANY = 20_000


@contextmanager
def searching_for(problem: RoundProblem) -> Iterator[Search]:
    """Start a search, and see that nothing of it is left."""
    search = Search(problem, LONG)
    try:
        yield search
    finally:
        started = time.monotonic()
        search.end()
        took = time.monotonic() - started
    assert took < searching.ENDING_SECONDS
    with pytest.raises(ProcessLookupError):
        os.kill(search.pid, 0)


def follow(search: Search) -> int:
    """Follow a search to its end; return how many reports there were."""
    reports = 0
    while search.found is None:
        reports += len(list(search.news(1)))
    return reports


def big(session: Session) -> RoundProblem:
    """Return a round that is long to send."""
    problem = make_fair(session).ask().problem
    people = tuple(Person(closed=frozenset({number})) for number in range(MANY))
    parties = tuple(Party((number,), minimum=number) for number in range(MANY))
    return RoundProblem(problem.slots, people, parties, problem.sites, ())


def test_a_search_in_its_own_program_ends_when_it_is_told_to(session: Session) -> None:
    fair = make_fair(session)
    fair.wish(0, 1)
    placed = 0
    with searching_for(fair.ask().problem) as search:
        while search.found is None:
            placed = max([placed, *(moment.placed for moment in search.news(1))])
            if placed:
                search.stop()

    assert placed == 1
    assert [seat is not None for seat in search.found.plan.seats] == [True]


def test_remedies_come_without_the_timetables_they_were_tried_with() -> None:
    # Six pairs of people of their own, two slots, one table: four are left.
    problem = a_round([(2 * number, 2 * number + 1) for number in range(6)], slots=2, tables=1)
    with searching_for(problem) as search:
        follow(search)

    assert search.found is not None
    remedies = [one.remedy for one in search.found.obstacles if one.remedy]
    assert [one.kind for one in remedies] == [RemedyKind.PLACES] * 4
    assert {(one.seat, one.seats) for one in (*remedies, *search.found.remedies)} == {(None, ())}


def test_a_search_whose_program_is_killed_says_so(session: Session) -> None:
    with searching_for(draw_round(LARGE)) as search:
        while not list(search.news(1)):
            pass
        os.kill(search.pid, signal.SIGKILL)

        with pytest.raises(SearchFailedError):
            follow(search)


def test_a_program_killed_before_it_received_its_round_says_so(session: Session) -> None:
    with searching_for(big(session)) as search:
        os.kill(search.pid, signal.SIGKILL)

        with pytest.raises(SearchFailedError):
            follow(search)


def test_a_program_that_hangs_before_it_received_its_round_is_given_up(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "STARTING_SECONDS", 0.2)
    with searching_for(big(session)) as search:
        os.kill(search.pid, signal.SIGSTOP)

        with pytest.raises(SearchFailedError):
            follow(search)


def test_a_program_that_can_not_be_started_says_so(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "PROGRAM", "matchmaking.timetables.no_such_program")

    with searching_for(big(session)) as search, pytest.raises(SearchFailedError):
        follow(search)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_the_worker_goes_on_when_a_search_is_lost_as_it_starts(
    race_database: Database, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    class Lost(Search):
        def __init__(self, problem: RoundProblem, limits: Limits) -> None:
            super().__init__(problem, limits)
            os.kill(self.pid, how)

    monkeypatch.setattr(jobs, "Search", Lost)
    monkeypatch.setattr(searching, "STARTING_SECONDS", 0.2)
    with race_database.session() as session:
        fair = make_fair(session)
        fair.wish(0, 1)
        plan = make_plan(session, fair.round, state=PlanState.QUEUED)
        session.commit()

        jobs.make_plan(sessions_of(race_database), plan.id)

        session.refresh(plan)
        assert (plan.state, plan.failure) == (PlanState.FAILED, jobs.BROKE.text)


def sessions_of(database: Database) -> Sessions:
    """Return how a job reads and writes."""
    return Sessions(lambda: Session(reading(database.engine)), lambda: Session(database.engine))


def test_who_waits_for_a_search_that_is_good_enough_waits_less() -> None:
    limits = Limits(seconds=60, seed=1)

    assert seconds_to_explain(limits, is_awaited=False) == 10
    assert seconds_to_explain(limits, is_awaited=True) == 3
    assert seconds_to_explain(Limits(seconds=10, seed=1), is_awaited=False) == 5
