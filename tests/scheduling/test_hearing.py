"""What one person says to their meetings, against all their days written out."""

from itertools import pairwise, permutations

import numpy as np
import pytest

from matchmaking.scheduling import sums
from matchmaking.scheduling.compiling import Shares, numbers
from matchmaking.scheduling.hearing import Talk, hear
from matchmaking.scheduling.sums import sums_for


def _talk(meetings: int, slots: int, seed: int, *, may: Shares | None = None) -> Talk:
    """One person meets some others, each of whom has said something about each slot."""
    said = np.random.default_rng(seed).random((meetings, 2, slots))
    return Talk(
        meetings=numbers(range(meetings)),
        sides=numbers([0] * meetings),
        ends=numbers([0, meetings]),
        said=said / said.sum(axis=2, keepdims=True),
        gladly=np.ones((meetings, slots)) if may is None else may,
    )


def _answered(talk: Talk, dear: float) -> tuple[Shares, float]:
    """Return what the person says, and how many breaks they expect."""
    meetings, _sides, slots = talk.said.shape
    breaks = hear(talk, sums_for(meetings, slots), numbers([0]), 0.0, dear)
    return talk.said[:, 0], breaks


def _written_out(talk: Talk, dear: float) -> tuple[Shares, float]:
    """Return the same from all days, one after the other."""
    meetings, _sides, slots = talk.said.shape
    weights = talk.said[:, 1] * talk.gladly
    answers, total, expected = np.zeros((meetings, slots)), 0.0, 0.0
    for day in permutations(range(slots), meetings):
        if not all(talk.gladly[mine, slot] for mine, slot in enumerate(day)):
            continue
        hours = sorted(day)
        breaks = sum(later - slot > 1 for slot, later in pairwise(hours))
        own = [weights[mine, slot] for mine, slot in enumerate(day)]
        weight = float(np.prod(own)) * dear**breaks
        total += weight
        expected += breaks * weight
        for mine, slot in enumerate(day):
            answers[mine, slot] += weight / own[mine]
    return answers / answers.sum(axis=1, keepdims=True), expected / total


@pytest.mark.parametrize("meetings, slots", [(1, 3), (2, 5), (3, 6), (4, 5), (5, 5), (4, 7)])
@pytest.mark.parametrize("dear", [0.01, 0.5, 1.0])
def test_a_person_says_what_all_their_days_come_to(meetings: int, slots: int, dear: float) -> None:
    said, breaks = _answered(_talk(meetings, slots, 1), dear)

    expected, expected_breaks = _written_out(_talk(meetings, slots, 1), dear)
    assert said == pytest.approx(expected, abs=1e-6)
    assert breaks == pytest.approx(expected_breaks, abs=1e-6)


def test_days_count_in_which_every_meeting_is_where_it_may_be() -> None:
    may = np.array([[1.0, 1, 0, 0, 0], [0, 0, 1, 1, 0], [1, 0, 0, 0, 1]])

    said, breaks = _answered(_talk(3, 5, 2, may=may), 0.1)

    expected, expected_breaks = _written_out(_talk(3, 5, 2, may=may), 0.1)
    allowed = may > 0
    assert said[allowed] / said.sum() == pytest.approx(expected[allowed] / expected.sum(), abs=1e-6)
    assert breaks == pytest.approx(expected_breaks, abs=1e-6)


def test_a_break_that_nobody_can_avoid_is_expected_however_dear() -> None:
    may = np.array([[1.0, 0, 0, 0], [0, 0, 0, 1]])

    _said, breaks = _answered(_talk(2, 4, 3, may=may), 1e-30)

    assert breaks == pytest.approx(1)


def test_who_has_no_day_at_all_says_nothing_new() -> None:
    may = np.array([[1.0, 0, 0], [1, 0, 0]])
    before = _talk(2, 3, 4, may=may).said[:, 0].copy()

    said, breaks = _answered(_talk(2, 3, 4, may=may), 0.1)

    assert said == pytest.approx(before)
    assert breaks == 0


def test_calm_people_stay_near_what_they_said_before() -> None:
    said, _breaks = _answered(_talk(3, 5, 5), 0.1)
    calm = _talk(3, 5, 5)
    before = calm.said[:, 0].copy()

    hear(calm, sums_for(3, 5), numbers([0]), 0.25, 0.1)

    assert calm.said[:, 0] == pytest.approx(0.25 * before + 0.75 * said)


@pytest.mark.parametrize("dear", [0.01, 0.5, 1.0])
@pytest.mark.parametrize("meetings, slots", [(3, 6), (4, 5), (4, 7), (5, 7)])
def test_who_has_too_many_meetings_for_that_says_nearly_the_same(
    meetings: int, slots: int, dear: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums, "MOST_SETS_OF", 1)

    said, breaks = _answered(_talk(meetings, slots, 1), dear)

    expected, expected_breaks = _written_out(_talk(meetings, slots, 1), dear)
    distances = abs(said - expected)
    assert 1e-6 < distances.mean() < 0.05
    assert distances.max() < 0.2
    assert breaks == pytest.approx(expected_breaks, rel=0.2, abs=0.02)


def test_whoever_has_more_meetings_than_a_number_has_bits_answers_all_of_them() -> None:
    before = _talk(70, 80, 6).said[:, 0]

    said, _breaks = _answered(_talk(70, 80, 6), 0.1)

    assert (abs(said - before).max(axis=1) > 1e-3).all()
