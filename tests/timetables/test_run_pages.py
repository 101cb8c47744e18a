"""Asking for plans, watching their search, ending it."""

import re
from datetime import timedelta

import pytest

from matchmaking.core.clock import utc_now
from matchmaking.timetables.models import Plan, PlanMoment
from matchmaking.timetables.settings import unpacked
from matchmaking.timetables.values import Kind, PlanState
from tests.factories.expo import NOW
from tests.factories.timetables import make_plan
from tests.timetables.desk import Desk, url


def test_a_plan_is_asked_for_on_the_rounds_page(desk: Desk) -> None:
    desk.fair.wish(0, 1)
    round_url = f"/timetable/rounds/{desk.fair.round.id}"

    answer = desk.browser.submit(round_url, action=desk.plans_url, seconds="10", note="First")

    page = desk.browser.follow(answer)
    plan = desk.session.get_one(Plan, desk.put[0])
    assert page.page.heading.startswith("Plan 1")
    assert "Queued" in page.words
    assert (plan.note, unpacked(plan.settings).seconds) == ("First", 10)


def test_without_wishes_it_is_said_and_the_note_is_kept(desk: Desk) -> None:
    before = desk.get(desk.plans_url)
    answer = desk.browser.post(desk.plans_url, {"seconds": "10", "note": "Too early"})

    assert before.page.with_class("form") == []
    assert "As soon as an enterprise has handed in its wishes" in before.words
    assert answer.status_code == 409
    assert "No enterprise has handed in its wishes yet" in answer.words
    assert 'value="Too early"' in answer.text
    assert desk.put == []


def test_seconds_that_are_not_offered_are_refused(desk: Desk) -> None:
    answer = desk.browser.post(desk.plans_url, {"seconds": "86400"})

    assert answer.status_code == 422
    assert desk.put == []


def test_a_running_search_shows_best_and_bound(desk: Desk) -> None:
    plan = make_plan(
        desk.session, desk.fair.round, state=PlanState.RUNNING, wanted=9, started_at=NOW
    )
    desk.session.add_all(
        PlanMoment(plan_id=plan.id, position=n, seconds=n, aim="wishes", best=n, bound=9 - n)
        for n in range(4)
    )

    whole, piece = desk.get(url(plan)), desk.get(url(plan, "/progress"))

    for answer in (whole, piece):
        assert "Wishes fulfilled, by weight" in answer.words
        assert 'class="search__best" points="' in answer.text
        assert answer.page.texts("td")[-3:] == ["3", "3", "6"]
    assert 'hx-trigger="every 1s"' in whole.text
    assert "Refresh" in whole.page.texts("a")


def test_the_wishes_are_drawn_whatever_aim_is_in_work(desk: Desk) -> None:
    plan = make_plan(desk.session, desk.fair.round, state=PlanState.RUNNING, started_at=NOW)
    reports = [("musts", 1.0), ("wishes", 2.0), ("walking", 3.0), ("breaks", 4.0)]
    desk.session.add_all(
        PlanMoment(plan_id=plan.id, position=n, seconds=at, aim=aim, best=n, bound=n + 2)
        for n, (aim, at) in enumerate(reports)
    )

    answer = desk.get(url(plan))
    page = answer.page

    assert "In work: Breaks in people's days" in page.words
    assert page.texts("h2")[0] == "Wishes fulfilled, by weight"
    assert page.texts("dt")[2:] == [
        "Must-meetings placed",
        "Wishes fulfilled, by weight",
        "Breaks in people's days",
        "Minutes of walking",
    ]
    # The line goes on to the right edge: what was true is so still.
    (line,) = re.findall(r'class="search__best" points="([^"]+)"', answer.text)
    assert line.split()[-1].startswith("432.0,")


@pytest.mark.parametrize(
    "passed, state, shown",
    [
        (40, "Searching", "40 of 60 seconds"),
        (60, "Finishing", "60 of 60 seconds"),
        (71, "Finishing", "60 of 60 seconds"),
    ],
)
def test_once_its_time_is_up_a_search_is_finishing(
    desk: Desk, passed: int, state: str, shown: str
) -> None:
    started = utc_now() - timedelta(seconds=passed)
    plan = make_plan(desk.session, desk.fair.round, state=PlanState.RUNNING, started_at=started)
    desk.session.add(
        PlanMoment(plan_id=plan.id, position=0, seconds=10.0, aim="wishes", best=1, bound=2)
    )

    answer = desk.get(url(plan, "/progress"))

    assert state in answer.page.texts("p")[0]
    assert shown in answer.words
    assert ("The time is up" in answer.words) == (state == "Finishing")
    # The best of ten seconds stands until now: the axis goes on beyond it.
    axis = re.findall(r'text-anchor="middle">([0-9]+)<', answer.text)
    assert int(axis[-1]) > 20


def test_a_search_begun_before_the_clock_was_put_back_has_taken_no_time(desk: Desk) -> None:
    ahead = utc_now() + timedelta(minutes=10)
    plan = make_plan(desk.session, desk.fair.round, state=PlanState.RUNNING, started_at=ahead)

    answer = desk.get(url(plan, "/progress"))

    assert "Time 0 of 60 seconds" in answer.words


def test_the_lines_of_a_search_that_is_over_go_on_to_its_end(desk: Desk) -> None:
    plan = desk.plan(started_at=NOW, finished_at=NOW, seconds=58.0)
    desk.session.add(
        PlanMoment(plan_id=plan.id, position=0, seconds=10.0, aim="wishes", best=1, bound=2)
    )

    axis = re.findall(r'text-anchor="middle">([0-9]+)<', desk.get(url(plan, "/made-of")).text)

    assert int(axis[-1]) >= 40


def test_taking_back_a_plan_that_waits_keeps_nothing_and_says_nothing_of_it(desk: Desk) -> None:
    plan = make_plan(desk.session, desk.fair.round, state=PlanState.QUEUED)

    page = desk.browser.follow(desk.browser.submit(url(plan), action=url(plan, "/stop")))

    assert "The plan is taken back." in page.words
    assert "It was taken back before the search began." in page.words
    assert "so far is kept" not in page.words


def test_a_page_that_showed_a_plan_waiting_is_shown_anew_once_it_runs(desk: Desk) -> None:
    plan = make_plan(desk.session, desk.fair.round, state=PlanState.RUNNING, started_at=NOW)

    moved_on = desk.get(url(plan, "/progress?was=queued"))
    same = desk.get(url(plan, "/progress?was=running"))

    assert moved_on.headers["HX-Redirect"] == url(plan)
    assert (same.status_code, "HX-Redirect" in same.headers) == (200, False)


def test_polling_ends_when_the_search_has_ended(desk: Desk) -> None:
    plan = desk.plan()

    answer = desk.get(url(plan, "/progress"))

    assert answer.status_code == 286
    assert answer.headers["HX-Redirect"] == url(plan)


def test_a_search_is_stopped_by_a_button(desk: Desk) -> None:
    plan = make_plan(desk.session, desk.fair.round, state=PlanState.RUNNING, started_at=NOW)

    answer = desk.browser.submit(url(plan), action=url(plan, "/stop"))
    again = desk.browser.post(url(plan, "/stop"))

    desk.session.refresh(plan)
    assert plan.stop_asked_at is not None
    assert "The search is ending" in desk.browser.follow(answer).words
    assert again.status_code == 302


def test_a_failure_is_said_with_a_way_on(desk: Desk) -> None:
    desk.fair.wish(0, 1)
    plan = make_plan(
        desk.session,
        desk.fair.round,
        state=PlanState.FAILED,
        failure="The search ended unexpectedly. Run it again.",
    )

    page = desk.get(url(plan))
    answer = desk.browser.submit(url(plan), action=url(plan, "/again"))

    assert "The search ended unexpectedly." in page.words
    assert answer.location == f"/timetable/plans/{desk.put[0]}"


def test_a_plan_made_by_hand_is_searched_on_around_what_is_locked(desk: Desk) -> None:
    desk.fair.wish(0, 1)
    plan = desk.plan(kind=Kind.BY_HAND)

    answer = desk.browser.submit(url(plan), action=url(plan, "/again"))

    made = desk.session.get_one(Plan, desk.put[0])
    assert answer.location == url(made)
    assert (made.kind, made.parent_id) == (Kind.RUN, plan.id)
