"""How few breaks to hope for, and how soon to try again what came to nothing."""

from matchmaking.scheduling.search import Search


class Hopes:
    """For how few breaks there is hope when one looks for a plan of so many at most.

    The first hope is the bound. Each time it comes to nothing there may be more breaks, and after a
    plan fewer again: half way to what came to nothing last.
    """

    def __init__(self, search: Search) -> None:
        """Begin with the highest hopes."""
        self._search = search
        self._more = self._in_vain = 0

    @property
    def breaks(self) -> int:
        """How many breaks to allow: fewer than the best plan has, if more than the bound."""
        bound, best = self._search.bound, self._search.breaks
        goal = bound + self._more
        return goal if best is None else max(bound, min(goal, best - 1))

    def come_true(self) -> None:
        """Hope for more after a plan was found."""
        self._more = (self._more + self._in_vain) // 2

    def fade(self, breaks: int) -> None:
        """Hope for less after nothing was found with at most so many breaks."""
        self._in_vain = max(0, breaks - self._search.bound)
        self._more = 2 * self._in_vain or 1


class Patience:
    """Leaves what came to nothing alone for a turn, then for three, for seven and so on."""

    def __init__(self) -> None:
        """Begin by trying."""
        self._pause = self._longest = 0

    def is_over(self) -> bool:
        """Whether to try again now; otherwise one turn less is left."""
        if self._pause:
            self._pause -= 1
            return False
        return True

    def note(self, *, has_helped: bool) -> None:
        """Take down what came of trying."""
        self._longest = 0 if has_helped else 2 * self._longest + 1
        self._pause = self._longest
