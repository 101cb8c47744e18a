"""Open event streams held by one server: how many, at what price, and do pages suffer."""

import asyncio
import itertools
import resource
import tempfile
import time
from dataclasses import dataclass

from bench.fair import EDITION, Person, environment
from bench.load import Request, run
from bench.serving import Served, served
from bench.web import SERVER, pages

STREAMS = 2000
QUIET_SECONDS = 3.0
AT_A_TIME = 100
PATIENCE_SECONDS = 10
FIRST_WORD = b"event: ledger"


@dataclass(frozen=True)
class Held:
    """What holding the streams took: how many, CPU share, bytes each, the slowest first word."""

    count: int
    cpu_share: float
    bytes_each: float
    slowest_seconds: float


def measure(url: str, people: list[Person]) -> None:
    """Print what holding many open dashboards costs the server."""
    allow_files()
    with (
        tempfile.TemporaryDirectory() as instance,
        served(SERVER, environment(url, instance), ready="/healthz") as server,
    ):
        run(server.port, pages(people, "/"), clients=4, seconds=1.0)
        held = asyncio.run(_hold(server, people))
    print(f"  {held.count} of {STREAMS} streams held open over {QUIET_SECONDS:.0f} quiet seconds")
    print(f"  {held.cpu_share * 100:.1f} % of a core meanwhile, all processes together")
    print(f"  {held.bytes_each / 1024:.1f} kB of memory each")
    print(f"  {held.slowest_seconds * 1000:.0f} ms until the slowest said where the ledger stands")


def allow_files() -> None:
    """Raise this process's limit of open files, inherited by the server, to what is allowed."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def _hold(server: Served, people: list[Person]) -> Held:
    before = server.proportional_bytes()
    writers: list[asyncio.StreamWriter] = []
    waits: list[float] = []
    listeners = itertools.islice(itertools.cycle(people), STREAMS)
    while group := list(itertools.islice(listeners, AT_A_TIME)):
        opened = await asyncio.gather(*(_listen(server.port, person) for person in group))
        writers += [writer for writer, _ in opened]
        waits += [wait for _, wait in opened if wait is not None]
    spent = server.cpu_seconds()
    await asyncio.sleep(QUIET_SECONDS)
    held = Held(
        count=len(waits),
        cpu_share=(server.cpu_seconds() - spent) / QUIET_SECONDS,
        bytes_each=(server.proportional_bytes() - before) / max(1, len(waits)),
        slowest_seconds=max(waits, default=0.0),
    )
    for writer in writers:
        writer.close()
    return held


async def _listen(port: int, person: Person) -> tuple[asyncio.StreamWriter, float | None]:
    """Open a stream; return how long it took to say where the ledger stands, if it did."""
    started = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = Request(f"/streams/editions/{EDITION}", cookie=person.cookie)
    writer.write(request.encoded(f"127.0.0.1:{port}"))
    try:
        await asyncio.wait_for(reader.readuntil(FIRST_WORD), PATIENCE_SECONDS)
    except (TimeoutError, asyncio.IncompleteReadError):
        return writer, None
    return writer, time.perf_counter() - started
