"""The same question once more, as a choice among everybody's possible days.

Who may have few breaks has few days to choose from, so each day gets a Boolean, and whoever chose
a day has meetings in its slots. A linear program sees far more of that than of clauses. Weighed by
one at every step, the solver makes a hundred times fewer steps, but each is worth more: where
restrictions make breaks unavoidable it mostly proves within seconds what clauses leave open for
minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ortools.sat.python.cp_model_helper import CpModelProto

from matchmaking.scheduling.clauses import ClauseModel, Literal
from matchmaking.scheduling.days import Day, days_of, profile_of
from matchmaking.scheduling.domains import Domains
from matchmaking.scheduling.model import slots_in
from matchmaking.scheduling.problem import Problem

# With more days than this the linear program takes longer than it is worth.
MOST_DAYS = 10_000

# A day, and how many breaks it has.
Choices = list[list[tuple[Day, int]]]


def choices_of(problem: Problem, domains: Domains, most: int) -> Choices | None:
    """Return the days that everybody can have in a timetable of so many breaks at most.

    None if they are too many to weigh. Nobody can have more breaks than are left by the fewest
    that all others have, nor more than is fair to whoever can have fewest.
    """
    ranges = days_of(problem, domains)
    spare = most - sum(own.start for own in ranges)
    fair = min((own.stop - 1 for own in ranges), default=0) + problem.fairness
    profiles = [profile_of(problem, domains, person) for person in range(problem.participants)]
    limits = [min(own.start + spare, fair) for own in ranges]
    alone = zip(profiles, limits, strict=True)
    if sum(profile.count_days(limit) for profile, limit in alone) > MOST_DAYS:
        return None
    return [
        [
            (day, breaks)
            for day, breaks in profile.days(limit)
            if _has_place_for(day, [domains[index] for index in indices])
        ]
        for profile, limit, indices in zip(profiles, limits, problem.meetings_of, strict=True)
    ]


def _has_place_for(day: Day, wanted: Sequence[frozenset[int]]) -> bool:
    """Return whether meetings can take the slots of a day, each another (a matching)."""
    holder: dict[int, int] = {}

    def place(meeting: int, seen: set[int]) -> bool:
        for slot in wanted[meeting].intersection(day) - seen:
            seen.add(slot)
            if slot not in holder or place(holder[slot], seen):
                holder[slot] = meeting
                return True
        return False

    return all(place(meeting, set()) for meeting in range(len(wanted)))


@dataclass(frozen=True)
class DayChoice:
    """The model: where meetings are, who has which day, and what the days cost in breaks."""

    clauses: ClauseModel
    placed: list[dict[int, Literal]]
    costs: dict[Literal, int] = field(default_factory=dict)

    def slots(self, values: Sequence[int]) -> tuple[int, ...]:
        """Read the slot of every meeting off a solution."""
        return slots_in(self.placed, values)

    def limit_breaks(self, proto: CpModelProto, _low: int, high: int) -> None:
        """Require no more than so many breaks in a copy of the model, and rather fewer.

        What is to become less lets the linear program exclude days that are too dear. The known
        bound would hide that from it: questions that take seconds were open after a minute.
        """
        limit = proto.constraints.add().linear
        for terms in (limit, proto.objective):
            terms.vars.extend(list(self.costs))
            terms.coeffs.extend(list(self.costs.values()))
        limit.domain.extend((0, high))
        proto.objective.scaling_factor = 1.0


def day_choice(problem: Problem, domains: Domains, choices: Choices) -> DayChoice:
    """Write down the choice among these days; somebody without any makes it impossible."""
    clauses = ClauseModel()
    placed = [{slot: clauses.variable() for slot in sorted(slots)} for slots in domains]
    model = DayChoice(clauses, placed)
    for places in placed:
        clauses.exactly_one(places.values())
    for slot in range(problem.slots):
        held = [places[slot] for places in placed if slot in places]
        clauses.count_between(held, 0, problem.tables)
    chosen = [{clauses.variable(): day for day in days} for days in choices]
    for indices, days in zip(problem.meetings_of, chosen, strict=True):
        model.costs.update({literal: breaks for literal, (_, breaks) in days.items() if breaks})
        _choose(model, indices, days, problem.slots)
    _be_fair(model, chosen, problem.fairness)
    _keep_order(model, problem)
    return model


def _choose(
    model: DayChoice, indices: Sequence[int], chosen: dict[Literal, tuple[Day, int]], slots: int
) -> None:
    """Have a participant choose one day, and meet somebody in its slots only."""
    clauses = model.clauses
    clauses.exactly_one(chosen)
    for slot in range(slots):
        here = [literal for literal, (day, _) in chosen.items() if slot in day]
        held = [model.placed[index][slot] for index in indices if slot in model.placed[index]]
        if here or held:
            clauses.equally_many(here, held)


def _be_fair(
    model: DayChoice, chosen: Sequence[dict[Literal, tuple[Day, int]]], difference: int
) -> None:
    """If anybody has more than k + difference breaks, everybody has more than k."""
    clauses = model.clauses
    most = max((breaks for days in chosen for _, breaks in days.values()), default=0)
    for count in range(most - difference):
        floor = clauses.variable()
        for days in chosen:
            many = [day for day, (_, breaks) in days.items() if breaks > count + difference]
            few = [day for day, (_, breaks) in days.items() if breaks <= count]
            clauses.at_most_one([*many, ~floor])
            clauses.at_most_one([*few, floor])


def _keep_order(model: DayChoice, problem: Problem) -> None:
    """By no slot is more of a meeting held than of its forerunner before that slot."""
    for index, meeting in enumerate(problem.meetings):
        late = model.placed[index]
        for early in (model.placed[earlier] for earlier in meeting.after):
            for slot in late:
                before = [literal for other, literal in early.items() if other < slot]
                by_now = [literal for other, literal in late.items() if other <= slot]
                model.clauses.no_more(by_now, before)
