"""The base class of all models, and engines that mean the same on SQLite and PostgreSQL."""

import enum
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session
from sqlalchemy.pool import ConnectionPoolEntry

from matchmaking.core.errors import GoneMeanwhileError
from matchmaking.core.turns import Turn

InsertIfNew = postgresql.Insert | sqlite.Insert
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 15000",
    "PRAGMA cache_size = -16000",
)
CONNECTIONS = 8
# The driver reads a statement in a time that grows with the square of its values: several short
# ones are sent in a third of the time of one for a thousand rows.
ROWS_A_STATEMENT = 50
FOREIGN_KEY_VIOLATION = "23503"
POSTGRESQL_OPTIONS = (
    "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
)


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An instant. Refuses times without a zone, and always comes back in UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn an instant into UTC for storing."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"{value} has no time zone."
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give a stored instant its zone back: SQLite drops it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


class Base(DeclarativeBase):
    """The base of every model: enums are text with a CHECK, instants are UTC, text has no limit."""

    metadata = sa.MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        date: sa.Date(),
        enum.Enum: sa.Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=True,
            length=24,
            values_callable=_values,
            validate_strings=True,
        ),
    }


# Sums of money and ledger sequences outgrow 32 bits; SQLite's rowid alias must stay INTEGER.
BigInt = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def chosen_from(members: type[enum.Enum], *, name: str) -> sa.Enum:
    """Return the type of a column where its table has another of the same words.

    ``name`` tells their CHECKs apart; elsewhere the annotation alone is enough.
    """
    return sa.Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=_values,
        validate_strings=True,
    )


def prepare_engine(engine: Engine) -> Engine:
    """Teach a fresh engine what a transaction means here.

    SQLite: the driver's own BEGIN is switched off. A transaction that may write takes its turn
    by a file lock and then BEGIN IMMEDIATE (SQLite's own waiting starves some of several
    writers); one that only reads (engine option ``reading``) uses a plain BEGIN and never waits.
    Migrations (option ``migrating``) run with foreign keys off, because SQLite changes a table
    by rebuilding it, and dropping the old copy would count as deleting every row.

    On both, whoever writes a row that refers to one just removed gets ``GoneMeanwhileError``:
    what was there when it was looked for may be gone when the row arrives.
    """
    event.listen(engine, "handle_error", _on_error)
    if engine.dialect.name != "sqlite":
        return engine
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    event.listen(engine, "checkin", _on_sqlite_checkin)
    event.listen(engine, "close", _on_sqlite_close)
    return engine


def engine_options(url: str) -> dict[str, Any]:
    """Return the options an engine for this address is made with.

    As many connections stay open as threads answer requests: opening one costs more than a page.
    """
    if url.startswith("sqlite"):
        is_file = bool(sa.make_url(url).database)  # a database in memory is one connection
        sizes = {"pool_size": CONNECTIONS} if is_file else {}
        return {"url": url, "connect_args": {"timeout": 15}, **sizes}
    return {
        "url": url,
        "pool_size": CONNECTIONS,
        "max_overflow": CONNECTIONS,
        "pool_pre_ping": True,
        "insertmanyvalues_page_size": ROWS_A_STATEMENT,
        "connect_args": {"options": POSTGRESQL_OPTIONS},
    }


def reading(engine: Engine) -> Engine:
    """Return the same engine for transactions that only read."""
    return engine.execution_options(reading=True, postgresql_readonly=True)


def _on_error(context: sa.engine.ExceptionContext) -> None:
    refused = context.original_exception
    is_reference = (
        getattr(refused, "sqlite_errorname", "") == "SQLITE_CONSTRAINT_FOREIGNKEY"
        or getattr(refused, "sqlstate", "") == FOREIGN_KEY_VIOLATION
    )
    # A row that can't be deleted because others refer to it is another matter.
    if is_reference and not (context.statement or "").lstrip().upper().startswith("DELETE"):
        raise GoneMeanwhileError from refused


def _on_sqlite_connect(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)
    name = connection.execute("PRAGMA database_list").fetchone()[2]
    if name:
        record.info["turn"] = Turn(name)


def _on_sqlite_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("reading"):
        connection.exec_driver_sql("BEGIN")
        return
    if options.get("migrating"):
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    turn: Turn | None = connection.info.get("turn")
    if turn is not None:
        turn.take()
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _on_sqlite_checkin(connection: sqlite3.Connection | None, record: ConnectionPoolEntry) -> None:
    turn: Turn | None = record.info.get("turn")
    if turn is not None:
        turn.give_back()
    if connection is not None:
        connection.execute("PRAGMA foreign_keys = ON")


def _on_sqlite_close(_connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    turn: Turn | None = record.info.pop("turn", None)
    if turn is not None:
        turn.close()


def insert_if_new(dialect: str, model: type[Base] | sa.Table) -> InsertIfNew:
    """Make an INSERT that leaves out rows a unique constraint refuses, on either database.

    It waits for whoever is inserting the same row just now. Cheaper than a savepoint; what was
    inserted is told by ``returning`` or by the count of rows.
    """
    table = model if isinstance(model, sa.Table) else cast("sa.Table", model.__table__)
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return insert.on_conflict_do_nothing()


def insert_new(
    session: Session,
    model: type[Base],
    rows: Sequence[Mapping[str, Any]],
    returning: Sequence[sa.ColumnElement[Any] | InstrumentedAttribute[Any]],
) -> list[sa.Row[*tuple[Any, ...]]]:
    """Insert, in their order, the rows that no unique constraint refuses; return what of these.

    All rows name the same columns. PostgreSQL gets each column as one array: thousands of single
    values would take the driver longer to send than the database to write.
    """
    connection, insert = session.connection(), insert_if_new(dialect_of(session), model)
    if connection.dialect.name == "sqlite":
        return list(connection.execute(insert.returning(*returning), list(rows)))
    columns = [model.__table__.c[name] for name in rows[0]]
    given = sa.func.unnest(
        *(
            sa.literal([row[one.name] for row in rows], postgresql.ARRAY(one.type))
            for one in columns
        )
    ).table_valued(*(sa.column(one.name, one.type) for one in columns), name="given")
    names = [one.name for one in columns]
    statement = insert.from_select(names, sa.select(*given.render_derived().c))
    return list(connection.execute(statement.returning(*returning)))


def rows_of(
    session: Session, statement: sa.Executable, facts: Mapping[str, Any]
) -> sa.CursorResult[*tuple[Any, ...]]:
    """Read plain columns by a statement built once, in this session's transaction.

    What the session still has to write is written first, as its own reading would do. For a few
    columns, that reading would cost more than the database does.
    """
    session.flush()
    return session.connection().execute(statement, facts)


def dialect_of(session: Session) -> str:
    """Return the name of the database's dialect: ``sqlite`` or ``postgresql``."""
    return session.get_bind().dialect.name


@contextmanager
def unique_or(session: Session, error: Exception) -> Iterator[None]:
    """Flush what the block did; if a constraint refuses it, undo and raise ``error``.

    The block runs inside a savepoint, so what came before it in the transaction stays.
    """
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as refused:
        raise error from refused
