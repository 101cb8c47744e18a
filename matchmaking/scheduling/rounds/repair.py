"""Mend a round's timetable after a change: drop few meetings, place late arrivals, move few.

Lexicographic: first the fewest meetings dropped of those that stand, then the most late arrivals
placed, then the fewest moved, then the fewest breaks.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python.cp_model_helper import CpModelProto, SatParameters, SolveWrapper

from matchmaking.scheduling.rounds.linear import Sum
from matchmaking.scheduling.rounds.model import RoundModel
from matchmaking.scheduling.rounds.objectives import Objectives
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.values import RoundProblem, Seat

LEAST_SECONDS = 0.05


@dataclass(frozen=True)
class RoundRepair:
    """A mended timetable.

    ``dropped`` stood and have no seat any more; ``moved`` stood elsewhere, at another time or
    with other people; ``placed`` are late arrivals that got a seat.
    """

    seats: tuple[Seat | None, ...]
    dropped: tuple[int, ...]
    moved: tuple[int, ...]
    placed: tuple[int, ...]
    is_proven: bool
    seconds: float


def repair_round(
    problem: RoundProblem, *, seconds: float = 1.0, seed: int = 0
) -> RoundRepair | None:
    """Mend the timetable in which meetings have their ``standing`` seats."""
    began = time.perf_counter()
    mending = _Mending(problem, began + seconds, seed)
    for goal in mending.goals:
        mending.meet(goal)
    seats = mending.seats
    if seats is None:
        return None
    stood = [meeting.standing or meeting.locked for meeting in problem.meetings]
    pairs = list(enumerate(zip(stood, seats, strict=True)))
    return RoundRepair(
        seats=tuple(seats),
        dropped=tuple(i for i, (old, new) in pairs if old and not new),
        moved=tuple(i for i, (old, new) in pairs if old and new and not is_same(old, new)),
        placed=tuple(i for i, (old, new) in pairs if new and not old),
        is_proven=mending.is_proven,
        seconds=time.perf_counter() - began,
    )


def is_same(one: Seat, other: Seat) -> bool:
    """Return whether nobody notices the difference of two seats; another interpreter may come."""
    return (one.slot, one.site, one.person_a, one.person_b) == (
        other.slot,
        other.site,
        other.person_a,
        other.person_b,
    )


class _Mending:
    """One repair on its way."""

    def __init__(self, problem: RoundProblem, until: float, seed: int) -> None:
        self.is_proven = True
        self.seats: list[Seat | None] | None = None
        self._problem = problem
        self._until = until
        self._seed = seed
        self._model = RoundModel(Possibilities(problem))
        objectives = Objectives(self._model, [0] * len(problem.parties))
        self.goals = [self._dropped(), self._unplaced(), self._changed(), objectives.breaks]
        self._met: list[tuple[Sum, int]] = []

    def meet(self, goal: Sum) -> None:
        """Make one sum as small as what was met before allows."""
        question = CpModelProto()
        question.copy_from(self._model.clauses.proto)
        for earlier, value in self._met:
            earlier.limit(question, high=value)
        goal.minimise(question)
        stood: Sequence[Seat | None] = [meeting.standing for meeting in self._problem.meetings]
        self._model.hint(question, self.seats or stood)
        values = self._solve(question)
        if values is not None:
            self.seats = self._model.read(values)
            self._met.append((goal, goal.value(values)))

    def _solve(self, question: CpModelProto) -> list[int] | None:
        parameters = SatParameters()
        left = self._until - time.perf_counter()
        parameters.max_time_in_seconds = max(LEAST_SECONDS, left)
        parameters.random_seed = self._seed
        parameters.num_workers = 1
        parameters.catch_sigint_signal = False
        wrapper = SolveWrapper()
        wrapper.set_parameters(parameters)
        response = wrapper.solve(question)
        status = response.status.name
        self.is_proven = self.is_proven and status == "OPTIMAL"
        return list(response.solution) if status in {"OPTIMAL", "FEASIBLE"} else None

    def _dropped(self) -> Sum:
        stood = [i for i in self._model.free if self._problem.meetings[i].standing]
        return Sum([self._model.placed[i] for i in stood], [-1] * len(stood), len(stood))

    def _unplaced(self) -> Sum:
        late = [i for i in self._model.free if not self._problem.meetings[i].standing]
        return Sum([self._model.placed[i] for i in late], [-1] * len(late), len(late))

    def _changed(self) -> Sum:
        """Count the meetings that are not where they stood."""
        total = Sum()
        for index in self._model.free:
            stood = self._problem.meetings[index].standing
            if stood is None:
                continue
            literals = self._model.taken(index, stood, with_helper=False)
            total.constant += 1
            if literals:
                clauses = self._model.clauses
                stays = clauses.variable()
                for literal in sorted(literals):
                    clauses.clause(~stays, literal)
                total.add(stays, -1)
        return total
