"""The timetable problem as a CP-SAT model.

One Boolean per meeting and slot says where the meeting is. Per participant follow: busy in a
slot; *started* and *more to come*; where a break begins; and the number of breaks in unary.
The objective is the number of true counters, so that a core-guided search raises one
participant's count at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ortools.sat.python.cp_model_helper import CpModelProto

from matchmaking.scheduling.clauses import ClauseModel, Literal, count_between
from matchmaking.scheduling.days import days_of
from matchmaking.scheduling.domains import Domains
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.sides import two_sides
from matchmaking.scheduling.windows import bound_days, more_to_come


@dataclass(frozen=True)
class TimetableModel:
    """The model, and where in it a plan can be read off."""

    clauses: ClauseModel
    placed: list[dict[int, Literal]]
    dropped: list[Literal]
    counters: list[list[Literal]] = field(default_factory=list)

    @property
    def places(self) -> int:
        """How many of the model's first variables say where the meetings are."""
        return sum(map(len, self.placed))

    def slots(self, values: Sequence[int]) -> tuple[int, ...]:
        """Read the slot of every meeting off a solution."""
        return slots_in(self.placed, values)

    def slots_kept(self, values: Sequence[int]) -> tuple[int | None, ...]:
        """Read the same where meetings may have been dropped."""
        return tuple(
            next((slot for slot, literal in places.items() if values[literal]), None)
            for places in self.placed
        )

    def limit_breaks(self, proto: CpModelProto, low: int, high: int) -> None:
        """Require between so many breaks in a copy of the model."""
        count_between(proto, self.counts, low, high)

    def minimise(self, proto: CpModelProto, most: int | None = None) -> None:
        """Make the number of breaks the objective of a copy; more than ``most`` are no plan.

        How few there can be at least is not said: that only hampers a search from below.
        """
        objective = proto.objective
        objective.vars.extend(self.counts)
        objective.coeffs.extend([1] * len(self.counts))
        objective.scaling_factor = 1.0
        if most is not None:
            objective.domain.extend([0, most])

    def hint(self, proto: CpModelProto, slots: Sequence[int | None]) -> None:
        """Suggest a timetable to a copy of the model."""
        suggestion = proto.solution_hint
        for slot, places in zip(slots, self.placed, strict=True):
            suggestion.vars.extend(list(places.values()))
            suggestion.values.extend([int(place == slot) for place in places])
        suggestion.vars.extend(self.dropped)
        suggestion.values.extend([int(slot is None) for slot in slots[: len(self.dropped)]])

    @property
    def counts(self) -> list[Literal]:
        """The literals of which as many are true as there are breaks."""
        return [literal for counter in self.counters for literal in counter]


def slots_in(placed: Sequence[dict[int, Literal]], values: Sequence[int]) -> tuple[int, ...]:
    """Read the slot of every meeting off the places for which a solution says *yes*."""
    return tuple(
        next(slot for slot, literal in places.items() if values[literal]) for places in placed
    )


def timetable_model(
    problem: Problem, domains: Domains, *, may_drop: bool = False, has_windows: bool = False
) -> TimetableModel:
    """Write the problem down for CP-SAT; if asked, with a way to drop each meeting.

    ``has_windows`` adds what follows from the length of a day. It helps with many events and
    hampers with others, so both ways are tried.
    """
    clauses = ClauseModel()
    placed = [{slot: clauses.variable() for slot in sorted(slots)} for slots in domains]
    model = TimetableModel(clauses, placed, [clauses.variable() for _ in placed if may_drop])
    for index, places in enumerate(placed):
        clauses.exactly_one([*places.values(), *model.dropped[index : index + 1]])
    agendas = [_busy(model, problem, person) for person in range(problem.participants)]
    for busy, indices in zip(agendas, problem.meetings_of, strict=True):
        clauses.count_between(list(busy.values()), 0 if may_drop else len(indices), len(indices))
    days = None if may_drop else days_of(problem, domains)
    _count_breaks(model, problem, agendas, days)
    if has_windows:
        for busy, indices, counter in zip(
            agendas, problem.meetings_of, model.counters, strict=True
        ):
            bound_days(clauses, busy, len(indices), counter)
    _limit_tables(model, problem, agendas)
    _keep_order(model, problem)
    return model


def _count_breaks(
    model: TimetableModel,
    problem: Problem,
    agendas: list[dict[int, Literal]],
    days: list[range] | None,
) -> None:
    """Count everybody's breaks and keep the counts close to each other.

    Nobody needs counting further than the one who can have fewest, plus the difference allowed.
    """
    clauses = model.clauses
    starts = [break_starts(clauses, busy) for busy in agendas]
    most = [
        min(len(mine), max(0, len(problem.meetings_of[person]) - 1))
        for person, mine in enumerate(starts)
    ]
    if days is not None:
        most = [max(0, min(own, day.stop - 1)) for own, day in zip(most, days, strict=True)]
    limit = min(most, default=0) + problem.fairness
    for mine, own in zip(starts, most, strict=True):
        model.counters.append(counted(clauses, mine, min(own, limit)))
    # Whoever must have more breaks than are fair leaves an empty clause: there is no plan.
    for day, counter in zip(days or [], model.counters, strict=False):
        for place in range(day.start):
            clauses.clause(*counter[place : place + 1])
    _limit_difference(clauses, model.counters, problem.fairness)


def _busy(model: TimetableModel, problem: Problem, person: int) -> dict[int, Literal]:
    """Return, for every slot in which the person can have a meeting, whether they have one."""
    busy = {}
    for slot in range(problem.slots):
        here = [
            model.placed[index][slot]
            for index in problem.meetings_of[person]
            if slot in model.placed[index]
        ]
        if here:
            busy[slot] = model.clauses.any_of(here)
    return busy


def break_starts(clauses: ClauseModel, busy: dict[int, Literal]) -> list[Literal]:
    """Return, per slot, whether it is the first idle one between two meetings."""
    if not busy:
        return []
    more = more_to_come(clauses, busy)
    starts = []
    for slot in range(min(busy) + 1, max(busy)):
        if slot - 1 not in busy:
            continue
        start = clauses.variable()
        idle = [~busy[slot]] if slot in busy else []
        reasons = [busy[slot - 1], more[slot + 1], *idle]
        clauses.clause(start, *(~reason for reason in reasons))
        for reason in reasons:
            clauses.clause(~start, reason)
        starts.append(start)
    return starts


def counted(clauses: ClauseModel, literals: list[Literal], most: int) -> list[Literal]:
    """Count literals in unary: the k-th result is true exactly if more than k of them are.

    More than ``most`` of them are forbidden.
    """
    count: list[Literal] = []
    for literal in literals:
        before, count = count, []
        for place in range(min(len(before) + 1, most)):
            total = clauses.variable()
            count.append(total)
            fewer = [before[place - 1]] if place else []
            same = [before[place]] if place < len(before) else []
            clauses.clause(total, ~literal, *(~one for one in fewer))
            clauses.clause(~total, literal, *same)
            for one in same:
                clauses.clause(total, ~one)
            for one in fewer:
                clauses.clause(~total, one)
        if len(before) == most:
            clauses.clause(~literal, *(~one for one in before[-1:]))
    for lower, higher in pairwise(count):
        clauses.clause(lower, ~higher)
    return count


def _limit_difference(clauses: ClauseModel, counters: list[list[Literal]], most: int) -> None:
    """If anybody has more than k + most breaks, everybody has more than k."""
    for count in range(max(map(len, counters), default=0) - most):
        many = [counter[count + most] for counter in counters if len(counter) > count + most]
        if any(len(counter) <= count for counter in counters):
            for literal in many:
                clauses.clause(~literal)
            continue
        floor = clauses.variable()
        for literal in many:
            clauses.clause(~literal, floor)
        for counter in counters:
            clauses.clause(~floor, counter[count])


def _limit_tables(
    model: TimetableModel, problem: Problem, agendas: list[dict[int, Literal]]
) -> None:
    """Allow no more meetings in a slot than there are tables.

    That many people are busy twice over; if the event has two sides, as many on each. These
    say the same thrice, but it is from *busy* that the search sees at once that the breaks of
    some must be spread over others.
    """
    clauses, tables = model.clauses, problem.tables
    rest = max(0, len(problem.meetings) - (problem.slots - 1) * tables)
    # More than there are tables would be no number that CP-SAT takes; fewer are impossible as well.
    fewest = 0 if model.dropped else min(rest, tables)
    sides = two_sides(problem)
    clusters = _clusters(problem)
    for slot in range(problem.slots):
        busy = [agenda.get(slot) for agenda in agendas]
        if sides is not None:
            left, right = ([x for p in side if (x := busy[p]) is not None] for side in sides)
            clauses.count_between(left, fewest, tables)
            clauses.count_between(right, fewest, tables)
            clauses.equally_many(left, right)
            continue
        everybody = [literal for literal in busy if literal is not None]
        clauses.count_between(everybody, 2 * fewest, 2 * tables)
        held = list(_held(model, clusters, agendas, slot))
        clauses.count_between(held, fewest, tables)


def _held(
    model: TimetableModel,
    clusters: list[tuple[int, list[int], bool]],
    agendas: list[dict[int, Literal]],
    slot: int,
) -> Iterator[Literal]:
    """Yield literals of which as many are true as meetings are held in the slot."""
    for person, indices, is_whole in clusters:
        here = [model.placed[index][slot] for index in indices if slot in model.placed[index]]
        if here:
            yield agendas[person][slot] if is_whole else model.clauses.any_of(here)


def _clusters(problem: Problem) -> list[tuple[int, list[int], bool]]:
    """Split the meetings among few participants, each taking meetings of their own.

    Meetings of one person exclude each other, so a cluster counts as one. With each cluster
    comes whether it is all that the person has.
    """
    left = [set(indices) for indices in problem.meetings_of]
    clusters: list[tuple[int, list[int], bool]] = []
    while True:
        person = max(range(problem.participants), key=lambda p: len(left[p]))
        if not left[person]:
            return clusters
        taken = sorted(left[person])
        clusters.append((person, taken, len(taken) == len(problem.meetings_of[person])))
        for index in taken:
            meeting = problem.meetings[index]
            left[meeting.a].discard(index)
            left[meeting.b].discard(index)


def _keep_order(model: TimetableModel, problem: Problem) -> None:
    """Put every meeting strictly after the ones it has to follow, unless these are dropped."""
    for index, meeting in enumerate(problem.meetings):
        for earlier in meeting.after:
            dropped = [*model.dropped[index : index + 1], *model.dropped[earlier : earlier + 1]]
            put_in_order(model.clauses, model.placed[earlier], model.placed[index], dropped)


def put_in_order(
    clauses: ClauseModel,
    early: dict[int, Literal],
    late: dict[int, Literal],
    unless: Sequence[Literal] = (),
) -> None:
    """Put one meeting strictly before another."""
    for slot, literal in late.items():
        clauses.clause(~literal, *(early[s] for s in early if s < slot), *unless)
    for slot, literal in early.items():
        clauses.clause(~literal, *(late[s] for s in late if s > slot), *unless)
