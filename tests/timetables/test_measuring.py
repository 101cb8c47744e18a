"""How good a plan is that somebody edited, or that a repair made."""

from dataclasses import asdict
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.scheduling.rounds.checker import score
from matchmaking.scheduling.rounds.question import digest
from matchmaking.scheduling.rounds.solver import solve_round
from matchmaking.scheduling.rounds.values import Aim, Grade
from matchmaking.timetables.answers import answers, seats_of
from matchmaking.timetables.findings import findings_of, scores_of
from matchmaking.timetables.models import Plan, PlannedMeeting
from matchmaking.timetables.queries.drafting import drafting_of
from matchmaking.timetables.services.editing import Edit
from matchmaking.timetables.services.measuring import bounds_that_hold
from tests.factories.accounts import actor, make_organiser
from tests.factories.expo import NOW
from tests.factories.timetables import make_plan
from tests.timetables.fair import Fair, make_fair
from tests.timetables.repairs import repair


def searched(fair: Fair) -> Plan:
    """Make the plan that a search would make, with its proven bounds."""
    question = fair.ask()
    found = solve_round(question.problem, seconds=60)
    plan = make_plan(
        fair.session,
        fair.round,
        wanted=len(found.seats),
        placed=sum(seat is not None for seat in found.seats),
        scores=scores_of(found),
        findings=findings_of(question, found.seats),
        digest=digest(question.problem),
    )
    rows = [{"plan_id": plan.id, **asdict(row)} for row in answers(question, found.seats)]
    fair.session.execute(sa.insert(PlannedMeeting), rows)
    return plan


@pytest.fixture
def fair(session: Session) -> Fair:
    """Return a fair where everybody wants to meet everybody, and all of it is placed."""
    made = make_fair(session)
    made.wish(0, 1, Grade.MUST)
    made.wish(1, 2)
    made.wish(2, 0)
    return made


@pytest.fixture
def organiser(session: Session, fair: Fair) -> Actor:
    """Return who edits."""
    return actor(make_organiser(session, fair.edition))


def row_of(fair: Fair, plan: Plan, one: int, other: int) -> PlannedMeeting:
    """Return the row of two enterprises in a plan."""
    a, b = sorted((fair.teams[one].id, fair.teams[other].id))
    query = sa.select(PlannedMeeting).where(
        PlannedMeeting.plan_id == plan.id, PlannedMeeting.a_id == a, PlannedMeeting.b_id == b
    )
    return fair.session.scalars(query).one()


def edit(fair: Fair, row: PlannedMeeting, organiser: Actor) -> Edit:
    return Edit(fair.session, row, actor=organiser, at=NOW, version=row.plan.version)


def figures(plan: Plan) -> dict[str, tuple[int, int | None]]:
    """Return value and bound by aim."""
    return {one["aim"]: (one["value"], one["bound"]) for one in plan.scores}


def values_of(fair: Fair, plan: Plan) -> dict[str, int]:
    """Return a plan's values by the checker, which no plan is made with."""
    question = fair.ask()
    rows = sa.select(PlannedMeeting).where(
        PlannedMeeting.plan_id == plan.id, PlannedMeeting.starts_at.is_not(None)
    )
    seats = seats_of(question, fair.session.scalars(rows))
    assert seats is not None
    return {aim.value: value for aim, value in score(question.problem, seats).items()}


def move_to_the_end(fair: Fair, row: PlannedMeeting, organiser: Actor) -> Plan:
    """Move a meeting to the last slot of the day."""
    drafting, _targets = drafting_of(fair.session, row.plan, row, at=NOW)
    option = [one for one in drafting.options() if one.places][-1]
    people = (row.a_representative_id or 0, row.b_representative_id or 0)
    return edit(fair, row, organiser).sit(drafting.standing(option, people, option.places[0]))


def test_a_plan_edited_by_hand_has_the_figures_of_what_it_is_now(
    fair: Fair, organiser: Actor
) -> None:
    plan = searched(fair)

    copy = move_to_the_end(fair, row_of(fair, plan, 0, 1), organiser)

    now, before = figures(copy), figures(plan)
    assert {aim: value for aim, (value, _bound) in now.items()} == values_of(fair, copy)
    assert now["breaks"][0] > before["breaks"][0]
    assert copy.findings["tables"] == {"used": 3, "spots": 12}
    assert copy.digest == plan.digest


def test_bounds_of_the_search_stay_until_something_is_given_up(
    fair: Fair, organiser: Actor
) -> None:
    plan = searched(fair)

    copy = edit(fair, row_of(fair, plan, 1, 2), organiser).take_out()

    now, before = figures(copy), figures(plan)
    assert now["musts"] == before["musts"] == (1, 1)
    assert now["floor"][0] < before["floor"][0]
    assert now["floor"][1] == before["floor"][1]
    assert [now[aim][1] for aim in ("wishes", "breaks", "walking")] == [None] * 3


def test_no_bound_holds_once_the_wishes_are_others(fair: Fair, organiser: Actor) -> None:
    plan = searched(fair)
    fair.round.lunch_from, fair.round.lunch_until = 14 * 60, 15 * 60

    copy = move_to_the_end(fair, row_of(fair, plan, 0, 1), organiser)

    assert copy.digest not in {"", plan.digest}
    assert [bound for _value, bound in figures(copy).values()] == [None] * len(Aim)


def test_a_plan_that_does_not_fit_the_round_any_more_has_no_figures(
    fair: Fair, organiser: Actor
) -> None:
    plan = searched(fair)
    gone = row_of(fair, plan, 0, 1)
    kept = row_of(fair, plan, 1, 2)
    fair.people[0].is_active = False
    assert gone.starts_at is not None

    copy = edit(fair, kept, organiser).take_out()

    assert (copy.scores, copy.digest) == ([], "")


def test_a_repair_has_figures_without_bounds(fair: Fair, organiser: Actor) -> None:
    fair.arrange(0, 1)
    fair.session.flush()

    mended = repair(fair.session, fair.round, actor=organiser, at=NOW)

    assert {aim: value for aim, (value, _bound) in figures(mended).items()} == (
        values_of(fair, mended)
    )
    assert {bound for _value, bound in figures(mended).values()} == {None}
    assert set(mended.findings) == {"repair", "tables", "skipped", "remedies"}


BEFORE: list[dict[str, Any]] = [
    {"aim": "musts", "value": 3, "bound": 4},
    {"aim": "minima", "value": 1, "bound": 0},
    {"aim": "floor", "value": 500, "bound": 700},
]


@pytest.mark.parametrize(
    "musts, minima, held",
    [(3, 1, [4, 0, 700]), (4, 0, [4, 0, 700]), (2, 1, [4]), (3, 2, [4, 0])],
)
def test_a_bound_holds_while_nothing_before_it_is_worse(
    musts: int, minima: int, held: list[int]
) -> None:
    values = {Aim.MUSTS: musts, Aim.MINIMA: minima, Aim.FLOOR: 600}

    assert list(bounds_that_hold(values, BEFORE).values()) == held
