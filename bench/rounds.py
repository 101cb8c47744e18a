"""How good the timetables of whole rounds are: with people, halls, languages and booths.

    python -m bench.rounds [--seconds 60] [--only 60]

A row per aim says what was reached, what is possible at most, and when each was known.
"""

import argparse
import random
import resource
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from matchmaking.scheduling.rounds.checker import faults
from matchmaking.scheduling.rounds.solver import solve_round
from matchmaking.scheduling.rounds.values import (
    Away,
    Grade,
    Interpreter,
    Moment,
    Party,
    Person,
    RoundProblem,
    Site,
    TimeSlot,
    WantedMeeting,
)

MINUTES, PAUSE, DAY = 20, 5, 24 * 60
GRADES = (Grade.MUST, *[Grade.WANT] * 5, *[Grade.MAY] * 4)
HOSTS = (("zh",), ("zh", "en"), ("en",))
GUESTS = (("en",), ("en", "zh"))
WALKS = ((0, 5, 10), (5, 0, 5), (10, 5, 0))


@dataclass(frozen=True)
class Size:
    """How large a round is."""

    parties: int
    wishes: int
    slots: int
    tables: int
    hosts: int
    interpreters: int | None = None


SIZES = (
    Size(60, 240, 10, 25, 20),
    Size(60, 240, 20, 25, 20),
    Size(60, 240, 20, 10, 20),
    Size(300, 1_500, 40, 60, 100),
    Size(3_036, 13_722, 48, 150, 600, 4),
    Size(23_800, 60_000, 96, 600, 3_800),
)
HEADER = ("round", "aim", "value", "bound", "value s", "bound s")
FORMAT = "{:<26}{:<10}{:>9}{:>9}{:>9}{:>9}"


def draw_round(size: Size, seed: int = 0) -> RoundProblem:
    """Return a round of hosts and guests: some hosts have booths, some people appointments."""
    rng = random.Random(seed)
    slots = _slots(size.slots)
    parties: list[Party] = []
    people: list[Person] = []
    sites = [
        Site(hall, (size.tables // 3 + (hall < size.tables % 3),) * size.slots) for hall in range(3)
    ]
    for party in range(size.parties):
        count = 2 if rng.random() < 0.2 else 1
        own = None
        if party < size.hosts and rng.random() < 0.3:
            own = len(sites)
            sites.append(Site(rng.randrange(3), (1,) * size.slots, party))
        first = len(people)
        people += [
            _person(rng, slots, HOSTS if party < size.hosts else GUESTS) for _ in range(count)
        ]
        maximum = rng.choice((None, None, None, max(2, size.slots // 2)))
        parties.append(Party(tuple(range(first, len(people))), rng.choice((0, 1, 2)), maximum, own))
    helpers = max(1, size.parties // 30) if size.interpreters is None else size.interpreters
    return RoundProblem(
        slots=slots,
        people=tuple(people),
        parties=tuple(parties),
        sites=tuple(sites),
        meetings=tuple(_wishes(rng, size)),
        interpreters=(Interpreter(frozenset({"en", "zh"})),) * helpers,
        walks=WALKS,
        lunch=tuple(_lunches(slots)),
    )


def _slots(count: int) -> tuple[TimeSlot, ...]:
    """Return slots of days of up to twelve, a block before noon and one after."""
    found = []
    for index in range(count):
        day, place = divmod(index, 12)
        starts = day * DAY + 9 * 60 + place * (MINUTES + PAUSE) + (60 if place >= 6 else 0)
        found.append(TimeSlot(starts, starts + MINUTES, 2 * day + (place >= 6), day))
    return tuple(found)


def _lunches(slots: tuple[TimeSlot, ...]) -> list[frozenset[int]]:
    """Return the last slot before the pause and the first after it, of each day."""
    days = {slot.day for slot in slots}
    noons = (
        frozenset(i for i, s in enumerate(slots) if s.day == day and s.starts % DAY in {665, 750})
        for day in sorted(days)
    )
    return [noon for noon in noons if len(noon) == 2]


def _person(
    rng: random.Random, slots: tuple[TimeSlot, ...], tongues: Sequence[Sequence[str]]
) -> Person:
    closed = frozenset(i for i in range(len(slots)) if rng.random() < 0.05)
    away: tuple[Away, ...] = ()
    if rng.random() < 0.2:
        slot = rng.choice(slots)
        away = (Away(slot.starts, slot.ends + PAUSE, rng.randrange(3)),)
    return Person(closed, frozenset(rng.choice(tongues)), away)


def _wishes(rng: random.Random, size: Size) -> list[WantedMeeting]:
    """Return wishes between hosts and guests; few hosts are wished by many."""
    pairs: dict[tuple[int, int], None] = {}
    while len(pairs) < size.wishes:
        host = int(size.hosts * rng.random() ** 1.5)
        pairs[host, rng.randrange(size.hosts, size.parties)] = None
    return [_wish(rng, *pair) for pair in islice(pairs, size.wishes)]


def _wish(rng: random.Random, host: int, guest: int) -> WantedMeeting:
    both = rng.random() < 0.3
    one, other = rng.choice(GRADES), rng.choice(GRADES)
    if both:
        return WantedMeeting(host, guest, one, other)
    return WantedMeeting(host, guest, *((one, None) if rng.random() < 0.5 else (None, one)))


def measure(size: Size, options: argparse.Namespace) -> None:
    """Solve one round and print a row for every aim."""
    problem = draw_round(size)
    moments: list[Moment] = []
    plan = solve_round(
        problem,
        seconds=options.seconds,
        workers=options.workers,
        seed=options.seed,
        progress=moments.append,
    )
    assert not faults(problem, plan.seats)
    name = f"{size.parties}/{size.wishes}/{size.slots}/{size.tables}"
    first = moments[0].seconds
    for reached in plan.scores:
        mine = [moment for moment in moments if moment.aim is reached.aim]
        value = next((m.seconds for m in mine if m.best == reached.value), first)
        bound = next((m.seconds for m in mine if m.bound == reached.bound), first)
        row = (name, reached.aim, reached.value, reached.bound, f"{value:.2f}", f"{bound:.2f}")
        print(FORMAT.format(*row), flush=True)
        name = ""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{sum(seat is not None for seat in plan.seats):,} placed, first plan after {first:.2f} s, "
        f"{plan.seconds:.1f} s in all, {memory:.2f} GiB at most\n",
        flush=True,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, help="rounds of so many parties")
    parser.add_argument("--slots", type=int, help="rounds of so many slots")
    options = parser.parse_args()
    print(FORMAT.format(*HEADER), flush=True)
    for size in SIZES:
        if options.only in {None, size.parties} and options.slots in {None, size.slots}:
            measure(size, options)


if __name__ == "__main__":
    main()
