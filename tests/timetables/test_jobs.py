"""Making plans: asked for by an organiser, sought by the worker, stopped, lost, found again."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.expo.values import Slot
from matchmaking.scheduling.rounds.values import Aim, Moment, RoundProblem
from matchmaking.timetables import jobs
from matchmaking.timetables.jobs import make_plan
from matchmaking.timetables.models import Plan, PlanMoment
from matchmaking.timetables.run_errors import NotRunningError
from matchmaking.timetables.searching import Limits, SearchFailedError
from matchmaking.timetables.services import runs
from matchmaking.timetables.services.runs import Order, ask_for_plan
from matchmaking.timetables.settings import ExtraBlock, MoreTables, PlanSettings
from matchmaking.timetables.values import Kind, PlanState
from tests.factories.enterprises import make_participation, make_representative
from tests.factories.expo import NOW, venue_time
from tests.factories.timetables import make_plan as make_plan_row, make_planned
from tests.timetables.fair import afternoon
from tests.timetables.searches import QUICK, Place, PretendedSearch


def test_a_plan_is_sought_and_kept_with_its_meetings(place: Place) -> None:
    plan = place.ask()

    make_plan(place.sessions, plan.id)

    place.read_anew()
    assert plan.state is PlanState.READY, plan.failure
    assert (plan.wanted, plan.placed) == (2, 2)
    assert len(plan.digest) == 64
    assert [score["aim"] for score in plan.scores] == [aim.value for aim in Aim]
    rows = place.rows(plan)
    assert [(row.a_id, row.b_id) for row in rows] == [
        (place.fair.teams[0].id, place.fair.teams[1].id),
        (place.fair.teams[1].id, place.fair.teams[2].id),
    ]
    assert {row.place_id for row in rows} <= {table.id for table in place.fair.tables}
    assert place.session.scalar(sa.select(sa.func.count(PlanMoment.position)))


def test_what_finds_no_place_is_kept_with_its_reason(place: Place) -> None:
    place.fair.block.ends_at = venue_time(5, 14, 30)
    place.session.commit()
    plan = place.ask()

    make_plan(place.sessions, plan.id)

    place.read_anew()
    (unplaced,) = (row for row in place.rows(plan) if row.starts_at is None)
    assert unplaced.obstacle is not None
    assert unplaced.obstacle["kind"] == "busy"
    assert unplaced.obstacle["times"] == [
        [venue_time(5, 14).isoformat(), venue_time(5, 14, 30).isoformat()]
    ]


def test_a_what_if_seats_people_at_tables_that_there_are_not(place: Place) -> None:
    closed = frozenset(table.id for table in place.fair.tables)
    more = MoreTables(afternoon(15), place.fair.hall.id, 1)
    plan = place.ask(PlanSettings(2, closed_places=closed, more_tables=(more,)))

    make_plan(place.sessions, plan.id)

    place.read_anew()
    (row,) = (row for row in place.rows(plan) if row.starts_at)
    assert (row.place_id, row.extra_hall_id, row.unit) == (None, place.fair.hall.id, 1)
    assert row.starts_at == venue_time(5, 15)


def test_a_booth_is_given_to_one_meeting_where_an_extra_block_overlaps_the_round(
    place: Place,
) -> None:
    fair = place.fair
    fair.teams[1].booth = fair.tables[0]
    fair.teams.append(make_participation(place.session, fair.edition))
    for team in (fair.teams[1], fair.teams[1], fair.teams[3]):
        make_representative(place.session, team)
    fair.wish(3, 1)
    place.session.commit()
    later = Slot(venue_time(5, 14, 30), venue_time(5, 17))
    block = ExtraBlock(afternoon(14), 30, fair.hall.id, 1)
    closed = frozenset({fair.tables[1].id})
    settings = PlanSettings(2, closed_places=closed, left_out=(later,), extra_blocks=(block,))
    plan = place.ask(settings)

    make_plan(place.sessions, plan.id)

    place.read_anew()
    assert plan.state is PlanState.READY, plan.failure
    rows = [row for row in place.rows(plan) if row.starts_at]
    assert len({(row.place_id, row.extra_hall_id) for row in rows}) == len(rows) == 2


def test_a_search_is_stopped_and_its_best_is_kept(
    place: Place, pretended: type[PretendedSearch]
) -> None:
    plan = place.ask()
    note = runs.note_moments

    def stopping(session: Session, claim: runs.Claim, *rest: Any, **more: Any) -> bool:
        if not runs.is_stopped(session, claim.plan_id):
            plan = session.get_one(Plan, claim.plan_id)
            runs.stop(session, plan, actor=place.organiser, at=NOW)
        return note(session, claim, *rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "note_moments", stopping)
        make_plan(place.sessions, plan.id)

    place.read_anew()
    assert plan.state is PlanState.READY
    assert plan.stop_asked_at == NOW
    assert len(place.rows(plan)) == 2
    with pytest.raises(NotRunningError):
        runs.stop(place.session, plan, actor=place.organiser, at=NOW)


def test_what_is_locked_by_hand_stays_where_it_is_in_a_search_made_from_it(place: Place) -> None:
    fair = place.fair
    by_hand = make_plan_row(place.session, fair.round, kind=Kind.BY_HAND)
    last = afternoon(16, 30)
    times = {"starts_at": last.starts_at, "ends_at": last.ends_at}
    pair = (fair.people[0], fair.people[1])
    make_planned(place.session, by_hand, pair, fair.tables[1], is_locked=True, **times)
    order = Order(QUICK, parent=by_hand)
    plan = ask_for_plan(place.session, fair.round, order, actor=place.organiser, at=NOW)
    place.session.commit()

    make_plan(place.sessions, plan.id)

    place.read_anew()
    locked, other = place.rows(plan)
    assert plan.state is PlanState.READY, plan.failure
    assert (locked.slot, locked.place_id, locked.is_locked) == (last, fair.tables[1].id, True)
    assert other.starts_at is not None
    assert other.is_locked is False


def test_a_plan_that_waits_is_taken_back(place: Place, pretended: type[PretendedSearch]) -> None:
    plan = place.ask()

    runs.stop(place.session, plan, actor=place.organiser, at=NOW)
    place.session.commit()
    make_plan(place.sessions, plan.id)

    place.read_anew()
    assert (plan.state, plan.failure) == (PlanState.FAILED, runs.TAKEN_BACK.text)
    assert plan.finished_at == NOW
    assert pretended.started == 0


def test_a_search_that_breaks_is_a_failure_in_words(
    place: Place, pretended: type[PretendedSearch], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: PretendedSearch, _seconds: float) -> Iterator[Moment]:
        raise SearchFailedError

    monkeypatch.setattr(pretended, "news", broken)
    plan = place.ask()

    make_plan(place.sessions, plan.id)

    place.read_anew()
    assert (plan.state, plan.failure) == (PlanState.FAILED, jobs.BROKE.text)


def test_a_mistake_of_ours_is_a_failure_in_words_as_well(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "build", lambda *_: 1 / 0)
    plan = place.ask()

    make_plan(place.sessions, plan.id)

    place.read_anew()
    assert (plan.state, plan.failure) == (PlanState.FAILED, jobs.BROKE.text)


def test_nothing_to_place_is_said(place: Place) -> None:
    for person in place.fair.people:
        person.is_active = False
    place.session.commit()
    plan = place.ask()

    make_plan(place.sessions, plan.id)

    place.read_anew()
    assert (plan.state, plan.failure) == (PlanState.FAILED, jobs.NOTHING_TO_PLACE.text)
    assert plan.findings["skipped"] == {"nobody_comes": 2}


def test_one_plan_of_a_round_is_sought_at_a_time_and_the_next_follows(
    place: Place, pretended: type[PretendedSearch], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = place.ask(), place.ask()
    at_once: list[bool] = []

    def news(search: PretendedSearch, seconds: float) -> Iterator[Moment]:
        with place.sessions.writing() as session:
            at_once.append(runs.start(session, second.id, at=NOW))
        search.is_stopped = True
        return PretendedSearch.news(search, seconds)

    monkeypatch.setattr(pretended, "news", news)

    make_plan(place.sessions, first.id)

    place.read_anew()
    assert at_once == [False, False]
    assert [plan.state for plan in (first, second)] == [PlanState.READY] * 2


def test_a_job_that_comes_twice_makes_the_plan_once(
    place: Place, pretended: type[PretendedSearch], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PretendedSearch, "__init__", _stopped_at_once)
    plan = place.ask()

    make_plan(place.sessions, plan.id)
    make_plan(place.sessions, plan.id)

    place.read_anew()
    assert plan.state is PlanState.READY
    assert len(place.rows(plan)) == 2


def _stopped_at_once(self: PretendedSearch, problem: RoundProblem, _limits: Limits) -> None:
    self.problem, self.found, self.is_stopped = problem, None, True
