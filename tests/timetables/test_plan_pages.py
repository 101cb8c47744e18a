"""A plan's pages: figures, grid, enterprises, what is unplaced, how it was made."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.expo.models import BlockPlace
from matchmaking.meetings.values import MeetingState
from matchmaking.scheduling.rounds.values import Aim
from matchmaking.timetables.models import PlanMoment, PlannedMeeting, Publication
from matchmaking.timetables.settings import (
    Comes,
    ExtraBlock,
    MoreInterpreters,
    MoreMeetings,
    MoreTables,
    PlanSettings,
    packed,
)
from matchmaking.timetables.values import Kind, PlanState
from tests.browser import QueryCounter
from tests.factories.expo import NOW, make_place, venue_time
from tests.factories.timetables import make_plan, make_planned
from tests.timetables.desk import REMEDY, SCORES, Desk, url
from tests.timetables.fair import afternoon, make_fair


def test_figures_say_how_far_from_the_best_a_plan_is(desk: Desk) -> None:
    page = desk.get(url(desk.plan())).words

    assert "Meetings placed" in page
    assert "1 of 2 wanted" in page
    assert "Not proven the best: a gap of 10.7% to the best possible is left." in page
    assert "Bound 38: no plan is better than that" in page
    assert "≥ 80%" in page
    assert "1 of 12 table times" in page


def test_the_gap_is_the_same_on_a_plans_page_and_in_the_list(desk: Desk) -> None:
    scores = [{"aim": "wishes", "value": 661, "bound": 1000}]
    plan = desk.plan(scores=scores)

    assert "a gap of 33.9% to the best possible" in desk.get(url(plan)).words
    assert desk.get(desk.plans_url).page.texts("td")[4] == "33.9%"


def test_the_grid_has_places_and_slots(desk: Desk) -> None:
    plan = desk.plan()

    answer = desk.get(url(plan))

    names = [desk.fair.teams[0].label.en, desk.fair.teams[1].label.en]
    rows = [row for row in answer.page.texts("th") if row in {t.code for t in desk.fair.tables}]
    assert rows == [table.code for table in desk.fair.tables]
    assert [time for time in answer.page.texts("time") if ":" in time][:2] == ["14:00", "14:30"]
    assert all(name in answer.words for name in names)
    assert "new in this plan" in answer.words


@pytest.mark.parametrize(
    "state, said, unsaid",
    [
        (MeetingState.CONFIRMED, "has a meeting or request already", "new in this plan"),
        (MeetingState.REQUESTED, "has a meeting or request already", "new in this plan"),
        (MeetingState.CANCELLED, "new in this plan", "has a meeting or request already"),
    ],
)
def test_the_grid_marks_what_stands_now_whatever_stood_when_it_was_made(
    desk: Desk, state: MeetingState, said: str, unsaid: str
) -> None:
    meeting = desk.fair.arrange(0, 1).meeting
    meeting.state = state
    plan = desk.plan()
    # Of an undone plan the rows still name the meetings that it made.
    row = desk.session.scalars(sa.select(PlannedMeeting).where(PlannedMeeting.place_id > 0)).one()
    row.meeting_id = meeting.id if state is MeetingState.CANCELLED else None

    (legend,) = desk.get(url(plan)).page.with_class("legend")

    words = " ".join(" ".join(legend.itertext()).split())
    assert said in words
    assert unsaid not in words


def test_the_grid_shows_new_tables_and_closed_places(desk: Desk) -> None:
    settings = PlanSettings(
        closed_places=frozenset({desk.fair.tables[1].id}),
        more_tables=(MoreTables(afternoon(14), desk.fair.hall.id, 1),),
    )
    plan = make_plan(desk.session, desk.fair.round, settings=packed(settings), kind=Kind.WHAT_IF)
    people = (desk.fair.people[0], desk.fair.people[1])
    extra: dict[str, Any] = {"extra_hall_id": desk.fair.hall.id, "unit": 1, "place": None}
    seat: dict[str, Any] = {
        "a_representative_id": people[0].id,
        "b_representative_id": people[1].id,
        "starts_at": venue_time(5, 14),
        "ends_at": venue_time(5, 14, 30),
    }
    make_planned(desk.session, plan, people, **{**seat, **extra})

    answer = desk.get(url(plan))

    assert "new 1" in answer.page.texts("th")
    assert "closed to this plan" in answer.words
    assert "This is a what-if: it can't be published as it is." in answer.words
    assert f"1 more table in hall {desk.fair.hall.code}, Tue 5 Nov 14:00 to" in answer.words


def test_what_else_takes_a_table_is_shown(desk: Desk, session: Session) -> None:
    session.delete(desk.fair.arrange(0, 2))
    plan = desk.plan(number=3)

    answer = desk.get(url(plan))

    assert "taken by something else" in answer.words


def test_enterprises_are_listed_and_found(desk: Desk) -> None:
    plan = desk.plan()
    name = desk.fair.teams[2].label.en

    everybody = desk.get(url(plan, "/enterprises"))
    found = desk.get(url(plan, f"/enterprises?q={name}"))
    nobody = desk.get(url(plan, "/enterprises?q=nobody-has-this-name"))

    assert everybody.page.texts("td")[:4] == [
        f"{name} {desk.fair.teams[2].label.zh}",
        "1",
        "0",
        "0%",
    ]
    assert len(everybody.page.texts("td")) == 3 * 4
    assert len(found.page.texts("td")) == 4
    assert "No enterprise of this plan has such a name." in nobody.words


def test_an_enterprises_days_are_shown_as_they_would_be(desk: Desk) -> None:
    plan = desk.plan()

    answer = desk.get(url(plan, f"/enterprises/{desk.fair.teams[1].id}"))

    assert desk.fair.teams[0].label.en in answer.words
    assert f"Table {desk.fair.tables[0].code}, Hall {desk.fair.hall.code}" in answer.words
    assert "Both are free together only Tue 5 Nov 15:00–16:00, when every table is taken." in (
        answer.words
    )


def test_a_stranger_to_the_plan_is_not_there(desk: Desk) -> None:
    plan, other = desk.plan(), make_fair(desk.session)

    assert desk.get(url(plan, f"/enterprises/{other.teams[0].id}")).status_code == 404
    assert desk.get(url(plan, "/meetings/999999")).status_code == 404


def test_unplaced_meetings_say_why_and_what_would_place_them(desk: Desk) -> None:
    plan = desk.plan()
    plan.findings = {**plan.findings, "remedies": [{**REMEDY, "hall": desk.fair.hall.id}]}

    answer = desk.get(url(plan, "/unplaced"))

    assert "when every table is taken" in answer.words
    assert f"2 more tables in hall {desk.fair.hall.code}, Tue 5 Nov 15:00–16:00" in answer.words
    assert "One side wants no meetings with the other" in answer.words


def test_several_changes_are_told_as_one_sentence(desk: Desk) -> None:
    plan = desk.plan()
    team = desk.fair.teams[0]
    remedy = {**REMEDY, "hall": desk.fair.hall.id, "over": [team.id]}
    plan.findings = {**plan.findings, "remedies": [remedy]}

    answer = desk.get(url(plan, "/unplaced"))

    name = team.label.en
    assert f"15:00–16:00; {name} takes 1 meeting more than it wants at most" in answer.words


def test_the_changes_that_place_most_are_seen_at_once_and_all_can_be_tried(desk: Desk) -> None:
    plan = desk.plan()
    remedy = {**REMEDY, "hall": desk.fair.hall.id}
    plan.findings = {
        **plan.findings,
        "remedies": [{**remedy, "number": number} for number in range(20, 8, -1)],
    }

    answer = desk.get(url(plan, "/unplaced"))

    assert "4 more changes" in answer.words
    tried = [one.get("value") for one in answer.page.every("input") if one.get("name") == "change"]
    assert tried == [str(number) for number in range(12)]


@pytest.mark.parametrize("part", ["/unplaced", "/enterprises"])
def test_a_part_of_a_plan_that_is_sought_leads_back_to_the_search(desk: Desk, part: str) -> None:
    plan = desk.plan(state=PlanState.RUNNING)

    answer = desk.get(url(plan, part))

    assert "The search is not over yet." in answer.words
    assert url(plan) in answer.page.links


def test_how_a_plan_was_made_is_told(desk: Desk) -> None:
    plan = desk.plan(digest="ab" * 32, started_at=NOW)
    desk.session.add(
        PlanMoment(plan_id=plan.id, position=0, seconds=0.5, aim=Aim.BREAKS, best=4, bound=None)
    )
    desk.session.add(
        Publication(
            round_id=plan.round_id,
            plan_id=plan.id,
            number=1,
            published_by_id=None,
            published_at=NOW,
        )
    )

    answer = desk.get(url(plan, "/made-of"))

    assert "ab" * 32 in answer.words
    assert "3.2 of at most 60 seconds" in answer.words
    assert "Breaks in people's days" in answer.words


def test_what_people_are_assumed_to_do_is_said(desk: Desk) -> None:
    settings = PlanSettings(
        extra_blocks=(ExtraBlock(afternoon(18), 30, desk.fair.hall.id, 2),),
        comes=(Comes(afternoon(14), desk.fair.people[0].id),),
        more_meetings=(MoreMeetings(desk.fair.teams[0].id, 2),),
        more_interpreters=(MoreInterpreters(afternoon(15), ("de", "zh")),),
        left_out=(afternoon(16),),
    )
    plan = desk.plan(settings=packed(settings), kind=Kind.WHAT_IF)

    answer = desk.get(url(plan, "/made-of"))

    assert f"{desk.fair.people[0].label.en} comes Tue 5 Nov 14:00–14:30 after all" in answer.words
    assert "takes 2 meetings more than it wants at most" in answer.words
    assert "One more interpreter for German, Chinese, Tue 5 Nov 15:00–15:30" in answer.words
    assert "Left out: Tue 5 Nov 16:00–16:30" in answer.words
    assert "with 2 tables in hall" in answer.words


def test_two_plans_are_compared(desk: Desk) -> None:
    desk.plan()
    better = [*SCORES[:3], {"aim": "wishes", "value": 110, "bound": 112}]
    desk.plan(number=2, placed=2, scores=better)

    answer = desk.get(f"{desk.plans_url}?one=1&other=2")

    assert "Plan 1 and plan 2" in answer.words
    assert "2 of 2 better" in answer.words
    assert "110 better" in answer.words


@pytest.mark.parametrize("asked", ["one=&other=", "one=1&other=", "one=1&other=1", "other=2"])
def test_without_two_plans_to_compare_it_is_said_what_to_choose(desk: Desk, asked: str) -> None:
    desk.plan()
    desk.plan(number=2)

    answer = desk.get(f"{desk.plans_url}?{asked}")

    assert "Choose two different plans to compare." in answer.words
    assert "Choose two different plans" not in desk.get(desk.plans_url).words


def test_a_what_if_is_listed_with_what_it_changes(desk: Desk) -> None:
    hall, table = desk.fair.hall, desk.fair.tables[1]
    more = MoreTables(afternoon(15), hall.id, 2)
    settings = PlanSettings(more_tables=(more,), left_out=(afternoon(16),))
    closed = PlanSettings(closed_places=frozenset({table.id}))
    parent = desk.plan()
    for number, one in enumerate((settings, closed), start=2):
        values = {"number": number, "parent_id": parent.id, "kind": Kind.WHAT_IF}
        desk.plan(**values, settings=packed(one))

    pages = [desk.get(desk.plans_url), desk.get(f"/timetable/rounds/{desk.fair.round.id}")]

    first = f"2 more tables in hall {hall.code}, Tue 5 Nov 15:00–15:30 and 1 more change"
    for page in pages:
        cells = page.page.texts("td")
        assert any(cell.endswith(f"What-if · from plan 1 {first}") for cell in cells)
        assert any(cell.endswith(f"Closed: {hall.code}/{table.code}") for cell in cells)
        assert "Plan 1 Run" in cells


def test_a_copy_stands_beside_its_parent(desk: Desk) -> None:
    parent = desk.plan()
    copy = desk.plan(number=2, parent_id=parent.id, kind=Kind.WHAT_IF, placed=2)

    assert "Beside the plan it was copied from" in desk.get(url(copy)).words
    assert "2 of 2 (+1)" in desk.get(url(parent)).words


def test_pages_take_as_many_queries_for_many_as_for_few(
    desk: Desk, session: Session, queries: QueryCounter
) -> None:
    few = desk.plan()
    many = desk.plan(number=2)
    for number in range(6):
        place = make_place(session, desk.fair.edition, hall=desk.fair.hall)
        session.add(BlockPlace(block_id=desk.fair.block.id, place_id=place.id))
        other = make_fair(session)
        people = (other.people[0], other.people[1])
        make_planned(session, many, people, place)
        obstacle = {"kind": "left_out", "times": [], "people": [people[0].id], "party": None}
        make_planned(session, many, (other.people[1], other.people[2]), obstacle=obstacle)
        make_plan(session, desk.fair.round, number=3 + number)
    session.flush()
    for part in ("", "/enterprises", "/unplaced", "/made-of", "/what-if"):
        counts = []
        for plan in (few, many):
            address = url(plan, part)
            with queries:
                assert desk.get(address).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1], part


def test_a_plan_that_no_search_bounded_says_so(desk: Desk) -> None:
    scores = [{**score, "bound": None} for score in SCORES]
    plan = desk.plan(scores=scores, kind=Kind.REPAIR, digest="f" * 64, seconds=0.0)

    page, made, listed = (
        desk.get(url(plan)),
        desk.get(url(plan, "/made-of")),
        desk.get(desk.plans_url),
    )

    assert "how much more could be fulfilled is not known" in page.words
    assert "fffffff" not in made.words + listed.words
    assert listed.page.texts("td")[3:7] == ["41", "–", "–", "–"]


@pytest.mark.parametrize(
    "kind, words", [("busy", "another slot or day"), ("no_place", "none found")]
)
def test_what_no_tried_change_places_is_told_whether_time_would(
    desk: Desk, kind: str, words: str
) -> None:
    plan = desk.plan()
    row = desk.session.scalars(
        sa.select(PlannedMeeting).where(
            PlannedMeeting.plan_id == plan.id, PlannedMeeting.starts_at.is_(None)
        )
    ).one()
    row.obstacle = {**(row.obstacle or {}), "kind": kind, "remedy": None}

    answer = desk.get(url(plan, "/unplaced"))

    assert words in answer.words
    assert answer.page.links.count(url(plan, "/what-if")) == (2 if kind == "busy" else 1)
