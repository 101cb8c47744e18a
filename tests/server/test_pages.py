"""Pages behind the asynchronous server: what they are asked, what they answer."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import pytest

from matchmaking.server.pages import IN_MEMORY, Pages

MOST = 2 * IN_MEMORY
Event = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]
CLIENT, SERVER = ("203.0.113.7", 50_000), ("fair.example", 443)


def scope_of(path: str, **headers: str) -> Event:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http",
        "method": "POST",
        "scheme": "https",
        "http_version": "1.1",
        "path": path,
        "query_string": b"day=all",
        "headers": named,
        "client": CLIENT,
        "server": SERVER,
    }


class Application:
    """A WSGI application that notes what it was asked and answers what it read."""

    def __init__(self) -> None:
        self.environ: dict[str, Any] = {}
        self.is_closed = False

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Begin an answer."""
        self.environ = environ
        start_response("201 CREATED", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return self

    def __iter__(self) -> Iterator[bytes]:
        yield b"read "
        yield self.environ["wsgi.input"].read()

    def close(self) -> None:
        """Note the end."""
        self.is_closed = True


def asked(
    application: Application, scope: Event, events: Iterable[Event]
) -> tuple[list[Event], int]:
    """Return what is sent for a request, and how many of its events were waited for."""
    sent: list[Event] = []
    coming, waited = iter(events), 0

    async def receive() -> Event:
        nonlocal waited
        waited += 1
        return next(coming)

    async def send(event: Event) -> None:
        sent.append(event)

    pages = Pages(cast("Any", application), threads=1, most=MOST)
    asyncio.run(pages.answer(cast("Any", scope), cast("Any", receive), cast("Any", send)))
    return sent, waited


def piece(body: bytes, *, more: bool = False) -> Event:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_request_is_handed_over_and_its_answer_sent_in_one_piece() -> None:
    application = Application()

    sent, _ = asked(application, scope_of("/m%C3%BC", content_length="4"), [piece(b"form")])

    start, body = sent
    assert start["status"] == 201
    assert start["headers"] == [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
    assert body == {"type": "http.response.body", "body": b"read form"}
    assert application.is_closed
    environ = application.environ
    assert (environ["REQUEST_METHOD"], environ["QUERY_STRING"]) == ("POST", "day=all")
    assert (environ["wsgi.url_scheme"], environ["REMOTE_ADDR"]) == ("https", CLIENT[0])


def test_a_request_in_pieces_is_put_together_even_on_disk() -> None:
    half = b"x" * IN_MEMORY
    scope = scope_of("/", content_length=str(2 * len(half)))

    sent, _ = asked(Application(), scope, [piece(half, more=True), piece(half)])

    assert sent[1]["body"] == b"read " + half + half


def test_without_a_length_nothing_is_waited_for() -> None:
    sent, waited = asked(Application(), scope_of("/"), [])

    assert (sent[1]["body"], waited) == (b"read ", 0)


def test_of_more_than_the_application_takes_nothing_is_read() -> None:
    sent, waited = asked(Application(), scope_of("/", content_length=str(MOST + 1)), [])

    assert (sent[1]["body"], waited) == (b"read ", 0)


def test_who_leaves_while_sending_is_not_answered() -> None:
    application = Application()
    events = [piece(b"ab", more=True), {"type": "http.disconnect"}]

    sent, _ = asked(application, scope_of("/", content_length="4"), events)

    assert sent == []
    assert application.environ == {}


def test_what_goes_wrong_in_the_application_goes_on_to_the_server() -> None:
    class Failing(Application):
        def __iter__(self) -> Iterator[bytes]:
            raise LookupError

    application = Failing()

    with pytest.raises(LookupError):
        asked(application, scope_of("/"), [])
    assert application.is_closed


def test_a_query_typed_in_chinese_arrives_as_a_browser_would_send_it() -> None:
    application = Application()
    scope = {**scope_of("/partners"), "query_string": "q=汽车&page=2".encode()}

    sent, _ = asked(application, scope, [])

    assert sent[0]["status"] == 201
    assert application.environ["QUERY_STRING"] == "q=%E6%B1%BD%E8%BD%A6&page=2"
