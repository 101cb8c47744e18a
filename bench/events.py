"""Draw events of the benchmark's shape: published sizes, its variants, and nastier ones.

Two ways to draw. A *kept* event hides a timetable, so it can be scheduled; a *free* one only
draws who wants to meet whom, so tight tables or late additions may make it impossible.

Which meetings have to be in the morning or the afternoon is drawn by meetings, which is nasty:
breaks can't be avoided then. Where few hosts meet many guests, some guests come for half a day.
"""

import random
from dataclasses import dataclass, field, replace

from matchmaking.scheduling.problem import Half, Meeting, Problem
from matchmaking.scheduling.requests import Request, RequestBook

Pair = tuple[int, int]


@dataclass(frozen=True)
class Shape:
    """How large an event is and which restrictions its meetings carry (shares of all)."""

    participants: int
    meetings: int
    slots: int
    tables: int
    morning_slots: int | None = None
    fairness: int = 2
    halves: float = 0.0
    forbidden: float = 0.0
    fixed: float = 0.0
    precedences: float = 0.0
    absences: float = 0.0
    kept: bool = True
    # These do not change how events without hosts are drawn.
    hosts: int = field(default=0, repr=False)
    half_days: float = field(default=0.0, repr=False)

    @property
    def morning(self) -> int:
        """The slots before noon; all of them where halves of the day do not matter."""
        return self.slots if self.morning_slots is None else self.morning_slots


PUBLISHED = {
    "forum-13": Shape(70, 154, 21, 14, 12, halves=0.3),
    "forum-13crafb": Shape(76, 195, 22, 14, 12, halves=0.4, absences=0.2),
    "forum-13crafc": Shape(70, 154, 21, 12, 12, halves=0.3, absences=0.1),
    "forum-14": Shape(78, 302, 22, 22, 12, halves=0.3, absences=0.1),
    "forumt-14": Shape(60, 237, 10, 27, 5, halves=0.1),
    "forumt-14crafc": Shape(60, 237, 10, 25, 5, halves=0.1),
    "forumt-14crafd": Shape(60, 236, 10, 25, 5, halves=0.1),
    "forumt-14crafe": Shape(60, 236, 10, 24, 5, halves=0.1),
    "tic-12": Shape(42, 125, 8, 21),
    "tic-12crafc": Shape(42, 125, 8, 16),
    "tic-13": Shape(47, 180, 10, 21),
    "tic-13crafb": Shape(46, 184, 10, 21),
    "tic-13crafc": Shape(47, 180, 10, 19),
    "tic-14crafa": Shape(60, 237, 10, 27),
    "tic-14crafc": Shape(60, 237, 10, 25),
    "tic-14crafd": Shape(60, 236, 10, 25),
    "ticf-13crafa": Shape(70, 154, 21, 14, 12, halves=0.15),
    "ticf-13crafb": Shape(76, 195, 22, 14, 12, halves=0.3),
    "ticf-13crafc": Shape(70, 154, 21, 12, 12, halves=0.3),
    "ticf-14crafa": Shape(78, 302, 22, 22, 12, halves=0.15),
}

# Few hosts meet many guests, of whom a third come for half a day.
HOSTED = {
    "forum-13 hosts": Shape(70, 154, 21, 14, 12, hosts=16, half_days=0.35),
    "forum-13crafb hosts": Shape(76, 195, 22, 14, 12, hosts=16, half_days=0.35),
    "forum-13crafc hosts": Shape(70, 154, 21, 12, 12, hosts=14, half_days=0.35),
    "forum-14 hosts": Shape(78, 302, 22, 22, 12, hosts=22, half_days=0.35),
}

VARIANTS: dict[str, dict[str, float]] = {
    "plain": {},
    "forbidden-3": {"forbidden": 0.03},
    "forbidden-7": {"forbidden": 0.07},
    "fixed-20": {"fixed": 0.20},
    "fixed-40": {"fixed": 0.40},
    "precedences-15": {"precedences": 0.15},
    "precedences-25": {"precedences": 0.25},
    "fairness-0": {"fairness": 0},
    "fairness-1": {"fairness": 1},
    "fairness-3": {"fairness": 3},
}


def published(name: str, variant: str = "plain", *, seed: int = 1, kept: bool = True) -> Problem:
    """Draw an event of a published size in one of the published variants."""
    shape = replace((PUBLISHED | HOSTED)[name], kept=kept, **VARIANTS[variant])  # type: ignore[arg-type]
    return draw(shape, seed)


def draw(shape: Shape, seed: int) -> Problem:
    """Draw an event of a shape; the same seed gives the same event."""
    rng = random.Random(f"{shape}/{seed}")
    stays = _stays(rng, shape)
    pairs, hidden = _timetable(rng, shape, stays)
    return Problem(
        participants=shape.participants,
        slots=shape.slots,
        morning_slots=shape.morning,
        tables=shape.tables,
        fairness=int(shape.fairness),
        meetings=_meetings(rng, shape, pairs, hidden, stays),
        forbidden=_forbidden(rng, shape, pairs, hidden),
    )


def _stays(rng: random.Random, shape: Shape) -> list[range]:
    """Draw the slots for which everybody comes: hosts all day, some guests for one half of it."""
    day = range(shape.slots)
    stays = [day] * shape.participants
    if shape.half_days:
        halves = (day[: shape.morning], day[shape.morning :])
        for person in range(shape.hosts, shape.participants):
            if rng.random() < shape.half_days:
                [stays[person]] = rng.choices(halves, [len(half) for half in halves])
    return stays


def _timetable(
    rng: random.Random, shape: Shape, stays: list[range]
) -> tuple[list[Pair], list[int]]:
    """Draw distinct pairs and a slot for each such that nobody is doubled, by moving walls.

    Participants' popularity is skewed: a few are wanted by nearly everybody.
    """
    while True:
        skew = [rng.paretovariate(1.6) ** 0.6 for _ in range(shape.participants)]
        free = [set(stay) for stay in stays]
        load = [0] * shape.slots
        pairs: dict[Pair, int] = {}
        for _ in range(400 * shape.meetings):
            a, b = _pair(rng, shape, skew)
            open_slots = [s for s in free[a] & free[b] if load[s] < shape.tables]
            if a == b or (a, b) in pairs or not open_slots:
                continue
            # The fullest slots are left for last so that tight tables can be filled.
            slot = min(open_slots, key=lambda s: (load[s], rng.random()))
            pairs[a, b] = slot
            load[slot] += 1
            free[a].discard(slot)
            free[b].discard(slot)
            if len(pairs) == shape.meetings:
                return list(pairs), list(pairs.values())


def _pair(rng: random.Random, shape: Shape, skew: list[float]) -> Pair:
    """Draw two people by how much they are wanted; one a host where there are hosts."""
    people, hosts = range(shape.participants), shape.hosts
    if not hosts:
        a, b = sorted(rng.choices(people, skew, k=2))
        return a, b
    [host] = rng.choices(people[:hosts], skew[:hosts])
    [guest] = rng.choices(people[hosts:], skew[hosts:])
    return host, guest


def _meetings(
    rng: random.Random, shape: Shape, pairs: list[Pair], hidden: list[int], stays: list[range]
) -> tuple[Meeting, ...]:
    order = list(range(len(pairs)))
    rng.shuffle(order)
    rank = {index: place for place, index in enumerate(order)}
    meetings = []
    for index, (a, b) in enumerate(pairs):
        stay = min(stays[a], stays[b], key=len)
        slot = hidden[index] if shape.kept else rng.choice(stay)
        half = Half.MORNING if slot < shape.morning else Half.AFTERNOON
        fixed = rng.random() < shape.fixed
        earlier = [
            other
            for other in range(len(pairs))
            if (hidden[other] < slot if shape.kept else rank[other] < rank[index])
            and other != index
        ]
        wanted = rng.random() < shape.precedences and earlier
        is_bound = rng.random() < shape.halves or len(stay) < shape.slots
        meetings.append(
            Meeting(
                a=a,
                b=b,
                half=half if is_bound and not fixed else Half.ANY,
                slot=slot if fixed else None,
                after=(rng.choice(earlier),) if wanted else (),
            )
        )
    return tuple(meetings)


def _forbidden(
    rng: random.Random, shape: Shape, pairs: list[Pair], hidden: list[int]
) -> tuple[frozenset[int], ...]:
    busy: list[set[int]] = [set() for _ in range(shape.participants)]
    if shape.kept:
        for (a, b), slot in zip(pairs, hidden, strict=True):
            busy[a].add(slot)
            busy[b].add(slot)
    closed = []
    for person in range(shape.participants):
        away = {s for s in range(shape.slots) if rng.random() < shape.forbidden}
        if rng.random() < shape.absences:
            start = rng.randrange(shape.slots)
            away |= set(range(start, min(shape.slots, start + rng.randint(1, 5))))
        closed.append(frozenset(away - busy[person]))
    return tuple(closed)


def larger(participants: int, slots: int = 10, *, seed: int = 1) -> Problem:
    """Draw an event of the published density beyond the published sizes."""
    meetings = participants * slots * 79 // 200
    tables = -(-meetings * 107 // (100 * slots))
    return draw(Shape(participants, meetings, slots, tables), seed)


def draw_requests(
    *, requests: int = 60_000, exhibitors: int = 3_800, buyers: int = 20_000, seed: int = 1
) -> RequestBook:
    """Draw a national fair: six days of sixteen slots, 600 tables, buyers there for some days."""
    rng = random.Random(seed)
    days, hours = 6, 16
    slots = range(days * hours)
    wanted = [rng.lognormvariate(0, 0.8) for _ in range(exhibitors)]
    eager = [rng.lognormvariate(0, 0.6) for _ in range(buyers)]
    pairs: set[Pair] = set()
    while len(pairs) < requests:
        missing = requests - len(pairs)
        sellers = rng.choices(range(exhibitors), wanted, k=missing)
        guests = rng.choices(range(exhibitors, exhibitors + buyers), eager, k=missing)
        pairs.update(zip(sellers, guests, strict=True))
    stays = [set(range(days))] * exhibitors
    stays += [set(rng.sample(range(days), rng.choice([1, 1, 2, 2, 3, 6]))) for _ in range(buyers)]
    return RequestBook(
        tables=(600,) * len(slots),
        available=tuple(
            sum(1 << s for s in slots if s // hours in stay and rng.random() > 0.15)
            for stay in stays
        ),
        requests=tuple(Request(a, b) for a, b in sorted(pairs)),
    )


def as_document(problem: Problem) -> dict[str, object]:
    """Return the problem as the benchmark's file has it."""
    return {
        "participants": problem.participants,
        "slots": problem.slots,
        "morning_slots": problem.morning_slots,
        "tables": problem.tables,
        "fairness": problem.fairness,
        "meetings": [
            {"a": m.a, "b": m.b, "half": m.half.value, "slot": m.slot, "after": list(m.after)}
            for m in problem.meetings
        ],
        "forbidden": [sorted(slots) for slots in problem.forbidden],
    }
