"""A closed loop of requests from many connections: each sends its next when it has its answer."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    """One request: method, path, the sender's cookie, and a form if it writes."""

    path: str
    cookie: str = ""
    form: str | None = None

    def encoded(self, host: str) -> bytes:
        """Return the bytes that go over the wire."""
        method = "GET" if self.form is None else "POST"
        lines = [f"{method} {self.path} HTTP/1.1", f"Host: {host}", "Accept: text/html"]
        if self.cookie:
            lines.append(f"Cookie: {self.cookie}")
        body = (self.form or "").encode()
        if self.form is not None:
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Counted:
    """What came back: how many answers of each status, how long it took in all."""

    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)

    @property
    def answers(self) -> int:
        """Return how many answers there were."""
        return sum(self.statuses.values())

    def percentile(self, share: float) -> float:
        """Return the wait in milliseconds that this share of the answers stayed within."""
        waits = sorted(self.waits)
        return waits[min(len(waits) - 1, int(len(waits) * share))] * 1000 if waits else 0.0


Requests = Callable[[int], Iterator[Request]]


def run(port: int, requests: Requests, *, clients: int, seconds: float) -> Counted:
    """Let ``clients`` connections send what ``requests(client)`` yields for some seconds."""
    return asyncio.run(_run(port, requests, clients, seconds))


async def _run(port: int, requests: Requests, clients: int, seconds: float) -> Counted:
    counted = Counted()
    started = time.perf_counter()
    deadline = started + seconds
    await asyncio.gather(
        *(_client(port, requests(number), deadline, counted) for number in range(clients))
    )
    counted.seconds = time.perf_counter() - started
    return counted


async def _client(
    port: int, requests: Iterator[Request], deadline: float, counted: Counted
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    host = f"127.0.0.1:{port}"
    for request in requests:
        sent = time.perf_counter()
        if sent >= deadline:
            break
        writer.write(request.encoded(host))
        status = await _answer(reader)
        counted.statuses[status] = counted.statuses.get(status, 0) + 1
        counted.waits.append(time.perf_counter() - sent)
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        length = lowered.partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        await reader.readexactly(int(length or 0))
    return status
