"""Have all moves compiled, and kept beside the program for whoever needs a plan next."""

from matchmaking.scheduling.annealing import Annealing
from matchmaking.scheduling.leanings import Leanings
from matchmaking.scheduling.outlines import Outlines
from matchmaking.scheduling.problem import Meeting, Problem
from matchmaking.scheduling.search import Search


def compile_now() -> None:
    """Use everything once, in an event of two meetings."""
    meetings = (Meeting(0, 1), Meeting(1, 2))
    problem = Problem(3, 4, 4, 2, 2, meetings, (frozenset(),) * 3)
    domains = (frozenset(range(4)),) * 2
    Outlines(Search(problem, seconds=60), domains, 0, is_steadfast=True).fitting(0)
    search = Search(problem, seconds=60)
    search.offer((0, 3))
    Annealing(search, domains, 0).improve(0)
    Leanings(search, domains, 0, is_steadfast=True).look(0)


if __name__ == "__main__":
    compile_now()
