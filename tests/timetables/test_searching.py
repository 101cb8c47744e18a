"""A search in a program of its own."""

import os
import signal
from multiprocessing.connection import Connection

import pytest
from sqlalchemy.orm import Session

from matchmaking.scheduling.rounds.values import Aim, Moment, RoundProblem
from matchmaking.timetables import searching
from matchmaking.timetables.searching import Limits, Search, SearchFailedError
from tests.timetables.fair import make_fair


def test_a_search_in_its_own_program_ends_when_it_is_told_to(session: Session) -> None:
    fair = make_fair(session)
    fair.wish(0, 1)
    search = Search(fair.ask().problem, Limits(seconds=600, seed=1))
    placed = 0
    try:
        while search.found is None:
            placed = max([placed, *(moment.placed for moment in search.news(1))])
            if placed:
                search.stop()
    finally:
        search.end()

    assert placed == 1
    assert [seat is not None for seat in search.found.plan.seats] == [True]


def killed(connection: Connection, _problem: RoundProblem, _limits: Limits) -> None:
    """Stand for a search whose program the system kills."""
    connection.send(Moment(Aim.MUSTS, 0, 0, 0.1, 0))
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_search_whose_program_is_killed_says_so(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_work", killed)
    search = Search(make_fair(session).ask().problem, Limits(seconds=600, seed=1))

    def follow() -> None:
        while search.found is None:
            list(search.news(1))

    with pytest.raises(SearchFailedError):
        follow()
    search.end()
