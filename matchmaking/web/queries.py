"""Loading what a page is about: one object or nothing, and lists page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.errors import NotFoundError

Row = TypeVar("Row")
Model = TypeVar("Model")
PAGE_SIZE = 25
LAST_PAGE = 100_000


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list: its rows, its number from 1, and how many rows there are in all."""

    rows: list[Row]
    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Return the number of the first row shown, from 1."""
        return 0 if not self.rows else (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Return the number of the last row shown."""
        return (self.number - 1) * self.size + len(self.rows)


def get_or_404(session: Session, model: type[Model], key: int) -> Model:
    """Load a row by its key.

    Raises:
        NotFoundError: there is none.
    """
    row = session.get(model, key) if 0 < key < 2**31 else None
    if row is None:
        raise NotFoundError
    return row


def page_of(rows: Sequence[Row], *, number: int, size: int = PAGE_SIZE) -> Page[Row]:
    """Cut one page out of rows that are all there, by the same rule as ``paginate``."""
    number = min(max(1, number), max(1, -(-len(rows) // size)))
    first = (number - 1) * size
    return Page(list(rows[first : first + size]), number, size, len(rows))


def paginate(
    session: Session,
    query: sa.Select[Row],
    *,
    number: int,
    size: int = PAGE_SIZE,
    total: int | None = None,
) -> Page[Row]:
    """Run a query for one page; a number outside the list shows the nearest page there is.

    ``total`` is given where it is known already how many rows there are.
    """
    if total is None:
        counted = sa.select(sa.func.count()).select_from(query.order_by(None).subquery())
        total = session.scalar(counted) or 0
    number = min(max(1, number), max(1, -(-total // size)))
    rows = session.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Page(list(rows), number, size, total)
