"""The six aims as sums over a round's model, all written so that less is better.

What is to be as much as possible counts what is missing: musts not met, weight not placed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from matchmaking.scheduling.clauses import Literal
from matchmaking.scheduling.model import break_starts
from matchmaking.scheduling.rounds.linear import Sum
from matchmaking.scheduling.rounds.model import RoundModel
from matchmaking.scheduling.rounds.satisfaction import WHOLE
from matchmaking.scheduling.rounds.values import Aim

# Aims of which more is better.
RISING = frozenset({Aim.MUSTS, Aim.FLOOR, Aim.WISHES})


class Objectives:
    """Writes an aim down when it is first asked for."""

    def __init__(
        self, model: RoundModel, best: Sequence[int], *, touched_only: bool = False
    ) -> None:
        """Prepare for a model; ``best`` is what each party could have had alone.

        Of a piece only what it touches is counted: the rest stays as it is.
        """
        self.model = model
        self.problem = model.problem
        self._best = best
        self.parties: Iterable[int] = range(len(self.problem.parties))
        self._people: Iterable[int] = range(model.possibilities.people)
        if touched_only:
            meetings = [self.problem.meetings[index] for index in model.free]
            self.parties = sorted({party for m in meetings for party in (m.a, m.b)})
            self._people = sorted(
                {who for who, _ in model.attending if who < model.possibilities.people}
            )

    def of(self, aim: Aim) -> Sum:
        """Return the sum that is to be small; its value is the aim's, or the aim's negated."""
        sums = {
            Aim.MUSTS: lambda: self.musts,
            Aim.MINIMA: lambda: self.minima,
            Aim.FLOOR: lambda: self.floor,
            Aim.WISHES: lambda: self.wishes,
            Aim.BREAKS: lambda: self.breaks,
            Aim.WALKING: lambda: self.walking,
        }
        return sums[aim]()

    @cached_property
    def musts(self) -> Sum:
        """How many musts are met, negated."""
        return self._placed([int(meeting.is_must) for meeting in self.problem.meetings])

    @cached_property
    def wishes(self) -> Sum:
        """The weight of what is placed, negated."""
        return self._placed([meeting.weight for meeting in self.problem.meetings])

    @cached_property
    def minima(self) -> Sum:
        """How many meetings are missing to the parties' minima."""
        total = Sum()
        for party in self.parties:
            minimum = self.problem.parties[party].minimum
            if not minimum:
                continue
            mine = self.model.party_sum(party)
            missing = minimum - mine.constant
            if missing > 0:
                short = self.model.clauses.number(0, missing)
                mine.add(short)
                mine.limit(self.model.clauses.proto, low=minimum)
                total.add(short, most=missing)
        return total

    @cached_property
    def floor(self) -> Sum:
        """The least satisfied party's share, negated."""
        floor = self.model.clauses.number(0, WHOLE)
        for party in self.parties:
            most = self._best[party]
            if most:
                got = self.share(party).times(WHOLE)
                got.add(floor, -most, most=WHOLE)
                got.limit(self.model.clauses.proto, low=0)
        total = Sum()
        total.add(floor, -1, most=WHOLE)
        return total

    def needed(self, party: int, floor: int) -> int:
        """Return the weight without which a party's share is below a floor."""
        return -(-floor * self._best[party] // WHOLE)

    def share(self, party: int) -> Sum:
        """Return the weight that a party gets."""
        total = Sum()
        for index in self.problem.meetings_of[party]:
            weight = self.problem.meetings[index].weight_for(party)
            if weight and index in self.model.placed:
                total.add(self.model.placed[index], weight)
            elif self.model.seats[index] is not None:
                total.constant += weight
        return total

    @cached_property
    def breaks(self) -> Sum:
        """How many breaks there are."""
        total = Sum()
        for starts in self.break_starts.values():
            for literal in starts:
                total.add(literal)
        return total

    @cached_property
    def break_starts(self) -> dict[int, list[Literal]]:
        """Per person, literals of which as many are true as the person has breaks."""
        found: dict[int, list[Literal]] = {}
        for person in self._people:
            busy = self.model.busy.get(person, {})
            found[person] = []
            for slots in self._blocks:
                inside = {place: busy[slot] for place, slot in enumerate(slots) if slot in busy}
                found[person] += break_starts(self.model.clauses, inside)
        return found

    @cached_property
    def walking(self) -> Sum:
        """How many minutes people walk."""
        total = Sum()
        if self.model.possibilities.longest_walk:
            for person in self._people:
                present = self.model.present.get(person, {})
                for slots in self._days:
                    self._walks(total, [present[slot] for slot in slots if slot in present])
        return total

    @cached_property
    def _blocks(self) -> list[list[int]]:
        return self._grouped([slot.block for slot in self.problem.slots])

    @cached_property
    def _days(self) -> list[list[int]]:
        return self._grouped([slot.day for slot in self.problem.slots])

    def _grouped(self, keys: list[int]) -> list[list[int]]:
        groups = defaultdict(list)
        for slot in sorted(range(len(keys)), key=lambda s: self.problem.slots[s].starts):
            groups[keys[slot]].append(slot)
        return [groups[key] for key in sorted(groups)]

    def _placed(self, weights: list[int]) -> Sum:
        total = Sum()
        for index, weight in enumerate(weights):
            if weight and index in self.model.placed:
                total.add(self.model.placed[index], -weight)
            elif self.model.seats[index] is not None:
                total.constant -= weight
        return total

    def _walks(self, total: Sum, day: list[dict[int, Literal]]) -> None:
        """Add the ways of one person's day: from where they last were to where they are."""
        clauses, last = self.model.clauses, dict[int, Literal]()
        for halls in day:
            for hall, here in halls.items():
                for other, was in last.items():
                    minutes = self.problem.walk(other, hall)
                    if minutes:
                        total.add(clauses.conjunction(was, here), minutes)
            stayed = {}
            for hall in sorted({*last, *halls}):
                position = clauses.variable()
                if hall in halls:
                    clauses.clause(position, ~halls[hall])
                if hall in last:
                    elsewhere = [here for other, here in halls.items() if other != hall]
                    clauses.clause(position, ~last[hall], *elsewhere)
                stayed[hall] = position
            last = stayed
