from itertools import combinations, product

from hypothesis import given, settings, strategies as st

from matchmaking.scheduling.checker import breaks_of, objections, timetable_objections
from matchmaking.scheduling.decisions import Effort, decide
from matchmaking.scheduling.domains import possible_slots
from matchmaking.scheduling.model import timetable_model
from matchmaking.scheduling.plan import Status
from matchmaking.scheduling.problem import Half, Meeting, Problem
from matchmaking.scheduling.search import Search
from matchmaking.scheduling.solver import solve
from tests.scheduling.events import event


def fewest_breaks(problem: Problem) -> int | None:
    """Try every timetable there is."""
    return min(
        (
            sum(breaks_of(problem, slots))
            for slots in product(range(problem.slots), repeat=len(problem.meetings))
            if not timetable_objections(problem, slots)
        ),
        default=None,
    )


@st.composite
def small_problems(draw: st.DrawFn) -> Problem:
    people = draw(st.integers(2, 5))
    slots = draw(st.integers(2, 5))
    pairs = draw(
        st.lists(
            st.tuples(st.integers(0, people - 1), st.integers(0, people - 1)).filter(
                lambda pair: pair[0] != pair[1]
            ),
            min_size=1,
            max_size=5,
        )
    )
    meetings = [
        Meeting(
            a,
            b,
            half=draw(st.sampled_from([Half.ANY, Half.ANY, *Half])),
            slot=draw(st.one_of(st.none(), st.none(), st.integers(0, slots - 1))),
            after=(draw(st.integers(0, index - 1)),) if index and draw(st.booleans()) else (),
        )
        for index, (a, b) in enumerate(pairs)
    ]
    return event(
        [],
        meetings=meetings,
        slots=slots,
        participants=people,
        tables=draw(st.integers(1, 3)),
        fairness=draw(st.integers(0, 2)),
        morning_slots=draw(st.integers(0, slots)),
        forbidden={p: draw(st.sets(st.integers(0, slots - 1), max_size=2)) for p in range(people)},
    )


@st.composite
def tight_problems(draw: st.DrawFn) -> Problem:
    """Draw few people who meet often, at few tables, with a place fixed and an order to keep."""
    people, slots = draw(st.integers(3, 4)), draw(st.integers(4, 5))
    pairs = draw(
        st.lists(st.sampled_from(list(combinations(range(people), 2))), min_size=3, max_size=5)
    )
    fixed = draw(st.integers(0, slots - 1))
    meetings = [
        Meeting(a, b, slot=fixed if not index else None, after=(index - 1,) if late else ())
        for index, (a, b) in enumerate(pairs)
        for late in [index > 1 and draw(st.booleans())]
    ]
    tables, fairness = draw(st.integers(1, 2)), draw(st.integers(0, 1))
    return event([], meetings=meetings, slots=slots, tables=tables, fairness=fairness)


@given(st.one_of(small_problems(), tight_problems()))
@settings(max_examples=60, deadline=None)
def test_small_problems_get_the_optimum_that_trying_everything_finds(problem: Problem) -> None:
    fewest = fewest_breaks(problem)

    plan = solve(problem, seconds=600)

    assert objections(problem, plan) == []
    assert (plan.status, plan.breaks) == (
        (Status.INFEASIBLE, None) if fewest is None else (Status.OPTIMAL, fewest)
    )


@given(st.one_of(small_problems(), tight_problems()))
@settings(max_examples=60, deadline=None)
def test_what_days_lengths_say_rules_out_no_plan_and_admits_no_better_one(
    problem: Problem,
) -> None:
    fewest = fewest_breaks(problem)
    domains = possible_slots(problem)
    if domains is None:
        assert fewest is None
        return
    model = timetable_model(problem, domains, has_windows=True)

    search = Search(problem, seconds=300)
    decide(search, model, None if fewest is None else fewest, Effort(100, 0))

    assert search.is_infeasible == (fewest is None)
    assert search.breaks == fewest
    if fewest:
        decide(other := Search(problem, seconds=300), model, fewest - 1, Effort(100, 0))
        assert (other.breaks, other.bound) == (None, fewest)
