"""A round, or a piece of one, as a CP-SAT model.

Only the meetings that are *free* are written down; the others stay where they are, and take
their people, places and quotas with them. One Boolean says that a meeting is in a slot; where
there is a choice, further ones say who attends, where, and with which interpreter. From these
follows where everybody is when.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from ortools.sat.python.cp_model_helper import CpModelProto

from matchmaking.scheduling.clauses import Literal
from matchmaking.scheduling.rounds.linear import Sum, SumModel
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.rules import Choice, SlotChoice, limit_all
from matchmaking.scheduling.rounds.values import Seat


class RoundModel:
    """The model, and where in it seats can be read off."""

    def __init__(
        self,
        possibilities: Possibilities,
        free: Iterable[int] | None = None,
        seats: Sequence[Seat | None] | None = None,
        slots: Callable[[int], int] | None = None,
    ) -> None:
        """Write down the free meetings (None: all but the locked) among the seats of the others.

        ``slots`` says, in the bits of a number, in which slots a free meeting may be besides the
        one in which it is now.
        """
        problem = possibilities.problem
        self.possibilities = possibilities
        self.problem = problem
        self.clauses = SumModel()
        self.seats: list[Seat | None] = list(seats or [None] * len(problem.meetings))
        for index, meeting in enumerate(problem.meetings):
            if meeting.locked is not None:
                self.seats[index] = meeting.locked
        wanted = range(len(problem.meetings)) if free is None else free
        self.free = [i for i in wanted if problem.meetings[i].locked is None]
        self._slots = slots
        self._here = {index: self.seats[index] for index in self.free}
        for index in self.free:
            self.seats[index] = None
        self._begin()
        self._note_fixed()
        for index in self.free:
            self._choose(index)
        self._follow_people()
        self._size = self.clauses.size
        limit_all(self)

    def _begin(self) -> None:
        """Begin with nobody anywhere."""
        self.choices: dict[int, dict[int, SlotChoice]] = {}
        self.placed: dict[int, Literal] = {}
        # Who is busy when, and in which hall: literals by attendant and slot.
        self.busy: defaultdict[int, dict[int, Literal]] = defaultdict(dict)
        self.present: defaultdict[int, dict[int, Choice]] = defaultdict(dict)
        self.attending: defaultdict[tuple[int, int], list[Literal]] = defaultdict(list)
        self._going: defaultdict[tuple[int, int, int], list[tuple[Literal, ...]]]
        self._going = defaultdict(list)
        self.at_site: defaultdict[tuple[int, int], list[Literal]] = defaultdict(list)
        self.fixed: defaultdict[int, dict[int, int]] = defaultdict(dict)
        self.fixed_at: defaultdict[tuple[int, int], int] = defaultdict(int)
        self.fixed_count = [0] * len(self.problem.parties)
        # Meetings that stay although nothing locks them.
        self.staying: list[int] = []

    @property
    def size(self) -> int:
        """How many variables say where the meetings are."""
        return self._size

    def read(self, values: Sequence[int]) -> list[Seat | None]:
        """Read the seats off a solution."""
        seats = list(self.seats)
        for index in self.free:
            if values[self.placed[index]]:
                seats[index] = self._read_one(index, values)
        return seats

    def hint(self, proto: CpModelProto, seats: Sequence[Seat | None]) -> None:
        """Suggest seats to a copy of the model."""
        suggestion = dict[int, int]()
        for index in self.free:
            seat = seats[index]
            suggestion[self.placed[index]] = int(seat is not None)
            for slot, choice in self.choices[index].items():
                suggestion |= dict.fromkeys(choice.literals(), 0)
                if seat is not None and seat.slot == slot:
                    suggestion |= dict.fromkeys(self.taken(index, seat), 1)
        proto.solution_hint.vars.extend(list(suggestion))
        proto.solution_hint.values.extend(list(suggestion.values()))

    def taken(self, index: int, seat: Seat, *, with_helper: bool = True) -> set[Literal]:
        """Return the literals that are true if a meeting has a seat; none if it can't have it."""
        choice = self.choices[index].get(seat.slot)
        if choice is None:
            return set()
        parts = [
            (choice.people_a, seat.person_a),
            (choice.people_b, seat.person_b),
            (choice.sites, seat.site),
        ]
        if with_helper and seat.interpreter is not None:
            parts.append((choice.helpers, seat.interpreter))
        if any(key not in part for part, key in parts):
            return set()
        return {choice.here, *(part[key] for part, key in parts)}

    def party_sum(self, party: int) -> Sum:
        """Return how many meetings a party has."""
        total = Sum()
        for index in self.problem.meetings_of[party]:
            if index in self.placed:
                total.add(self.placed[index])
            elif self.seats[index] is not None:
                total.constant += 1
        return total

    def _note_fixed(self) -> None:
        """Note whom and what the meetings that stay take up."""
        for index, seat in enumerate(self.seats):
            if seat is None:
                continue
            meeting = self.problem.meetings[index]
            hall = self.problem.sites[seat.site].hall
            for who in self.possibilities.attending(seat):
                self.fixed[who][seat.slot] = hall
                self.busy[who][seat.slot] = self.clauses.true
                self.present[who][seat.slot] = {hall: self.clauses.true}
            self.fixed_at[seat.site, seat.slot] += 1
            self.fixed_count[meeting.a] += 1
            self.fixed_count[meeting.b] += 1
            if meeting.locked is None:
                self.staying.append(index)

    def _choose(self, index: int) -> None:
        """Write down a meeting's slots, and in each the people, the places and interpreters."""
        choices = self.choices.setdefault(index, {})
        for slot, seats in self._open_seats(index).items():
            choices[slot] = self._choice(seats)
            self._enter(slot, choices[slot])
        placed = self.placed[index] = self.clauses.variable()
        self.clauses.exactly_one([*(choice.here for choice in choices.values()), ~placed])

    def _open_seats(self, index: int) -> dict[int, list[Seat]]:
        """Return, by slot, the seats that what is fixed leaves open to a meeting."""
        found: dict[int, list[Seat]] = {}
        here, bits = self._here[index], -1 if self._slots is None else self._slots(index)
        if here is not None:
            bits |= 1 << here.slot
        for seat in self.possibilities.seats_of(index):
            if not bits >> seat.slot & 1:
                continue
            spots = self.problem.sites[seat.site].spots[seat.slot]
            if self.fixed_at[seat.site, seat.slot] >= spots:
                continue
            hall = self.problem.sites[seat.site].hall
            if all(self._suits(who, seat.slot, hall) for who in self.possibilities.attending(seat)):
                found.setdefault(seat.slot, []).append(seat)
        return dict(sorted(found.items()))

    def _suits(self, who: int, slot: int, hall: int) -> bool:
        mine = self.fixed.get(who)
        if not mine:
            return True
        return slot not in mine and all(
            other not in mine or self.possibilities.fits(slot, hall, other, mine[other])
            for other in self.possibilities.near[slot]
        )

    def _choice(self, seats: list[Seat]) -> SlotChoice:
        """Write down one meeting in one slot, which can have exactly these seats."""
        clauses = self.clauses
        choice = SlotChoice(clauses.variable())
        choice.people_a = self._one_of({seat.person_a for seat in seats}, choice.here)
        choice.people_b = self._one_of({seat.person_b for seat in seats}, choice.here)
        choice.sites = self._one_of({seat.site for seat in seats}, choice.here)
        helpers = sorted({s.interpreter for s in seats if s.interpreter is not None})
        choice.helpers = {helper: clauses.variable() for helper in helpers}
        if helpers:
            clauses.at_most_one([*choice.helpers.values(), ~choice.here])
        self._forbid_the_rest(choice, seats)
        return choice

    def _one_of(self, keys: set[int], here: Literal) -> Choice:
        """Write down that one of several is taken if the meeting is here."""
        if len(keys) == 1:
            return dict.fromkeys(keys, here)
        choice = {key: self.clauses.variable() for key in sorted(keys)}
        self.clauses.exactly_one([*choice.values(), ~here])
        return choice

    def _forbid_the_rest(self, choice: SlotChoice, seats: list[Seat]) -> None:
        """Leave of all combinations those that are seats."""
        allowed: defaultdict[tuple[int, int, int], set[int | None]] = defaultdict(set)
        for seat in seats:
            allowed[seat.person_a, seat.person_b, seat.site].add(seat.interpreter)
        for person_a, one in choice.people_a.items():
            for person_b, other in choice.people_b.items():
                for site, there in choice.sites.items():
                    helpers = allowed.get((person_a, person_b, site), set())
                    if None in helpers:
                        continue
                    needed = [
                        choice.helpers[h] for h in sorted(h for h in helpers if h is not None)
                    ]
                    self.clauses.clause(*{~one, ~other, ~there}, *needed)

    def _enter(self, slot: int, choice: SlotChoice) -> None:
        """Note whom a meeting in a slot would keep busy, and where."""
        people = self.possibilities.people
        attending = [*choice.people_a.items(), *choice.people_b.items()]
        attending += [(people + helper, literal) for helper, literal in choice.helpers.items()]
        for who, literal in attending:
            self.attending[who, slot].append(literal)
            for site, there in choice.sites.items():
                hall = self.problem.sites[site].hall
                self._going[who, slot, hall].append(tuple({literal, there}))
        for site, there in choice.sites.items():
            self.at_site[site, slot].append(there)

    def _follow_people(self) -> None:
        """Let everybody be in one meeting at a time, and say where."""
        for (who, slot), literals in sorted(self.attending.items()):
            self.busy[who][slot] = self.clauses.any_of(literals)
            if len(literals) > 1 and self.busy[who][slot] == literals[0]:
                self.clauses.at_most_one(literals)
        for who, slot, hall in sorted(self._going):
            halls = self.present[who].setdefault(slot, {})
            halls[hall] = self.busy[who][slot]
        for who, slots in self.present.items():
            for slot, halls in slots.items():
                if len(halls) > 1 and (who, slot) in self.attending:
                    self._tell_halls_apart(who, slot, halls)

    def _tell_halls_apart(self, who: int, slot: int, halls: Choice) -> None:
        for hall in halls:
            halls[hall] = self.clauses.variable()
            for reason in self._going[who, slot, hall]:
                self.clauses.clause(halls[hall], *(~literal for literal in reason))
        self.clauses.exactly_one([*halls.values(), ~self.busy[who][slot]])

    def _read_one(self, index: int, values: Sequence[int]) -> Seat:
        """Read one meeting's seat; interpreters whom nobody needs go free."""
        slot, choice = next(
            (slot, choice) for slot, choice in self.choices[index].items() if values[choice.here]
        )
        person_a, person_b, site = (
            next(key for key, literal in part.items() if values[literal])
            for part in (choice.people_a, choice.people_b, choice.sites)
        )
        helper = None
        if self.possibilities.helpers(person_a, person_b) is not None:
            helper = next(key for key, literal in choice.helpers.items() if values[literal])
        return Seat(slot, person_a, person_b, site, helper)
