"""Place as many requests as possible: level the slots, then make room by exchanging two slots.

Everybody's occupied slots are the bits of one number, so *when are both free* is one operation.
A request without a common free slot still fits if one side is free in slot *s*, the other in
slot *t*, and the chain of meetings that hang together through *s* and *t* can trade them.
"""

import time
from collections.abc import Iterator

from matchmaking.scheduling.request_bound import best_choice
from matchmaking.scheduling.requests import Placement, Request, RequestBook


def place_requests(book: RequestBook, *, seconds: float = 60.0) -> Placement:
    """Choose requests of the greatest weight and give each a slot that suits both sides.

    Agreed requests come first, then the heavier; among equals those that the bound's flow took,
    and of these the ones whose two sides have least room left.
    """
    began = time.perf_counter()
    choice = best_choice(book)
    board = _Board(book)

    def rank(index: int) -> tuple[bool, int, int, int]:
        request = book.requests[index]
        room = book.common_slots(request).bit_count()
        return request.slot is None, -request.weight, -choice.taken[index], room

    waiting = [i for i in sorted(range(len(book.requests)), key=rank) if not board.place(i)]
    progress = True
    while waiting and progress and time.perf_counter() - began < seconds:
        left = [i for i in waiting if time.perf_counter() - began >= seconds or not board.fit(i)]
        progress = len(left) < len(waiting)
        waiting = left
    weight = sum(
        request.weight
        for request, slot in zip(book.requests, board.slots, strict=True)
        if slot is not None
    )
    return Placement(tuple(board.slots), weight, choice.bound, time.perf_counter() - began)


class _Board:
    """Who is where so far."""

    def __init__(self, book: RequestBook) -> None:
        self.book = book
        self.slots: list[int | None] = [None] * len(book.requests)
        people = len(book.available)
        self._free = list(book.available)
        self._left = list(book.capacity)
        self._agenda: list[dict[int, int]] = [{} for _ in range(people)]
        self._tables = list(book.tables)
        self._open = sum(1 << slot for slot, tables in enumerate(book.tables) if tables)

    def place(self, index: int) -> bool:
        """Put a request into the emptiest slot in which both are free."""
        request = self.book.requests[index]
        if not self._has_quota(request):
            return False
        common = self._free[request.a] & self._free[request.b] & self._open
        if request.slot is not None:
            common &= 1 << request.slot
        if not common:
            return False
        self._put(index, max(_bits(common), key=self._tables.__getitem__))
        return True

    def fit(self, index: int) -> bool:
        """Place a request, trading two slots along a chain of others if it takes that."""
        request = self.book.requests[index]
        if self.place(index):
            return True
        if request.slot is not None or not self._has_quota(request):
            return False
        for one, other in ((request.a, request.b), (request.b, request.a)):
            for slot in _bits(self._free[one] & self._open & self.book.available[other]):
                for spare in _bits(self._free[other]):
                    chain = self._chain(other, slot, spare, avoid=one)
                    if chain and self._trade(chain, slot, spare):
                        self._put(index, slot)
                        return True
        return self._fit_where_tables_are(index)

    def _fit_where_tables_are(self, index: int) -> bool:
        """Move one meeting of one side out of a slot that has tables and suits the other."""
        request = self.book.requests[index]
        for one, other in ((request.a, request.b), (request.b, request.a)):
            both = self._free[one] & self._open & self.book.available[other]
            for slot in _bits(both & ~self._free[other]):
                blocking = self._agenda[other][slot]
                if self._move_away(blocking):
                    self._put(index, slot)
                    return True
        return False

    def _move_away(self, index: int) -> bool:
        request = self.book.requests[index]
        common = self._free[request.a] & self._free[request.b] & self._open
        if not common or request.slot is not None:
            return False
        self._take(index)
        self._put(index, max(_bits(common), key=self._tables.__getitem__))
        return True

    def _has_quota(self, request: Request) -> bool:
        return bool(self._left[request.a] and self._left[request.b])

    def _chain(self, person: int, slot: int, spare: int, *, avoid: int) -> list[int]:
        """Return the meetings that must trade the two slots for the person to be free in one.

        An empty list says that they cannot: somebody cannot come, something is agreed, or the
        chain ends at the very person who is to be met.
        """
        chain: list[int] = []
        here, there = slot, spare
        while (index := self._agenda[person].get(here)) is not None:
            request = self.book.requests[index]
            if request.slot is not None or not self.book.common_slots(request) >> there & 1:
                return []
            chain.append(index)
            person = request.a + request.b - person
            if person == avoid:
                return []
            here, there = there, here
        return chain

    def _trade(self, chain: list[int], slot: int, spare: int) -> bool:
        """Exchange the two slots along a chain, if the tables allow it with one meeting more."""
        leaving = (len(chain) + 1) // 2
        arriving = len(chain) // 2
        if self._tables[spare] < leaving - arriving:
            return False
        if self._tables[slot] + leaving - arriving < 1:
            return False
        moves = [(i, spare if self.slots[i] == slot else slot) for i in chain]
        for index, _ in moves:
            self._take(index)
        for index, target in moves:
            self._put(index, target)
        return True

    def _put(self, index: int, slot: int) -> None:
        request = self.book.requests[index]
        for person in (request.a, request.b):
            self._agenda[person][slot] = index
            self._free[person] &= ~(1 << slot)
            self._left[person] -= 1
        self.slots[index] = slot
        self._tables[slot] -= 1
        if self._tables[slot] == 0:
            self._open &= ~(1 << slot)

    def _take(self, index: int) -> None:
        request = self.book.requests[index]
        slot = self.slots[index]
        if slot is None:
            return
        for person in (request.a, request.b):
            del self._agenda[person][slot]
            self._free[person] |= 1 << slot
            self._left[person] += 1
        self.slots[index] = None
        self._tables[slot] += 1
        self._open |= 1 << slot


def _bits(number: int) -> Iterator[int]:
    """Yield the places of a number's bits from the lowest."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
