"""Pages and bookings over HTTP beside a bare application, round by round in one run."""

import itertools
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import sqlalchemy as sa

from bench.fair import AT_ONCE, SESSIONS, Person, environment
from bench.load import Counted, Request, Requests, run
from bench.serving import Served, served
from matchmaking.core.database import engine_options, prepare_engine
from matchmaking.dialogues.models import Dialogue

ROUNDS = 3
SECONDS = 2.0
CLIENTS = 8
PROGRAMME, SEARCH = "/programme?day=all", "/programme?day=all&q=Forum"
CHANGE = sa.update(Dialogue).where(Dialogue.id == 1).values(seat_changes=Dialogue.seat_changes + 1)
SERVER = ["-m", "matchmaking.server"]
BARE = [
    "-m",
    "granian",
    "--interface",
    "asgi",
    "--factory",
    "--workers",
    "2",
    "--port",
    "{port}",
    "--no-ws",
    "bench.bare:application",
]


@dataclass
class Measured:
    """What one kind of request cost, over all rounds."""

    name: str
    cpu_ms: list[float]
    per_second: list[float]
    worst_ms: list[float]
    refused: int = 0

    def row(self, beside: "Measured | None") -> str:
        """Word the medians, and the ratio of processor time to the bare application's."""
        cpu, rate = statistics.median(self.cpu_ms), statistics.median(self.per_second)
        ratio = f"{cpu / statistics.median(beside.cpu_ms):6.1f} x" if beside else "       –"
        p99 = statistics.median(self.worst_ms)
        tail = f"  ({self.refused} refused)" if self.refused else ""
        return f"  {self.name:<34}{cpu:8.2f} ms CPU {rate:8.0f}/s {p99:7.1f} ms p99 {ratio}{tail}"


def measure(url: str, people: list[Person]) -> None:
    """Print processor milliseconds and requests per second, ours beside the bare application's."""
    with tempfile.TemporaryDirectory() as instance, ExitStack() as stack:
        settings = environment(url, instance)
        ours = stack.enter_context(served(SERVER, settings, ready="/healthz"))
        bare = stack.enter_context(served(BARE, settings, ready="/"))
        kinds: list[tuple[str, Served, Requests, str | None]] = [
            ("bare page of 50 rows", bare, lambda _: itertools.repeat(Request("/")), None),
            ("personal page", ours, pages(people, "/"), "bare page of 50 rows"),
            ("programme, kept", ours, pages(people, PROGRAMME), "bare page of 50 rows"),
            ("programme, just changed", ours, _changing(people, url), "bare page of 50 rows"),
            ("programme, searched", ours, pages(people, SEARCH), "bare page of 50 rows"),
            ("bare booking", bare, _bare_bookings, None),
            ("booking", ours, _bookings(people), "bare booking"),
        ]
        found = {name: Measured(name, [], [], []) for name, *_ in kinds}
        for _ in range(ROUNDS):
            for name, server, requests, _beside in kinds:
                _once(found[name], server, requests)
        for name, _server, _requests, beside in kinds:
            print(found[name].row(found[beside] if beside else None))


def _once(measured: Measured, server: Served, requests: Requests) -> None:
    before = server.cpu_seconds()
    counted = run(server.port, requests, clients=CLIENTS, seconds=SECONDS)
    spent = server.cpu_seconds() - before
    measured.cpu_ms.append(spent * 1000 / max(1, counted.answers))
    measured.per_second.append(counted.answers / counted.seconds)
    measured.worst_ms.append(counted.percentile(0.99))
    measured.refused += _refusals(counted)


def _refusals(counted: Counted) -> int:
    return sum(count for status, count in counted.statuses.items() if status not in {200, 302, 303})


def pages(people: list[Person], path: str) -> Requests:
    """Let people fetch a page in turn, each client its own people."""

    def requests(client: int) -> Iterator[Request]:
        for person in itertools.cycle(people[client::CLIENTS]):
            yield Request(path, cookie=person.cookie)

    return requests


def _changing(people: list[Person], url: str) -> Requests:
    """Change a session before each request for the programme, so that it is made anew."""
    engine = prepare_engine(sa.create_engine(**engine_options(url)))

    def requests(client: int) -> Iterator[Request]:
        for request in pages(people, PROGRAMME)(client):
            with engine.begin() as connection:
                connection.execute(CHANGE)
            yield request

    return requests


def _bare_bookings(client: int) -> Iterator[Request]:
    for number in itertools.count(client):
        yield Request(f"/book/{1 + number * 7 % SESSIONS}", form="seat=1")


def _bookings(people: list[Person]) -> Requests:
    """Book a fresh seat with each request: every person goes through the slots of the fair once."""
    fresh = [_seats_of(people[client::CLIENTS]) for client in range(CLIENTS)]
    return lambda client: fresh[client]


def _seats_of(people: list[Person]) -> Iterator[Request]:
    for slot, person in itertools.product(range(SESSIONS // AT_ONCE), people):
        session = 1 + slot * AT_ONCE + person.representative_id % AT_ONCE
        form = f"csrf_token={person.form_token}&representative_id={person.representative_id}"
        yield Request(f"/programme/{session}/seats", cookie=person.cookie, form=form)
