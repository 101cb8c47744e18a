"""How much there is of what meetings take up: people's hours, places, interpreters, lunches.

Locked meetings always have room.
"""

from collections import Counter
from collections.abc import Iterable

from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.values import Seat, WantedMeeting

# What is taken up: its kind, its index, and the slot or lunch; nothing for all slots together.
Key = tuple[str, int, int | None]


class Space:
    """How much there is of everything, the same for all programs of a round."""

    def __init__(self, possibilities: Possibilities) -> None:
        """Note what is locked."""
        self.problem = possibilities.problem
        self._possibilities = possibilities
        self._rooms: dict[Key, int] = {}
        self._held = Counter[tuple[int, int]]()
        self._seated = Counter[tuple[int, int]]()
        self._taken = Counter[int]()
        self.lunches = [
            [number for number, lunch in enumerate(self.problem.lunch) if slot in lunch]
            for slot in range(len(self.problem.slots))
        ]
        for meeting in self.problem.meetings:
            if meeting.locked is not None:
                self._note(meeting, meeting.locked)

    def _note(self, meeting: WantedMeeting, seat: Seat) -> None:
        self._seated[seat.site, seat.slot] += 1
        for party in (meeting.a, meeting.b):
            self._held[party, seat.slot] += 1
        for who in self._possibilities.attending(seat):
            self._taken[who] |= 1 << seat.slot

    def room(self, key: Key) -> int:
        """Return how much there is, remembered for the next program."""
        if key not in self._rooms:
            self._rooms[key] = self._room(key)
        return self._rooms[key]

    def _room(self, key: Key) -> int:
        kind, which, slot = key
        if kind == "site" and slot is not None:
            return max(self.problem.sites[which].spots[slot], self._seated[which, slot])
        if kind == "quota":
            held = sum(self._held[which, one] for one in self._slots(None))
            return max(self.problem.parties[which].maximum or 0, held)
        if kind == "slot":
            sites, slots = range(len(self.problem.sites)), self._slots(slot)
            return sum(self._room(("site", site, one)) for site in sites for one in slots)
        if kind.endswith("lunch") and slot is not None:
            slots = tuple(self.problem.lunch[slot])
            held = sum(self._held[which, one] for one in slots) if kind[0] == "p" else 0
            return held + sum(self._most_at_lunch(who, slot) for who in self._who(kind, which))
        held = sum(self._held[which, one] for one in self._slots(slot)) if kind == "party" else 0
        return held + sum(self._most_of(who, slot) for who in self._who(kind, which))

    def _slots(self, slot: int | None) -> Iterable[int]:
        return range(len(self.problem.slots)) if slot is None else (slot,)

    def _who(self, kind: str, which: int) -> Iterable[int]:
        if kind.startswith("party"):
            return self.problem.parties[which].people
        people = self._possibilities.people
        return range(people, people + len(self.problem.interpreters))

    def _most_of(self, who: int, slot: int | None) -> int:
        """Return how many meetings an attendant can hold besides the locked ones."""
        if slot is not None:
            return int(self._is_free(who, slot))
        missed, seen = 0, set[int]()
        for number, lunch in enumerate(self.problem.lunch):
            if seen.isdisjoint(lunch):
                seen |= lunch
                missed += sum(self._is_free(who, one) for one in lunch)
                missed -= self._most_at_lunch(who, number)
        return self._free(who).bit_count() - missed

    def _most_at_lunch(self, who: int, lunch: int) -> int:
        slots = self.problem.lunch[lunch]
        free = sum(self._is_free(who, slot) for slot in slots)
        if any(self._taken[who] >> slot & 1 for slot in slots):
            return free
        eats_in = sum(not self._possibilities.is_occupied(who, slot) for slot in slots)
        return max(0, min(free, eats_in - 1))

    def _is_free(self, who: int, slot: int) -> bool:
        return bool(self._free(who) >> slot & 1)

    def _free(self, who: int) -> int:
        return self._possibilities.free_anywhere(who) & ~self._taken[who]
