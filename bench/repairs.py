"""How soon a round's timetable is mended after a change, and whether that is proven least.

    python -m bench.repairs [--seconds 0.8] [--prepare 20]

A row per change: what had to be dropped, placed and moved, and the breaks after it; whether that is
proven the least change, or best also in breaks; the seconds; for how many of those without a seat a
remedy is named, and the seconds with that.
"""

import argparse
import random
import time
from collections.abc import Iterator
from dataclasses import replace

from bench.rounds import Size, draw_round
from matchmaking.scheduling.rounds.checker import faults, score
from matchmaking.scheduling.rounds.solver import solve_round
from matchmaking.scheduling.rounds.values import (
    Aim,
    Grade,
    Party,
    Person,
    RoundProblem,
    WantedMeeting,
)
from matchmaking.timetables.mending import SECONDS_TO_SEARCH, explained, searched

SIZES = (
    Size(80, 310, 24, 30, 26),
    Size(80, 310, 24, 15, 26),
    Size(120, 310, 12, 36, 40),
    Size(80, 310, 24, 12, 26),
)
HEADER = (
    *("round", "change", "dropped", "waiting", "moved", "breaks", "proven", "seconds"),
    *("remedies", "whole"),
)
FORMAT = "{:<12}{:<32}{:>8}{:>8}{:>7}{:>7}{:>7}{:>8}{:>9}{:>6}"
LATE_WISHES = 5


def standing(size: Size, seconds: float) -> RoundProblem:
    """Return a round whose placed meetings stand; what found no seat is forgotten."""
    problem = draw_round(size)
    plan = solve_round(problem, seconds=seconds)
    meetings = (
        replace(meeting, standing=seat)
        for meeting, seat in zip(problem.meetings, plan.seats, strict=True)
        if seat is not None
    )
    return replace(problem, meetings=tuple(meetings))


def changes(problem: RoundProblem, seed: int = 0) -> Iterator[tuple[str, RoundProblem]]:
    """Yield what may happen to a timetable."""
    rng = random.Random(seed)
    cancelled = rng.randrange(len(problem.meetings))
    rest = (m for index, m in enumerate(problem.meetings) if index != cancelled)
    yield "a meeting cancelled", replace(problem, meetings=tuple(rest))
    for site in range(3):
        yield f"a table closed in hall {site}", _with_fewer(problem, site, 1)
    yield "two tables closed in hall 0", _with_fewer(problem, 0, 2)
    yield "hall 0 closed for one slot", _with_fewer(problem, 0, 99, {len(problem.slots) // 2})
    yield "hall 2 closed", _with_fewer(problem, 2, 99)
    for who in rng.sample(range(len(problem.people)), 2):
        yield "a representative leaves at noon", _leaves(problem, who, len(problem.slots) // 2)
    yield "a host does not come", _leaves(problem, problem.parties[0].people[0], 0)
    yield "a late guest", _late(problem, rng, 1)
    yield "three late guests", _late(problem, rng, 3)


def _with_fewer(
    problem: RoundProblem, site: int, count: int, slots: set[int] | None = None
) -> RoundProblem:
    sites = list(problem.sites)
    spots = (
        max(0, spots - count * (slots is None or slot in slots))
        for slot, spots in enumerate(sites[site].spots)
    )
    sites[site] = replace(sites[site], spots=tuple(spots))
    return replace(problem, sites=tuple(sites))


def _leaves(problem: RoundProblem, who: int, slot: int) -> RoundProblem:
    people = list(problem.people)
    gone = people[who].closed | set(range(slot, len(problem.slots)))
    people[who] = replace(people[who], closed=gone)
    return replace(problem, people=tuple(people))


def _late(problem: RoundProblem, rng: random.Random, count: int) -> RoundProblem:
    hosts = sorted({meeting.a for meeting in problem.meetings})
    for _ in range(count):
        newcomer = len(problem.parties)
        wishes = (
            WantedMeeting(host, newcomer, None, Grade.WANT)
            for host in rng.sample(hosts, LATE_WISHES)
        )
        problem = replace(
            problem,
            people=(*problem.people, Person(languages=frozenset({"en"}))),
            parties=(*problem.parties, Party((len(problem.people),))),
            meetings=(*problem.meetings, *wishes),
        )
    return problem


def measure(size: Size, options: argparse.Namespace) -> None:
    """Mend one round after every change and print a row for each."""
    problem = standing(size, options.prepare)
    name = f"{len(problem.meetings)}/{size.slots}/{size.tables}"
    for change, changed in changes(problem):
        began = time.perf_counter()
        repair = searched(changed, options.seconds)
        obstacles, _remedies = explained(changed, repair)
        whole = time.perf_counter() - began
        assert not faults(changed, repair.seats)
        waiting = sum(seat is None for seat in repair.seats) - len(repair.dropped)
        breaks = score(changed, repair.seats)[Aim.BREAKS]
        proven = "best" if repair.is_proven else "least" if repair.is_least else "no"
        seconds = f"{repair.seconds:.2f}"
        counts = (len(repair.dropped), waiting, len(repair.moved), breaks)
        remedies = f"{sum(one.remedy is not None for one in obstacles)}/{len(obstacles)}"
        row = (name, change, *counts, proven, seconds, remedies, f"{whole:.2f}")
        print(FORMAT.format(*row), flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS_TO_SEARCH)
    parser.add_argument("--prepare", type=float, default=20.0, help="for the timetable that stands")
    options = parser.parse_args()
    print(FORMAT.format(*HEADER), flush=True)
    for size in SIZES:
        measure(size, options)


if __name__ == "__main__":
    main()
