"""How good a plan is: its figures, and how far each is from the best possible. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from matchmaking.scheduling.rounds.values import Aim
from matchmaking.timetables.models import Plan
from matchmaking.timetables.queries.plans import Musts

# Of these less is better; of all others more.
LESS_IS_BETTER = frozenset({Aim.MINIMA, Aim.BREAKS, Aim.WALKING})
NO_MUSTS = Musts(0, 0)


@dataclass(frozen=True)
class Measure:
    """What a plan reaches in one aim, and the best any plan could, if that is known."""

    aim: Aim
    value: int
    bound: int | None

    @property
    def is_proven(self) -> bool:
        """Return whether nothing better is possible."""
        return self.value == self.bound

    @property
    def gap(self) -> float | None:
        """Return how far it is from the best possible, as a share of that."""
        if self.bound is None:
            return None
        return abs(self.bound - self.value) / max(1, abs(self.bound), abs(self.value))


@dataclass(frozen=True)
class Figures:
    """The figures of a plan, as its page and the list of plans show them."""

    placed: int
    wanted: int
    musts: Musts
    measures: Mapping[Aim, Measure]
    tables_used: int
    tables: int

    @property
    def share_of_tables(self) -> float | None:
        """Return which share of what could be seated is used."""
        return self.tables_used / self.tables if self.tables else None

    @property
    def is_proven(self) -> bool:
        """Return whether no plan is better in anything without being worse in what matters more."""
        return bool(self.measures) and all(one.is_proven for one in self.measures.values())

    @property
    def is_nothing_possible(self) -> bool:
        """Return whether nobody could have a meeting even alone: then there is no share of it."""
        floor = self.measures.get(Aim.FLOOR)
        return not self.placed and floor is not None and floor.value > 0

    def measure(self, aim: Aim) -> Measure | None:
        """Return the measure of an aim, if the plan has one: fairness is a share of something."""
        if aim == Aim.FLOOR and self.is_nothing_possible:
            return None
        return self.measures.get(aim)


def figures_of(plan: Plan, musts: Musts | None = None) -> Figures:
    """Return the figures of a plan from what its search left."""
    measures = {
        Aim(score["aim"]): Measure(Aim(score["aim"]), score["value"], score.get("bound"))
        for score in plan.scores
    }
    tables = plan.findings.get("tables", {})
    return Figures(
        placed=plan.placed,
        wanted=plan.wanted,
        musts=musts or NO_MUSTS,
        measures=measures,
        tables_used=tables.get("used", 0),
        tables=tables.get("spots", 0),
    )


def is_better(aim: Aim, value: int, than: int) -> bool:
    """Return whether a value is better in an aim."""
    return value < than if aim in LESS_IS_BETTER else value > than
