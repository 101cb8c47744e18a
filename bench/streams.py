"""Open event streams held by one server: how many, at what price, and do pages suffer.

``python -m bench.streams [STREAMS]`` holds as many as asked for, on both databases.
"""

import asyncio
import itertools
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from bench.databases import databases
from bench.fair import BEFORE, EDITION, Person, environment, lay_out
from bench.load import Counted, Request, run
from bench.serving import Served, served
from bench.web import SERVER, pages
from matchmaking.intentions.models import LedgerHead

STREAMS = 2000
QUIET_SECONDS = 3.0
PAGE_SECONDS = 2.0
PAGE_CLIENTS = 2
AT_A_TIME = 100
PATIENCE_SECONDS = 10
NEWS = b"event: ledger"
BEGIN = sa.insert(LedgerHead).values(edition_id=EDITION, at=BEFORE)
GROW = (
    sa.update(LedgerHead)
    .where(LedgerHead.edition_id == EDITION)
    .values(sequence=LedgerHead.sequence + 1)
)


@dataclass
class Listener:
    """One open dashboard: its connection, and how long the first word took, if it came."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    wait: float | None = None


@dataclass(frozen=True)
class Held:
    """What holding the streams took: their number, memory, CPU, first words, news, pages."""

    count: int
    bytes_each: float
    cpu_share: float
    first_word_seconds: float
    news_seconds: float
    pages: Counted


def measure(url: str, people: list[Person], streams: int = STREAMS) -> None:
    """Print what holding many open dashboards costs the server."""
    _allow_files()
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(BEGIN)
    with (
        tempfile.TemporaryDirectory() as instance,
        served(SERVER, environment(url, instance), ready="/healthz") as server,
    ):
        _pages(server, people)
        alone = _pages(server, people)
        held = asyncio.run(_hold(server, people, streams, engine))
    engine.dispose()
    print(f"  {held.count:,} of {streams:,} streams held open")
    print(f"  {held.bytes_each / 1024:.1f} kB of memory each")
    print(f"  {held.cpu_share * 100:.1f} % of a core in {QUIET_SECONDS:.0f} quiet seconds")
    print(
        f"  {held.first_word_seconds * 1000:.0f} ms until the slowest knew where the ledger stood"
    )
    print(f"  {held.news_seconds * 1000:.0f} ms until the last had heard of a new entry")
    print(
        f"  pages meanwhile: median {held.pages.percentile(0.5):.1f} ms, "
        f"99 % within {held.pages.percentile(0.99):.1f} ms; "
        f"without streams {alone.percentile(0.5):.1f} and {alone.percentile(0.99):.1f} ms"
    )


def _allow_files() -> None:
    """Raise this process's limit of open files, inherited by the server, to what is allowed."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _pages(server: Served, people: list[Person]) -> Counted:
    return run(server.port, pages(people, "/"), clients=PAGE_CLIENTS, seconds=PAGE_SECONDS)


async def _hold(server: Served, people: list[Person], streams: int, engine: sa.Engine) -> Held:
    before = server.proportional_bytes()
    listeners: list[Listener] = []
    waiting = itertools.islice(itertools.cycle(people), streams)
    while group := list(itertools.islice(waiting, AT_A_TIME)):
        listeners += await asyncio.gather(*(_listen(server.port, person) for person in group))
    waits = [one.wait for one in listeners if one.wait is not None]
    spent = server.cpu_seconds()
    await asyncio.sleep(QUIET_SECONDS)
    share = (server.cpu_seconds() - spent) / QUIET_SECONDS
    held = Held(
        count=len(waits),
        bytes_each=(server.proportional_bytes() - before) / max(1, len(waits)),
        cpu_share=share,
        first_word_seconds=max(waits, default=0.0),
        news_seconds=await _news(listeners, engine),
        pages=await asyncio.to_thread(_pages, server, people),
    )
    for one in listeners:
        one.writer.close()
    return held


async def _listen(port: int, person: Person) -> Listener:
    """Open a stream, and wait until it says where the ledger stands."""
    started = time.perf_counter()
    listener = Listener(*await asyncio.open_connection("127.0.0.1", port))
    request = Request(f"/streams/editions/{EDITION}", cookie=person.cookie)
    listener.writer.write(request.encoded(f"127.0.0.1:{port}"))
    if await _hears(listener):
        listener.wait = time.perf_counter() - started
    return listener


async def _hears(listener: Listener) -> bool:
    try:
        await asyncio.wait_for(listener.reader.readuntil(NEWS), PATIENCE_SECONDS)
    except (TimeoutError, asyncio.IncompleteReadError):
        return False
    return True


async def _news(listeners: list[Listener], engine: sa.Engine) -> float:
    """Let the ledger grow; return how long it took until everybody had heard of it."""
    with engine.begin() as connection:
        connection.execute(GROW)
    started = time.perf_counter()
    heard = await asyncio.gather(*(_hears(one) for one in listeners if one.wait is not None))
    return time.perf_counter() - started if all(heard) else float("inf")


def main() -> None:
    """Measure and print."""
    streams = int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else STREAMS
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as found:
        for name, url in found:
            print(f"\n{name}: open dashboards")
            measure(url, lay_out(url, folder), streams)


if __name__ == "__main__":
    main()
