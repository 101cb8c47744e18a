from dataclasses import replace
from itertools import product

from hypothesis import given, settings, strategies as st

from matchmaking.scheduling.checker import breaks_of, timetable_objections
from matchmaking.scheduling.problem import Meeting, Problem
from matchmaking.scheduling.repair import repair
from matchmaking.scheduling.standing import still_standing
from tests.scheduling.events import event
from tests.scheduling.test_solver import small_problems

# A day of four people who all meet each other, without a break.
DAY = event([(0, 1), (2, 3), (0, 2), (1, 3), (0, 3), (1, 2)], slots=4, tables=2)
BEFORE = (0, 0, 1, 1, 2, 2)


def cost(problem: Problem, before: tuple[int | None, ...], after: tuple[int | None, ...]) -> object:
    """Return dropped, changed and breaks, or nothing if a rule is broken."""
    kept = [index for index, slot in enumerate(after) if slot is not None]
    renamed = {index: place for place, index in enumerate(kept)}
    rest = replace(
        problem,
        meetings=tuple(
            replace(
                problem.meetings[index],
                after=tuple(renamed[i] for i in problem.meetings[index].after if i in renamed),
            )
            for index in kept
        ),
    )
    slots = [slot for slot in after if slot is not None]
    if timetable_objections(rest, slots):
        return None
    stayable = [
        old is not None and old in set(problem.admissible_slots(index))
        for index, old in enumerate(before)
    ]
    changed = sum(can and old != new for can, old, new in zip(stayable, before, after, strict=True))
    return after.count(None), changed, sum(breaks_of(rest, slots))


@given(small_problems(), st.data())
@settings(max_examples=40, deadline=None)
def test_a_repair_drops_then_moves_then_breaks_as_little_as_trying_everything(
    problem: Problem, data: st.DataObject
) -> None:
    slot = st.none() | st.integers(0, problem.slots - 1)
    before = tuple(data.draw(slot) for _ in problem.meetings)
    choices = product([None, *range(problem.slots)], repeat=len(before))
    costs = [found for after in choices if (found := cost(problem, before, after))]

    mended = repair(problem, before, seconds=600)

    assert mended is not None
    assert mended.is_proven
    assert cost(problem, before, mended.slots) == min(costs)  # type: ignore[type-var]


def test_a_cancelled_meeting_moves_nobody() -> None:
    fewer = replace(DAY, meetings=DAY.meetings[:2] + DAY.meetings[3:])

    mended = repair(fewer, BEFORE[:2] + BEFORE[3:])

    assert mended is not None
    assert (mended.dropped, mended.moved, mended.is_proven) == ((), (), True)


def test_a_closed_table_moves_as_few_as_it_must() -> None:
    # Three slots hold two meetings each; with one table the four slots hold four.
    mended = repair(replace(DAY, tables=1), BEFORE)

    assert mended is not None
    assert (len(mended.dropped), len(mended.moved)) == (2, 1)


def test_a_late_arrival_is_fitted_in() -> None:
    mended = repair(replace(DAY, meetings=(*DAY.meetings, Meeting(0, 1, slot=3))), (*BEFORE, None))

    assert mended is not None
    assert mended.slots == (*BEFORE, 3)
    assert (mended.dropped, mended.moved) == ((), ())


def test_somebody_called_away_has_their_meeting_moved() -> None:
    away = replace(DAY, forbidden=(frozenset({1}), *DAY.forbidden[1:]))

    mended = repair(away, BEFORE)

    assert mended is not None
    assert mended.slots[2] == 3
    assert (mended.dropped, mended.moved) == ((), (2,))


def test_a_meeting_nobody_can_come_to_is_dropped() -> None:
    never = replace(DAY, forbidden=(frozenset(range(4)), *DAY.forbidden[1:]))

    mended = repair(never, BEFORE)

    assert mended is not None
    assert mended.dropped == (0, 2, 4)


def test_what_stands_is_kept_until_something_stands_against_it() -> None:
    assert still_standing(DAY, BEFORE) == BEFORE
    assert still_standing(replace(DAY, tables=1), BEFORE) == (0, None, 1, None, 2, None)
    assert still_standing(DAY, (0, 0, 0, 1, 2, 2)) == (0, 0, None, 1, 2, 2)
    assert still_standing(DAY, (None,) * 6) == (None,) * 6
