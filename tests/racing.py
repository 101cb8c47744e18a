"""Let several people act at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.databases import Database
from tests.waiting import wait_until

Result = TypeVar("Result")


def together(*actions: Callable[[], Result]) -> list[Result | Exception]:
    """Run the actions in threads that start at once; return what each gave or raised."""
    start = Barrier(len(actions))

    def run(action: Callable[[], Result]) -> Result | Exception:
        start.wait()
        try:
            return action()
        except Exception as error:  # noqa: BLE001 - the test decides which errors are right
            return error

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def meeting_half_way(
    database: Database, first: Callable[[Session], object], second: Callable[[], Result]
) -> Result:
    """Do the second thing while the first is done but not committed yet; return what it gave.

    On PostgreSQL the second really runs into the first and waits for it; on SQLite it only begins
    once the first is over.
    """
    with database.session() as session, ThreadPoolExecutor(1) as pool:
        first(session)
        session.flush()
        result = pool.submit(second)
        if database.dialect == "postgresql":
            wait_until(lambda: result.done() or _somebody_waits(database))
        session.commit()
        return result.result()


def _somebody_waits(database: Database) -> bool:
    query = sa.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with database.session() as session:
        return bool(session.scalar(query))
