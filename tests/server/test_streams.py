"""Live streams, from a real server on both databases."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from matchmaking.accounts.models import Grant, SignIn
from matchmaking.intentions.models import LedgerHead
from tests.databases import DIALECTS
from tests.factories.accounts import make_account, make_organiser
from tests.factories.expo import make_edition
from tests.live import LiveServer
from tests.waiting import PATIENCE_SECONDS

PROMISED_SECONDS = 1


@pytest.fixture(params=DIALECTS)
def live_dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Listener:
    """A browser's EventSource, on a bare socket."""

    def __init__(self, connection: socket.socket) -> None:
        self.file = connection.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = dict(self._headers())
        self.lines = self._lines()

    def _headers(self) -> Iterator[tuple[str, str]]:
        while line := self.file.readline().strip():
            name, _, value = line.decode().partition(":")
            yield name.lower(), value.strip()

    def next_event(self) -> tuple[str, dict[str, object]]:
        """Wait for an event."""
        name = ""
        for line in self.lines:
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                return name, json.loads(value)
        raise EOFError

    def ends(self) -> bool:
        """Wait for the end, and tell whether no more news came; signs of life are no news.

        A stream that breaks off instead of ending raises an error.
        """
        return all(line in {"", ":"} for line in self.lines)

    def _lines(self) -> Iterator[str]:
        while size := int(self.file.readline(), 16):
            yield from self.file.read(size).decode().splitlines()
            self.file.readline()


@contextmanager
def listening(server: LiveServer, path: str, cookie: str = "") -> Iterator[Listener]:
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE_SECONDS) as connection:
        connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\n"
            f"Cookie: {server.cookie_name}={cookie}\r\n\r\n".encode()
        )
        listener = Listener(connection)
        with listener.file:
            yield listener


def organiser_of_a_ledger(server: LiveServer, sequence: int = 7) -> Grant:
    with server.session() as session:
        edition = make_edition(session)
        grant = make_organiser(session, edition)
        session.add(LedgerHead(edition_id=edition.id, sequence=sequence))
        session.commit()
        return grant


def grow(server: LiveServer, edition_id: int, sequence: int) -> None:
    with server.session() as session:
        session.get_one(LedgerHead, edition_id).sequence = sequence
        session.commit()


def test_a_listener_hears_the_head_at_once_and_every_change_within_a_second(
    live_server: LiveServer,
) -> None:
    grant = organiser_of_a_ledger(live_server)
    path = f"/streams/editions/{grant.edition_id}"
    waits = []
    with listening(live_server, path, live_server.cookie_of(grant)) as listener:
        heard = [listener.next_event()]
        for sequence in (8, 9, 10, 11, 12):
            started = time.monotonic()
            grow(live_server, grant.edition_id, sequence)
            heard.append(listener.next_event())
            waits.append(time.monotonic() - started)

    assert listener.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert [(name, facts["sequence"]) for name, facts in heard] == [
        ("ledger", sequence) for sequence in (7, 8, 9, 10, 11, 12)
    ]
    # The quickest: a machine busy with other tests may hold up some of them, but a server that
    # asked for news now and then, instead of hearing them, would be late every time.
    assert min(waits) < PROMISED_SECONDS


def test_an_edition_without_a_ledger_stands_at_nought(live_server: LiveServer) -> None:
    with live_server.session() as session:
        grant = make_organiser(session, make_edition(session))
        session.commit()

    path = f"/streams/editions/{grant.edition_id}"
    with listening(live_server, path, live_server.cookie_of(grant)) as listener:
        assert listener.next_event()[1]["sequence"] == 0


def test_strangers_are_told_to_stop_asking(live_server: LiveServer) -> None:
    grant = organiser_of_a_ledger(live_server)
    with live_server.session() as session:
        stranger = make_organiser(session, make_edition(session))
        roleless = make_account(session)
        session.commit()
    cookies = ["", "forged", live_server.cookie_of(stranger), live_server.cookie_of(roleless)]
    path = f"/streams/editions/{grant.edition_id}"

    statuses = []
    for cookie in cookies:
        with listening(live_server, path, cookie) as listener:
            statuses.append(listener.status)

    assert statuses == [204, 204, 204, 204]


def test_there_is_nothing_at_other_addresses(live_server: LiveServer) -> None:
    with listening(live_server, "/streams/enterprises/1") as listener:
        assert listener.status == 404


def test_signing_out_ends_the_stream(live_server: LiveServer) -> None:
    grant = organiser_of_a_ledger(live_server)
    cookie = live_server.cookie_of(grant)
    with listening(live_server, f"/streams/editions/{grant.edition_id}", cookie) as listener:
        listener.next_event()
        with live_server.session() as session:
            session.execute(sa.delete(SignIn).where(SignIn.account_id == grant.account_id))
            session.commit()

        assert listener.ends()


def test_an_open_stream_does_not_hold_up_the_server_s_end(own_server: LiveServer) -> None:
    grant = organiser_of_a_ledger(own_server)
    cookie = own_server.cookie_of(grant)
    with listening(own_server, f"/streams/editions/{grant.edition_id}", cookie) as listener:
        listener.next_event()
        own_server.stop()

        # Whom the server waited for in vain would hear it break off.
        assert listener.ends()
