"""Noticing that an edition's ledger has grown: by asking SQLite, by listening to PostgreSQL."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Collection
from typing import Any, Protocol
from urllib.parse import quote

import psycopg
import sqlalchemy as sa

ASK_EVERY = 0.1
LISTEN_FOR = 2.0
RECONNECT_AFTER = 1.0
CHANNEL = "qiatan_ledger"
HEADS = "SELECT edition_id, sequence FROM ledger_heads WHERE edition_id IN ({})"

Heads = dict[int, int]
Editions = Callable[[], Collection[int]]


class Changes(Protocol):
    """Tells the newest sequence number of ledgers whenever one may have grown."""

    def heads(self, editions: Editions) -> AsyncIterator[Heads]:
        """Yield the heads of the editions asked for, soon after each change."""
        ...


def changes_of(database_url: str) -> Changes:
    """Return how changes of this database are noticed."""
    url = sa.make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return AskedChanges(str(url.database))
    return HeardChanges(url.set(drivername="postgresql").render_as_string(hide_password=False))


class AskedChanges:
    """SQLite says in two microseconds whether anybody has committed since one last asked."""

    def __init__(self, path: str) -> None:
        self.path = path

    async def heads(self, editions: Editions) -> AsyncIterator[Heads]:
        """Yield the heads after each commit by anybody."""
        connection = sqlite3.connect(f"file:{quote(self.path)}?mode=ro", uri=True)
        try:
            seen = None
            while True:
                version = connection.execute("PRAGMA data_version").fetchone()[0]
                if version != seen and (wanted := editions()):
                    seen = version
                    marks = ", ".join("?" * len(wanted))
                    yield dict(connection.execute(HEADS.format(marks), tuple(wanted)).fetchall())
                await asyncio.sleep(ASK_EVERY)
        finally:
            connection.close()


class HeardChanges:
    """PostgreSQL tells those who listen; a trigger on the ledger's heads speaks."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def heads(self, editions: Editions) -> AsyncIterator[Heads]:
        """Yield the heads after each notice, and now and then in case one was missed."""
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(self.address, autocommit=True)
                async with connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    while True:
                        if wanted := editions():
                            yield await self._heads(connection, wanted)
                        async for _notice in connection.notifies(timeout=LISTEN_FOR, stop_after=1):
                            pass
            except psycopg.OperationalError:
                await asyncio.sleep(RECONNECT_AFTER)

    async def _heads(
        self, connection: psycopg.AsyncConnection[Any], wanted: Collection[int]
    ) -> Heads:
        marks = ", ".join(["%s"] * len(wanted))
        cursor = await connection.execute(HEADS.format(marks), tuple(wanted))
        return dict(await cursor.fetchall())
