"""One valid row per model, nothing surprising: ``make_<model>(session, **what_matters)``."""

from itertools import count

numbers = count(1)


def fresh() -> int:
    """Return a number no other row of this run was made with."""
    return next(numbers)
