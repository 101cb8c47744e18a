"""Live streams: an open dashboard hears that its edition's ledger has grown.

``GET /streams/editions/<id>`` sends an event ``ledger`` with ``{"sequence": n, "at": instant}``
at once and after every change. Who may not listen is answered 204, on which browsers stop
asking. A stream ends when its person signs out, loses the role or the server stops.
"""

import asyncio
import json
import re
import signal
from collections import defaultdict
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Flask
from flask_login import current_user
from sqlalchemy.exc import OperationalError
from structlog import get_logger

from matchmaking.accounts.access import current_person
from matchmaking.accounts.queries import listeners_still_allowed
from matchmaking.core.clock import utc_now
from matchmaking.server.changes import Changes, Heads, changes_of
from matchmaking.web.session import db

if TYPE_CHECKING:
    from a2wsgi.asgi_typing import HTTPScope, Receive, Send

ADDRESS = re.compile(r"/streams/editions/(\d{1,18})")
HEARTBEAT = 15.0
RECHECK_EVERY = 2.0
RESTART_AFTER = 1.0
RECONNECT_MILLISECONDS = 2000
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
log = get_logger()


@dataclass(eq=False)
class Stream:
    """One open stream of a person about one edition."""

    edition_id: int
    sign_in_id: int = 0
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    sequence: int = 0
    told: int | None = None
    is_over: bool = False

    def tell(self, sequence: int) -> None:
        """Have the newest sequence number sent; numbers it overtakes are skipped."""
        if sequence > self.sequence:
            self.sequence = sequence
            self.wake.set()

    def end(self) -> None:
        """Have the stream closed."""
        self.is_over = True
        self.wake.set()

    def message(self) -> bytes:
        """Return what to send now: the news, or a sign of life."""
        if self.sequence == self.told:
            return b":\n\n"
        self.told = self.sequence
        facts = json.dumps({"sequence": self.sequence, "at": utc_now().isoformat()})
        return f"id: {self.sequence}\nevent: ledger\ndata: {facts}\n\n".encode()


class Streams:
    """All open streams of one server process."""

    def __init__(self, app: Flask, database_url: str) -> None:
        self.app = app
        self.changes: Changes = changes_of(database_url)
        self.open: dict[int, set[Stream]] = defaultdict(set)
        self.pool = ThreadPoolExecutor(2, thread_name_prefix="streams")
        self.tasks: list[asyncio.Task[None]] = []

    async def live(self, receive: "Receive", send: "Send") -> None:
        """Answer the server's lifespan: watch while it runs, end all streams when it stops."""
        await receive()
        self._end_streams_on_signal()
        self.tasks = [
            asyncio.create_task(self._forever(watch))
            for watch in (self._watch_ledgers, self._watch_people, self._beat)
        ]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.end_all()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.pool.shutdown(wait=False)
        await send({"type": "lifespan.shutdown.complete"})

    async def answer(self, scope: "HTTPScope", receive: "Receive", send: "Send") -> None:
        """Answer one request for a stream."""
        found = ADDRESS.fullmatch(scope["path"])
        if found is None:
            await _refuse(send, 404)
            return
        if scope["method"] != "GET":
            await _refuse(send, 405)
            return
        cookies = _cookies(scope)
        loop = asyncio.get_running_loop()
        # Known before the database is asked, the stream misses nothing committed from here on.
        stream = Stream(edition_id=int(found[1]))
        self.open[stream.edition_id].add(stream)
        try:
            admitted = loop.run_in_executor(self.pool, self._admit, stream, cookies)
            if await admitted:
                await self._send_events(stream, receive, send)
            else:
                await _refuse(send, 204)
        except OperationalError as error:
            log.warning("no stream without a database", error=str(error.orig))
            await _refuse(send, 503)
        finally:
            self._forget(stream)

    def end_all(self) -> None:
        """End every stream."""
        for streams in self.open.values():
            for stream in streams:
                stream.end()

    def _admit(self, stream: Stream, cookies: str) -> bool:
        """Return whether the person the cookies belong to has a role in the edition."""
        with self.app.test_request_context("/streams/", headers={"Cookie": cookies}):
            if not current_user.is_authenticated:
                return False
            person = current_person()
            stream.sign_in_id = person.sign_in_id
            stream.sequence = max(stream.sequence, _head(stream.edition_id))
            return stream.edition_id in {hat.edition_id for hat in person.hats}

    async def _send_events(self, stream: Stream, receive: "Receive", send: "Send") -> None:
        departure = asyncio.create_task(_wait_for_departure(receive, stream))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            start = f"retry: {RECONNECT_MILLISECONDS}\n".encode()
            stream.wake.clear()
            await _send_piece(send, start + stream.message())
            while not stream.is_over:
                await stream.wake.wait()
                stream.wake.clear()
                if not stream.is_over:
                    await _send_piece(send, stream.message())
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            departure.cancel()

    def _forget(self, stream: Stream) -> None:
        streams = self.open[stream.edition_id]
        streams.discard(stream)
        if not streams:
            del self.open[stream.edition_id]

    async def _forever(self, watch: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Keep a watch going whatever befalls it."""
        while True:
            try:
                await watch()
            except Exception:
                log.exception("stream watch failed")
            await asyncio.sleep(RESTART_AFTER)

    async def _watch_ledgers(self) -> None:
        async for heads in self.changes.heads(lambda: tuple(self.open)):
            self._tell(heads)

    def _tell(self, heads: Heads) -> None:
        for edition_id, sequence in heads.items():
            for stream in self.open.get(edition_id, ()):
                stream.tell(sequence)

    async def _watch_people(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(RECHECK_EVERY)
            streams = [stream for group in self.open.values() for stream in group]
            if not streams:
                continue
            people = {stream.sign_in_id for stream in streams if stream.sign_in_id}
            allowed = await loop.run_in_executor(self.pool, self._allowed, people)
            for stream in streams:
                seat = (stream.sign_in_id, stream.edition_id)
                if stream.sign_in_id in people and seat not in allowed:
                    stream.end()

    def _allowed(self, sign_in_ids: set[int]) -> set[tuple[int, int]]:
        with self.app.app_context():
            return listeners_still_allowed(db.session, sign_in_ids, at=utc_now())

    async def _beat(self) -> None:
        """Show proxies and browsers that silent streams live."""
        while True:
            await asyncio.sleep(HEARTBEAT)
            for streams in self.open.values():
                for stream in streams:
                    stream.wake.set()

    def _end_streams_on_signal(self) -> None:
        """End streams before the server's own handler waits for every answer to end."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)

            def handle(number: int, frame: FrameType | None, before: object = before) -> None:
                with suppress(RuntimeError):
                    loop.call_soon_threadsafe(self.end_all)
                if callable(before):
                    before(number, frame)

            signal.signal(number, handle)


def _head(edition_id: int) -> int:
    query = sa.text("SELECT sequence FROM ledger_heads WHERE edition_id = :edition_id")
    return db.session.scalar(query, {"edition_id": edition_id}) or 0


def _cookies(scope: "HTTPScope") -> str:
    found = [value for name, value in scope["headers"] if name == b"cookie"]
    return b"; ".join(found).decode("latin-1")


async def _wait_for_departure(receive: "Receive", stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def _send_piece(send: "Send", body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _refuse(send: "Send", status: int) -> None:
    headers = [(b"cache-control", b"no-store"), (b"content-length", b"0")]
    if status == 204:  # noqa: PLR2004 - no content has no length
        headers.pop()
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
