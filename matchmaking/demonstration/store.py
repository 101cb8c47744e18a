"""Rows by the thousand: keys are given beforehand, so that whole tables go in at once."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.database import Base

KEYS_AT_ONCE = 2_000
ROWS_AT_ONCE = 5_000
MANY_ROWS = 60_000

Row = dict[str, Any]


class Store:
    """Collects rows and inserts them table by table, parents first.

    On PostgreSQL the keys come from the tables' own sequences, so whoever inserts meanwhile or
    later never meets them; on SQLite the transaction has the database to itself.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._rows: dict[sa.Table, list[Row]] = defaultdict(list)
        self._keys: dict[sa.Table, Iterator[int]] = {}
        self._blanks: dict[sa.Table, Row] = {}

    def add(self, model: type[Base], **values: Any) -> int:
        """Take a row to insert, and return the key it will have (0 if it has no single one)."""
        table = cast("sa.Table", model.__table__)
        if table not in self._blanks:
            self._blanks[table] = _blank(table)
        row = {**self._blanks[table], **values}
        if "id" in table.c and row.get("id") is None:
            row["id"] = self.next_key(model)
        self._rows[table].append(row)
        return int(row.get("id", 0))

    def next_key(self, model: type[Base]) -> int:
        """Return a key no row of the table has."""
        table = cast("sa.Table", model.__table__)
        if table not in self._keys:
            self._keys[table] = self._fresh_keys(table)
        return next(self._keys[table])

    def _fresh_keys(self, table: sa.Table) -> Iterator[int]:
        if self.session.get_bind().dialect.name == "sqlite":
            key = self.session.scalar(sa.select(sa.func.max(table.c.id))) or 0
            while True:
                yield (key := key + 1)
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        numbers = sa.select(sa.func.nextval(sequence)).select_from(
            sa.func.generate_series(1, KEYS_AT_ONCE)
        )
        while True:
            yield from self.session.scalars(numbers).all()

    def flush_if_many(self) -> None:
        """Insert what was taken once it is much; what it refers to must have been taken too."""
        if sum(len(taken) for taken in self._rows.values()) > MANY_ROWS:
            self.flush()

    def flush(self) -> None:
        """Insert everything taken so far."""
        for table in Base.metadata.sorted_tables:
            taken = self._rows.pop(table, [])
            for start in range(0, len(taken), ROWS_AT_ONCE):
                self.session.execute(sa.insert(table), taken[start : start + ROWS_AT_ONCE])


def _blank(table: sa.Table) -> Row:
    """Return what a row has in the columns nobody speaks of."""
    return {
        column.name: _unspoken(column)
        for column in table.c
        if column.nullable or column.default is not None or column.name == "version"
    }


def _unspoken(column: sa.Column[Any]) -> Any:  # noqa: ANN401 - a column of any type
    if column.name == "version":
        return 1
    if column.default is None or not column.default.is_scalar:
        return {} if column.default is not None else None
    return cast("sa.ColumnDefault", column.default).arg
