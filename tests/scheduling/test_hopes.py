"""How few breaks are hoped for, and how soon what came to nothing is tried again."""

from matchmaking.scheduling.hopes import Hopes, Patience
from matchmaking.scheduling.search import Search
from tests.scheduling.events import event


def _search() -> Search:
    return Search(event([(0, 1), (0, 2), (0, 3), (4, 1), (4, 2), (4, 3)], slots=9), seconds=60)


def test_hopes_begin_at_the_bound_and_fade_faster_and_faster() -> None:
    hopes, seen = Hopes(_search()), []

    for _ in range(5):
        seen.append(hopes.breaks)
        hopes.fade(hopes.breaks)

    assert seen == [0, 1, 2, 4, 8]


def test_after_plans_hopes_come_nearer_to_what_came_to_nothing() -> None:
    hopes, seen = Hopes(_search()), []
    for _ in range(4):
        hopes.fade(hopes.breaks)

    for _ in range(3):
        seen.append(hopes.breaks)
        hopes.come_true()

    assert seen == [8, 6, 5]


def test_whoever_never_hoped_in_vain_hopes_for_ever_less() -> None:
    hopes = Hopes(_search())

    hopes.come_true()

    assert hopes.breaks == 0


def test_nobody_hopes_for_as_many_breaks_as_the_best_plan_has() -> None:
    search = _search()
    hopes = Hopes(search)
    search.offer((0, 2, 4, 2, 4, 0))
    for _ in range(5):
        hopes.fade(hopes.breaks)

    assert search.breaks is not None
    assert hopes.breaks == search.breaks - 1


def test_hopes_rise_with_the_bound() -> None:
    search = _search()
    hopes = Hopes(search)
    hopes.fade(0)

    search.raise_bound(2)

    assert hopes.breaks == 3


def test_what_comes_to_nothing_is_left_alone_for_longer_and_longer() -> None:
    patience, tries = Patience(), []

    for _ in range(9):
        tries.append(patience.is_over())
        if tries[-1]:
            patience.note(has_helped=False)

    assert tries == [True, False, True, False, False, False, True, False, False]


def test_what_helps_is_tried_again_at_once() -> None:
    patience = Patience()
    patience.note(has_helped=False)
    assert not patience.is_over()

    assert patience.is_over()
    patience.note(has_helped=True)

    assert patience.is_over()
