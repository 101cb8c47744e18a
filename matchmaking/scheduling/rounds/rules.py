"""The rules of a round that tie meetings to each other, written down for CP-SAT."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Protocol

from matchmaking.scheduling.clauses import Literal
from matchmaking.scheduling.rounds.linear import Sum, SumModel
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.values import RoundProblem, Seat

Choice = dict[int, Literal]


@dataclass
class SlotChoice:
    """A meeting in one slot: whether, who of each side, where, and who interprets."""

    here: Literal
    people_a: Choice = field(default_factory=dict)
    people_b: Choice = field(default_factory=dict)
    sites: Choice = field(default_factory=dict)
    helpers: Choice = field(default_factory=dict)

    def literals(self) -> set[Literal]:
        """Return all its literals."""
        parts = (self.people_a, self.people_b, self.sites, self.helpers)
        return {self.here}.union(*(part.values() for part in parts))


class Written(Protocol):
    """What the rules need of a model."""

    possibilities: Possibilities
    problem: RoundProblem
    clauses: SumModel
    seats: list[Seat | None]
    choices: dict[int, dict[int, SlotChoice]]
    placed: dict[int, Literal]
    busy: defaultdict[int, dict[int, Literal]]
    present: defaultdict[int, dict[int, Choice]]
    at_site: defaultdict[tuple[int, int], list[Literal]]
    fixed: defaultdict[int, dict[int, int]]
    fixed_at: defaultdict[tuple[int, int], int]
    fixed_count: list[int]
    staying: list[int]


def limit_all(model: Written) -> None:
    """Write down every rule."""
    _limit_walks(model)
    _limit_lunches(model)
    _limit_sites(model)
    _limit_quotas(model)
    for index, choices in model.choices.items():
        for slot, choice in choices.items():
            for site, there in choice.sites.items():
                _prefer_own_sites(model, index, (slot, site), there)
    for index in model.staying:
        seat = model.seats[index]
        if seat is not None:
            _prefer_own_sites(model, index, (seat.slot, seat.site), model.clauses.true)


def _limit_walks(model: Written) -> None:
    """Keep everybody from being in two halls without the time to walk between."""
    for who, slots in sorted(model.present.items()):
        for slot, halls in slots.items():
            for other in model.possibilities.near[slot]:
                both_fixed = slot in model.fixed[who] and other in model.fixed[who]
                if other > slot and other in slots and not both_fixed:
                    _limit_walk(model, (slot, halls), (other, slots[other]))


def _limit_walk(model: Written, one: tuple[int, Choice], two: tuple[int, Choice]) -> None:
    (slot, halls), (other, other_halls) = one, two
    for hall, here in halls.items():
        for other_hall, there in other_halls.items():
            if not model.possibilities.fits(slot, hall, other, other_hall):
                model.clauses.clause(~here, ~there)


def _limit_lunches(model: Written) -> None:
    """Leave everybody one slot of each lunch."""
    for who, busy in sorted(model.busy.items()):
        for lunch in model.problem.lunch:
            eats_in = [s for s in sorted(lunch) if not model.possibilities.is_occupied(who, s)]
            if not all(slot in busy for slot in eats_in):
                continue
            if all(slot in model.fixed[who] for slot in eats_in):
                for slot in lunch & busy.keys():
                    if slot not in model.fixed[who]:
                        model.clauses.clause(~busy[slot])
                continue
            model.clauses.clause(*(~busy[slot] for slot in eats_in))


def _limit_sites(model: Written) -> None:
    """Put no more meetings at a site than it has places."""
    for (site, slot), literals in sorted(model.at_site.items()):
        left = model.problem.sites[site].spots[slot] - model.fixed_at[site, slot]
        if left == 1 < len(literals):
            model.clauses.at_most_one(literals)
        elif left < len(literals):
            model.clauses.count_between(literals, 0, left)


def _limit_quotas(model: Written) -> None:
    """Give no party more meetings than it wants."""
    for party, wishes in enumerate(model.problem.meetings_of):
        maximum = model.problem.parties[party].maximum
        placed = [model.placed[index] for index in wishes if index in model.placed]
        if maximum is not None and placed:
            left = max(0, maximum - model.fixed_count[party])
            if left < len(placed):
                model.clauses.count_between(placed, 0, left)


def _prefer_own_sites(model: Written, index: int, place: tuple[int, int], there: Literal) -> None:
    """Let a meeting be elsewhere than at its sides' own sites only if these are full."""
    slot, site = place
    meeting = model.problem.meetings[index]
    own = model.possibilities.own_sites(meeting)
    stood = meeting.standing
    if site in own or (stood is not None and (stood.slot, stood.site) == place):
        return
    for home in own:
        missing = model.problem.sites[home].spots[slot] - model.fixed_at[home, slot]
        if missing <= 0:
            continue
        literals = model.at_site.get((home, slot), [])
        if len(literals) < missing:
            model.clauses.clause(~there)
        elif missing == 1:
            model.clauses.clause(~there, *literals)
        else:
            taken = Sum(list(literals), [1] * len(literals))
            taken.limit(model.clauses.proto, low=missing, only_if=[there])
