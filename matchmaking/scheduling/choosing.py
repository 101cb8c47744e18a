"""Ask for a plan as a choice among everybody's days, where these are few enough to weigh."""

from collections.abc import Callable
from dataclasses import replace

from matchmaking.scheduling.day_choice import choices_of, day_choice
from matchmaking.scheduling.decisions import Answer, Effort, decide
from matchmaking.scheduling.domains import Domains
from matchmaking.scheduling.search import Search

# A plan within so many breaks of the bound is asked to be better by one.
NEAR = 4


def choose_days(search: Search, domains: Domains, most: int, effort: Effort) -> Answer | None:
    """Ask whether everybody can choose a day so that there are so many breaks at most.

    Returns the answer; None if there are too many days to ask.
    """
    choices = choices_of(search.problem, domains, most)
    if choices is None:
        return None
    model = day_choice(search.problem, domains, choices)
    return decide(search, model, most, replace(effort, is_weighing=True))


def raise_by_days(search: Search, domains: Domains, effort: Effort) -> bool:
    """Raise the bound as long as nobody's choice of days comes up to it.

    Returns False if nothing could be asked.
    """
    return _ask_on(search, domains, effort, lambda: search.bound)


def close_by_days(search: Search, domains: Domains, effort: Effort) -> bool:
    """Ask for better plans as long as there are answers; far from the bound, for the bound itself.

    Returns False if nothing could be asked.
    """

    def goal() -> int:
        best, bound = search.breaks, search.bound
        return bound if best is None or best > bound + NEAR else best - 1

    return _ask_on(search, domains, effort, goal)


def _ask_on(search: Search, domains: Domains, effort: Effort, goal: Callable[[], int]) -> bool:
    answer = first = choose_days(search, domains, goal(), effort)
    while answer in {Answer.YES, Answer.NO} and not search.is_over:
        answer = choose_days(search, domains, goal(), effort)
    return first is not None
