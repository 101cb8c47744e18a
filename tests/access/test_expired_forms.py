"""Whatever is sent with a token that no longer holds: nothing of it is done."""

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Connection

from tests.access.test_matrix import API, Door, address_of, door, routes
from tests.access.world import ROLES
from tests.browser import WRITES

__all__ = ["door"]
FROM_HERE = {"Origin": "http://localhost"}


def send_late(door: Door, address: str, role: str) -> int:
    """Send what the route takes from a page of ours, hours too late; return the status."""
    client = door.app.test_client()
    cookie, _form_token = door.cookies[role]
    client.set_cookie("session", cookie)
    form = {"csrf_token": "too old", **door.world.form(address)}
    return client.post(address, data=form, headers=FROM_HERE).status_code


def written_by(connection: Connection) -> list[str]:
    """Return a list that fills with the statements that write."""
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            written.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    return written


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_route_does_anything_for_an_expired_form(app: Flask, door: Door) -> None:
    door.session.flush()
    written = written_by(door.session.connection())
    steps = [rule for method, rule in routes(app) if method == "POST" and not rule.startswith(API)]
    late = {
        (address, role): send_late(door, address, role)
        for address in (address_of(rule, door.world) for rule in steps)
        for role in ROLES
    }

    assert written == []
    assert {place: status for place, status in late.items() if status >= 500} == {}
