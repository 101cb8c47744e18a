"""What is called the best possible is never surpassed, and counts what is scarce."""

import random
from dataclasses import replace
from unittest import mock

from hypothesis import assume, given, settings

from matchmaking.scheduling.rounds import spreading
from matchmaking.scheduling.rounds.checker import score
from matchmaking.scheduling.rounds.relaxation import Relaxation
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.spreading import Goal
from matchmaking.scheduling.rounds.values import Aim, Interpreter, RoundProblem, Seat
from tests.scheduling.rounds.drawing import draw, timetables
from tests.scheduling.rounds.rounds import MAY, MUST, WANT, a_round, wish, with_party, with_person
from tests.scheduling.rounds.test_against_everything import SEEDS, settled

BOTH, ONE, OTHER = frozenset({"en", "zh"}), frozenset({"en"}), frozenset({"zh"})


def relaxed(problem: RoundProblem, *, by_slot: bool = False) -> Relaxation:
    """Relax a round as one long slot, as if it were large, or slot by slot."""
    with mock.patch.object(spreading, "MOST_PLACES", 10**6 if by_slot else -1):
        return Relaxation(RoundSearch(problem, seconds=60))


def surpassed(relaxation: Relaxation, reached: dict[Aim, int]) -> list[Aim]:
    """Return the aims in which a timetable is better than was held possible for the like."""
    musts, missing, floor = reached[Aim.MUSTS], reached[Aim.MINIMA], reached[Aim.FLOOR]
    most = relaxation.best(Aim.MUSTS, Goal())
    least = relaxation.best(Aim.MINIMA, Goal(musts))
    share = relaxation.best(Aim.FLOOR, Goal(musts, missing))
    weight = relaxation.best(Aim.WISHES, Goal(musts, missing, floor))
    assert most is not None
    assert least is not None
    assert share is not None
    assert weight is not None
    signs = (musts > most, missing < least, floor > share, reached[Aim.WISHES] > weight)
    return [aim for aim, sign in zip(Aim, signs, strict=False) if sign]


@given(SEEDS)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_no_timetable_is_better_than_held_possible(seed: int) -> None:
    problem = settled(draw(seed), random.Random(seed))
    all_of_them = timetables(problem)
    assume(all_of_them is not None)
    reached = {tuple(score(problem, seats).items()) for seats in all_of_them or ()}

    for by_slot in (False, True):
        relaxation = relaxed(problem, by_slot=by_slot)
        assert [surpassed(relaxation, dict(values)) for values in reached] == [[]] * len(reached)


def test_a_must_in_the_only_hour_leaves_another_short() -> None:
    problem = a_round([wish(0, 1, MUST), wish(0, 2)], slots=1)
    relaxation = relaxed(with_party(problem, 2, minimum=1))

    assert [relaxation.best(Aim.MINIMA, Goal(musts)) for musts in (0, 1)] == [0, 1]


def test_nobody_is_promised_what_minima_take() -> None:
    wishes = [wish(1, 0, MAY), wish(0, 2, MAY), wish(0, 3, MAY)]
    problem = a_round(wishes, slots=2)
    for party in (2, 3):
        problem = with_party(problem, party, minimum=1)
    relaxation = relaxed(problem)

    assert [relaxation.best(Aim.FLOOR, Goal(0, missing)) for missing in (1, 0)] == [500, 0]


def test_half_a_meeting_satisfies_nobody() -> None:
    everybody = [wish(0, 1, WANT, WANT), wish(1, 2, WANT, WANT), wish(0, 2, WANT, WANT)]
    problem = a_round(everybody, slots=1)

    assert relaxed(problem).best(Aim.FLOOR, Goal()) == 0
    assert relaxed(problem).best(Aim.WISHES, Goal()) == 4


def test_one_interpreter_helps_at_the_dearest_meetings_only() -> None:
    wishes = [wish(0, 1, MAY), wish(2, 3, MUST), wish(4, 5, MUST), wish(6, 7, MAY)]
    problem = a_round(wishes, slots=1, tables=4)
    for person in range(8):
        problem = with_person(problem, person, languages=(ONE, OTHER)[person % 2])
    problem = with_person(problem, 7, languages=ONE)
    helped = replace(problem, interpreters=(Interpreter(BOTH),))

    assert relaxed(problem).best(Aim.WISHES, Goal()) == 1
    assert relaxed(helped).best(Aim.WISHES, Goal()) == 4 + 1


def test_tables_that_are_too_few_count() -> None:
    problem = a_round([(0, 1), (2, 3), (4, 5)], slots=1, tables=2)

    assert relaxed(problem).best(Aim.WISHES, Goal()) == 4


def test_a_meeting_locked_at_lunch_counts() -> None:
    locked = replace(wish(0, 1), locked=Seat(0, 0, 1, 0))
    problem = replace(a_round([locked], slots=1), lunch=(frozenset({0}),))

    assert relaxed(problem).best(Aim.WISHES, Goal()) == 2


def test_the_choice_gives_everybody_something_though_it_weighs_less() -> None:
    # The first host has one hour, and one guest who wishes nobody else.
    wishes = [wish(2, 0, MAY), wish(3, 0, WANT), wish(3, 1, WANT)]
    problem = a_round(wishes, slots=1)

    choice = relaxed(problem).choose()

    assert choice.wishes == {0, 2}
    assert choice.goal == Goal(musts=0, missing=0, floor=1000)


def test_what_nobody_is_too_busy_for_is_chosen_without_a_question() -> None:
    wishes = [wish(0, 1), wish(2, 0), wish(3, 0), wish(2, 4)]
    relaxation = relaxed(a_round(wishes, slots=2))

    assert relaxation._spreading.given == {3}  # noqa: SLF001 - what is spared shows nowhere else
    assert 3 in relaxation.choose().wishes
