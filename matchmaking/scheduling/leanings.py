"""Look for a timetable where meetings lean to: what everybody's possible days make of each other.

Every meeting has chances to be in each slot. Each person weighs all days they can have
(``hearing``) and says to each meeting what they think of each slot; that changes what the other
side says to its meetings, and so on (belief propagation). Crowded slots become less likely, and
what is likely is made a little more so each time (reinforcement), until a timetable shows. Long
before all is settled CP-SAT finds it at once, asked for a plan in which every meeting is in one of
its likelier slots; and such a plan mostly has as few breaks as there can be.
"""

from collections.abc import Iterator

import numpy as np

from matchmaking.scheduling.compiling import Shares, numbers
from matchmaking.scheduling.decisions import HOPEFUL, PLAIN_PLACES, Answer, Effort, ask
from matchmaking.scheduling.domains import Domains
from matchmaking.scheduling.hearing import Talk, hear
from matchmaking.scheduling.hopes import Hopes
from matchmaking.scheduling.model import timetable_model
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.search import Search
from matchmaking.scheduling.sums import MOST_SETS_OF, sums_for

# With fewer slots to choose from per meeting chances differ too little; and a round that takes more
# of the solver's deterministic units is too long.
FEWEST_SLOTS, LONGEST_ROUND = 12, 0.5
# Who finds nothing goes on for so many times the units at most.
PERSISTENCE = 5
# What is likely is made more so after some rounds: its chances to this power are taken along,
# first so much, then more each round. Some events have settled after 60 rounds, few after 200.
FREE_ROUNDS, MOST_ROUNDS = 10, 400
FIRST_PULL, MORE_PULL = 0.02, 0.002
# How much of what was said before is said again, and how much the first words differ.
CALM, NOISE = 0.3, 0.5
# Per meeting too many a slot loses so much (of the logarithm of its chances) at once, and as much
# again from then on. Some tables are kept free, as what is likely need not come to be.
CROWDED, MOST_SPARE_TABLES, WORST_CROWD, LEAST_LIKELY = 0.2, 0.5, 3.0, 30.0
# What a day with a break weighs, and by how much less for each break too many. It is never
# nothing, as somebody may have no other days.
DEAREST, FIRST_DEAR, CHEAPEST, DEARER = 1e-30, 0.01, 0.5, 0.05
# More breaks are expected than come to be: of those allowed so many are aimed at.
AIM, WORST_MISS = 0.8, 5.0
# How sure the likeliest slots are on average when one asks; and which share of the chances of the
# likeliest a slot must have for a meeting to be there, less after each *no*.
QUESTIONS = (
    (0.35, (0.1,)),
    (0.45, (0.1, 0.03)),
    (0.55, (0.03, 0.01)),
    (0.65, (0.01, 0.003)),
    (0.75, (0.01, 0.003)),
    (0.85, (0.003, 0.001)),
)
# Effort in the solver's deterministic units for one question, and for writing it down. In one of
# them as many sums are added up.
QUESTION_UNITS, WRITING_UNITS = 1.0, 0.1
SUMS_PER_UNIT = 4e8
# Of what meetings said of their order so much is said again; less that is new is nothing new.
ORDER_CALM, NEWS = 0.1, 0.01
# Chances are never quite nothing where a meeting may be.
LEAST_CHANCE, LEAST_ORDER = 1e-12, 1e-12


class Leanings:
    """Lets people talk until a timetable shows, again and again, with other first words."""

    def __init__(self, search: Search, domains: Domains, seed: int, *, is_steadfast: bool) -> None:
        """Prepare to talk; the same seed talks the same way."""
        problem = search.problem
        self._search = search
        self._domains = domains
        self._hopes = Hopes(search)
        self._is_steadfast = is_steadfast
        self._seed = seed
        self._questions = 0
        self._random = np.random.default_rng(seed)
        self._may = np.array(
            [[slot in slots for slot in range(problem.slots)] for slots in domains], dtype=float
        )
        self._people = numbers([p for p, mine in enumerate(problem.meetings_of) if mine])
        self._sums = sums_for(max(map(len, problem.meetings_of)), problem.slots)
        self._round_units = _round_units(problem)
        self._units = QUESTION_UNITS * max(1.0, sum(map(len, domains)) / PLAIN_PLACES)

    @staticmethod
    def is_possible(problem: Problem, domains: Domains) -> bool:
        """Whether there is something to weigh, and not too much."""
        has_choice = sum(map(len, domains)) > FEWEST_SLOTS * len(domains)
        return has_choice and _round_units(problem) <= LONGEST_ROUND

    def improve(self, units: float) -> bool:
        """Talk and ask for so many deterministic units; return whether a plan was found.

        Who is steadfast does so once. Others go on, within limits, until the first plan, and while
        each is followed by a better one.
        """
        spent, has_helped, is_promising = 0.0, False, True
        while not self._search.is_over and spent < units * (PERSISTENCE if is_promising else 1):
            goal = self._hopes.breaks
            answer, cost = self.look(goal)
            if self._is_steadfast:
                return answer is Answer.YES
            spent += cost
            if answer is Answer.YES:
                has_helped = True
                self._hopes.come_true()
            else:
                self._hopes.fade(goal)
                is_promising = not has_helped and self._hopes.breaks > goal
        return has_helped

    def look(self, goal: int) -> tuple[Answer, float]:
        """Talk once, and ask for a plan of at most so many breaks; return the cost, too."""
        answer, cost, waiting = Answer.UNKNOWN, 0.0, list(QUESTIONS)
        for chances in self._talk(goal):
            cost += self._round_units
            if self._search.is_over or not waiting:
                break
            if chances.max(axis=1).mean() < waiting[0][0]:
                continue
            answer, units = self._ask_around(chances, waiting.pop(0)[1], goal)
            cost += units
            if answer is Answer.YES:
                break
        return answer, cost

    def _ask_around(
        self, chances: Shares, shares: tuple[float, ...], goal: int
    ) -> tuple[Answer, float]:
        """Ask with the likelier slots of every meeting, with more of them after each *no*."""
        answer, cost = Answer.NO, 0.0
        for share in shares:
            if answer is Answer.NO:
                likely = chances >= share * chances.max(axis=1, keepdims=True)
                answer, units = self._ask(likely, goal)
                cost += units + WRITING_UNITS
        return answer, cost

    def _ask(self, likely: np.ndarray, goal: int) -> tuple[Answer, float]:
        domains = tuple(
            frozenset(slot for slot in slots if row[slot])
            for slots, row in zip(self._domains, likely, strict=True)
        )
        self._questions += 1
        model = timetable_model(self._search.problem, domains)
        effort = Effort(self._units, self._seed + self._questions, HOPEFUL)
        return ask(self._search, model, goal, effort)

    def _talk(self, goal: int) -> Iterator[Shares]:
        """Yield the chances of every meeting and slot, round after round."""
        problem, may = self._search.problem, self._may
        talk = talk_of(problem, may, self._random)
        chances, crowds = may / may.sum(axis=1, keepdims=True), Crowds(problem, self._random)
        orders = Orders(problem)
        dear, pull = FIRST_DEAR if goal else DEAREST, 0.0
        for number in range(MOST_ROUNDS):
            likely = chances / chances.max(axis=1, keepdims=True) + LEAST_CHANCE
            gladly = may * likely**pull * crowds.discouraged
            talk.gladly[:] = gladly * orders.told
            order = self._random.permutation(self._people)
            breaks = hear(talk, self._sums, order, CALM, dear)
            chances = orders.weigh(talk.said[:, 0] * talk.said[:, 1] * gladly, chances)
            crowds.note(chances)
            if goal:
                miss = np.clip(breaks - AIM * goal, -WORST_MISS, WORST_MISS)
                dear = float(np.clip(dear * np.exp(-DEARER * miss), DEAREST, CHEAPEST))
            pull = max(FIRST_PULL, pull + MORE_PULL) if number >= FREE_ROUNDS else 0.0
            yield chances


class Orders:
    """What meetings that must come one after the other say to each other about their slots.

    To the later one the earlier one says how likely it is over before each slot, and the other way
    round; each leaves out what it has heard from the other (belief propagation). ``told`` is all
    that a meeting has heard.
    """

    def __init__(self, problem: Problem) -> None:
        """Begin with nothing said."""
        pairs = [(one, late) for late, it in enumerate(problem.meetings) for one in set(it.after)]
        self._pairs = np.array(pairs, dtype=np.int64).reshape(len(pairs), 2)
        self._said = np.ones((len(pairs), 2, problem.slots))
        self.told = np.ones((len(problem.meetings), problem.slots))

    def weigh(self, alone: Shares, otherwise: Shares) -> Shares:
        """Let them talk until there is nothing new; return what that makes of their chances.

        ``alone`` weighs where they would be if nobody had to follow anybody.
        """
        # Word goes along a chain of meetings one after the other, and no chain is longer.
        for _ in range(self.told.shape[1] if len(self._pairs) else 0):
            if self._talk(_shares(alone * self.told, otherwise)) < NEWS:
                break
        return _shares(alone * self.told, otherwise)

    def _talk(self, chances: Shares) -> float:
        """Have everybody say what follows from their chances; return how much of it is new."""
        own = chances[self._pairs] / self._said
        own /= own.sum(axis=2, keepdims=True)
        over = np.cumsum(own[:, 0], axis=1) - own[:, 0]
        to_come = 1.0 - np.cumsum(own[:, 1], axis=1)
        new = np.clip(np.stack((to_come, over), axis=1), 0, 1) + LEAST_ORDER
        change = (1.0 - ORDER_CALM) * (new - self._said)
        self._said += change
        self.told[:] = 1.0
        np.multiply.at(self.told, self._pairs, self._said)
        return float(np.abs(change).max())


class Crowds:
    """Makes slots less likely in which more meetings are expected than there are tables."""

    def __init__(self, problem: Problem, random: np.random.Generator) -> None:
        """Begin with every slot as likely as the others."""
        self._most = problem.tables - random.uniform(0, MOST_SPARE_TABLES)
        self._before = np.zeros(problem.slots)
        self.discouraged = np.ones(problem.slots)

    def note(self, chances: Shares) -> None:
        """Take down what is expected now, and remember what was before."""
        excess = np.clip(chances.sum(axis=0) - self._most, -WORST_CROWD, WORST_CROWD)
        self._before = np.clip(self._before + CROWDED * excess, 0, LEAST_LIKELY)
        self.discouraged = np.exp(-np.clip(self._before + CROWDED * excess, 0, LEAST_LIKELY))


def _shares(weights: Shares, otherwise: Shares) -> Shares:
    """Make each meeting's weights sum up to one; where both sides have nothing in common, don't."""
    total = weights.sum(axis=1, keepdims=True)
    return np.where(total > 0, weights / np.where(total > 0, total, 1.0), otherwise)


def talk_of(problem: Problem, may: Shares, random: np.random.Generator) -> Talk:
    """Begin a talk, with first words drawn by chance."""
    mine = [sorted(indices) for indices in problem.meetings_of]
    said = may[:, None] * np.exp(NOISE * random.standard_normal((len(may), 2, problem.slots)))
    sides = [int(problem.meetings[i].a != p) for p, own in enumerate(mine) for i in own]
    return Talk(
        meetings=numbers([index for indices in mine for index in indices]),
        sides=numbers(sides),
        ends=np.cumsum(numbers([0, *map(len, mine)])),
        said=said / said.sum(axis=2, keepdims=True),
        gladly=may.copy(),
    )


def _round_units(problem: Problem) -> float:
    """Return the deterministic units that it takes everybody to weigh their days once."""
    sets = sum(len(own) << min(len(own), MOST_SETS_OF) for own in problem.meetings_of)
    return problem.slots * sets / SUMS_PER_UNIT
