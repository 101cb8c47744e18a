"""How many requests can be placed at all, and which: a matching in which people have many ends.

Who-comes-when is left out except for how often everybody can come, so this is a bound, and it is
exact where everybody can always come and buyers meet sellers only. Where all meet all, the
network has everybody twice, once giving and once taking, and counts every meeting twice.
"""

from dataclasses import dataclass

from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matchmaking.scheduling.requests import RequestBook


@dataclass(frozen=True)
class Choice:
    """The most weight that can be placed, and how much of each request the flow takes (0 … 2)."""

    bound: int
    taken: tuple[int, ...]


def best_choice(book: RequestBook) -> Choice:
    """Find the heaviest choice of requests that nobody's hours and no count of tables forbid."""
    network = _Network(book)
    arcs = [
        (network.connect(request.a, request.b, request.weight), index)
        for index, request in enumerate(book.requests)
        if book.common_slots(request)
    ]
    arcs += [
        (network.connect(request.b, request.a, request.weight), index)
        for index, request in enumerate(book.requests)
        if book.common_slots(request)
    ]
    network.solve()
    taken = [0] * len(book.requests)
    for arc, index in arcs:
        taken[index] += network.flow.flow(arc)
    weight = sum(
        share * request.weight for share, request in zip(taken, book.requests, strict=True)
    )
    return Choice(bound=weight // 2, taken=tuple(taken))


class _Network:
    """Source → everybody giving → everybody taking → sink, with a way around for what stays."""

    def __init__(self, book: RequestBook) -> None:
        self.flow = SimpleMinCostFlow()
        people = len(book.capacity)
        self._people = people
        self._source, self._gate, self._sink = 2 * people, 2 * people + 1, 2 * people + 2
        self._most = 2 * min(sum(book.tables), len(book.requests))
        self._arc(self._source, self._gate, self._most, 0)
        for person, capacity in enumerate(book.capacity):
            self._arc(self._gate, person, capacity, 0)
            self._arc(people + person, self._sink, capacity, 0)
        self._arc(self._source, self._sink, self._most, 0)

    def connect(self, giver: int, taker: int, weight: int) -> int:
        """Let the giver meet the taker once."""
        return self._arc(giver, self._people + taker, 1, -weight)

    def solve(self) -> None:
        """Send as much weight as possible."""
        self.flow.set_node_supply(self._source, self._most)
        self.flow.set_node_supply(self._sink, -self._most)
        self.flow.solve()

    def _arc(self, tail: int, head: int, capacity: int, cost: int) -> int:
        return int(self.flow.add_arc_with_capacity_and_unit_cost(tail, head, capacity, cost))
