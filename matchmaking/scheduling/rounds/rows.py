"""What meetings take up, as rows of a linear program over shares of meetings.

A share of a meeting in a slot takes as much of one person of each party, of one place and, where
it has to be, of one interpreter; and whoever meets through lunch has no lunch. Locked meetings
always have room.
"""

from collections import defaultdict
from collections.abc import Iterable

from matchmaking.scheduling.linear_program import LinearProgram
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.values import WantedMeeting

# What is taken up: its kind, its index, and the slot or lunch; nothing for all slots together.
Key = tuple[str, int, int | None]


class Rows:
    """Rows that are written down as they are needed."""

    def __init__(self, program: LinearProgram, possibilities: Possibilities) -> None:
        """Begin with no rows, and note what is locked."""
        self._program = program
        self._possibilities = possibilities
        self._problem = possibilities.problem
        self._rows: dict[Key, int] = {}
        self._held: defaultdict[tuple[int, int], int] = defaultdict(int)
        self._seated: defaultdict[tuple[int, int], int] = defaultdict(int)
        self._taken: set[tuple[int, int]] = set()
        self._lunches = [
            [number for number, lunch in enumerate(self._problem.lunch) if slot in lunch]
            for slot in range(len(self._problem.slots))
        ]
        for seat in (meeting.locked for meeting in self._problem.meetings):
            if seat is not None:
                self._seated[seat.site, seat.slot] += 1
                self._taken |= {(who, seat.slot) for who in possibilities.attending(seat)}
        for meeting in self._problem.meetings:
            if meeting.locked is not None:
                self._held[meeting.a, meeting.locked.slot] += 1
                self._held[meeting.b, meeting.locked.slot] += 1

    def enter(
        self, meeting: WantedMeeting, slot: int | None, variable: int, *, is_helped: bool
    ) -> None:
        """Let a share of a meeting in a slot (None: in any) count in all that it takes up."""
        self._count(("slot", 0, slot), variable)
        for party in (meeting.a, meeting.b):
            self._count(("party", party, slot), variable)
            if self._problem.parties[party].maximum is not None:
                self._count(("quota", party, None), variable)
        if is_helped:
            self._count(("help", 0, slot), variable)
        if slot is None:
            return
        for lunch in self._lunches[slot]:
            for party in (meeting.a, meeting.b):
                self._count(("party at lunch", party, lunch), variable)
            if is_helped:
                self._count(("help at lunch", 0, lunch), variable)

    def sit(self, site: int, slot: int, variable: int) -> None:
        """Let a share of a meeting take a place of a site."""
        self._count(("site", site, slot), variable)

    def _count(self, key: Key, variable: int) -> None:
        if key not in self._rows:
            self._rows[key] = self._program.row(low=0.0, high=float(self._room(key)))
        self._program.term(self._rows[key], variable)

    def _room(self, key: Key) -> int:
        """Return how much there is."""
        kind, which, slot = key
        if kind == "site" and slot is not None:
            return max(self._problem.sites[which].spots[slot], self._seated[which, slot])
        if kind == "quota":
            held = sum(self._held[which, one] for one in self._slots(None))
            return max(self._problem.parties[which].maximum or 0, held)
        if kind == "slot":
            sites, slots = range(len(self._problem.sites)), self._slots(slot)
            return sum(self._room(("site", site, one)) for site in sites for one in slots)
        if kind.endswith("lunch") and slot is not None:
            slots = tuple(self._problem.lunch[slot])
            held = sum(self._held[which, one] for one in slots) if kind[0] == "p" else 0
            return held + sum(self._most_at_lunch(who, slot) for who in self._who(kind, which))
        held = sum(self._held[which, one] for one in self._slots(slot)) if kind == "party" else 0
        return held + sum(self._most_of(who, slot) for who in self._who(kind, which))

    def _slots(self, slot: int | None) -> Iterable[int]:
        return range(len(self._problem.slots)) if slot is None else (slot,)

    def _who(self, kind: str, which: int) -> Iterable[int]:
        if kind.startswith("party"):
            return self._problem.parties[which].people
        people = self._possibilities.people
        return range(people, people + len(self._problem.interpreters))

    def _most_of(self, who: int, slot: int | None) -> int:
        """Return how many meetings an attendant can hold besides the locked ones."""
        if slot is not None:
            return int(self._is_free(who, slot))
        missed, seen = 0, set[int]()
        for number, lunch in enumerate(self._problem.lunch):
            if seen.isdisjoint(lunch):
                seen |= lunch
                missed += sum(self._is_free(who, one) for one in lunch)
                missed -= self._most_at_lunch(who, number)
        return sum(self._is_free(who, one) for one in self._slots(None)) - missed

    def _most_at_lunch(self, who: int, lunch: int) -> int:
        slots = self._problem.lunch[lunch]
        free = sum(self._is_free(who, slot) for slot in slots)
        if any((who, slot) in self._taken for slot in slots):
            return free
        eats_in = sum(not self._possibilities.is_occupied(who, slot) for slot in slots)
        return max(0, min(free, eats_in - 1))

    def _is_free(self, who: int, slot: int) -> bool:
        if (who, slot) in self._taken:
            return False
        return bool(self._possibilities.free_anywhere(who) >> slot & 1)
