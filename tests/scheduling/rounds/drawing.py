"""Tiny rounds drawn at random, and the best of all their timetables by trying every one."""

import random
from collections.abc import Iterator
from itertools import product

from matchmaking.scheduling.rounds.checker import faults, score
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.search import merit
from matchmaking.scheduling.rounds.values import (
    Away,
    Grade,
    Interpreter,
    Party,
    Person,
    RoundProblem,
    Seat,
    Site,
    TimeSlot,
    WantedMeeting,
)

MOST_TIMETABLES = 6_000
GRADES = (Grade.MUST, Grade.WANT, Grade.MAY, None)


def draw(seed: int) -> RoundProblem:
    """Return a tiny round that has a little of everything."""
    rng = random.Random(seed)
    slots = tuple(
        TimeSlot(starts, starts + 20, int(starts > 580), 0)
        for starts in (540, 560, 580, 660)[: rng.choice((2, 3, 4))]
    )
    halls = rng.choice((1, 1, 2))
    parties = rng.randint(2, 4)
    owners = [party for party in range(parties) for _ in range(1 + (rng.random() < 0.15))]
    sites = [Site(rng.randrange(halls), tuple(rng.randint(0, 2) for _ in slots))]
    if halls == 2:
        sites.append(Site(1, tuple(rng.randint(0, 1) for _ in slots)))
    homes: dict[int, int] = {}
    if rng.random() < 0.4:
        home = rng.randrange(parties)
        homes[home] = len(sites)
        sites.append(Site(rng.randrange(halls), tuple(rng.randint(0, 1) for _ in slots), home))
    return RoundProblem(
        slots=slots,
        people=tuple(_person(rng, len(slots), halls) for _ in owners),
        parties=tuple(
            Party(
                tuple(i for i, owner in enumerate(owners) if owner == party),
                rng.choice((0, 0, 1, 2)),
                rng.choice((None, None, 1, 2)),
                homes.get(party),
            )
            for party in range(parties)
        ),
        sites=tuple(sites),
        meetings=tuple(_meetings(rng, parties)),
        interpreters=(Interpreter(frozenset({"en", "zh"}), frozenset({rng.randrange(4)})),)
        * rng.randint(0, 1),
        walks=((0, rng.choice((0, 5, 30))), (rng.choice((5, 10)), 0)) if halls == 2 else (),
        lunch=(frozenset(rng.sample(range(len(slots)), 2)),) * (rng.random() < 0.3),
        needs_languages=rng.random() < 0.7,
    )


def _person(rng: random.Random, slots: int, halls: int) -> Person:
    closed = frozenset(slot for slot in range(slots) if rng.random() < 0.1)
    away: tuple[Away, ...] = ()
    if rng.random() < 0.15:
        starts = rng.choice((500, 540, 585, 660))
        away = (Away(starts, starts + rng.choice((20, 38)), rng.choice((None, *range(halls)))),)
    languages = rng.choice((("en",), ("en",), ("zh",), ("en", "zh"), ()))
    return Person(closed, frozenset(languages), away)


def _meetings(rng: random.Random, parties: int) -> Iterator[WantedMeeting]:
    pairs = [(a, b) for a in range(parties) for b in range(a + 1, parties)]
    for a, b in rng.sample(pairs, min(len(pairs), rng.randint(1, 5))):
        one, other = rng.choice(GRADES), rng.choice(GRADES)
        host, guest = rng.sample((a, b), 2)
        yield WantedMeeting(host, guest, one or other or Grade.MAY, other)


def timetables(problem: RoundProblem) -> Iterator[tuple[Seat | None, ...]] | None:
    """Yield every timetable that breaks no rule; nothing at all if there are too many to try."""
    possibilities = Possibilities(problem)
    choices: list[list[Seat | None]] = []
    count = 1
    for meeting in problem.meetings:
        seats = list(possibilities.seats(meeting))
        choices.append([meeting.locked] if meeting.locked else [None, *seats])
        count *= len(choices[-1])
    if count > MOST_TIMETABLES:
        return None
    return (seats for seats in product(*choices) if not faults(problem, seats))


def best_merit(problem: RoundProblem) -> tuple[int, ...] | None:
    """Return how good the best timetable is, by trying all, if they are few enough."""
    all_of_them = timetables(problem)
    if all_of_them is None:
        return None
    return max(merit(score(problem, seats)) for seats in all_of_them)
