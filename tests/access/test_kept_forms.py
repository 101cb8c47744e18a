"""What is sent by somebody signed out is not done, and comes back to none but who may send it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.access.test_expired_forms import written_by
from tests.access.test_matrix import Door, address_of, door, written
from tests.access.world import ROLES
from tests.browser import form_values
from tests.pages import HtmlPage

__all__ = ["door"]
# A link that is over shows its page to nobody.
OVER = {"/account/email/<token>"}
TYPED = "Something typed by hand"


def kept_of(door: Door, address: str) -> tuple[int, str]:
    """Send what the route takes as nobody; return the status and what the page keeps."""
    client = door.app.test_client()
    cookie, token = door.cookies["nobody"]
    client.set_cookie("session", cookie)
    form = {"csrf_token": token, **door.world.form(address), "typed": TYPED}
    page = client.post(address, data=form)
    forms = [one for one in HtmlPage(page.text).every("form") if "kept" in form_values(one)]
    return page.status_code, form_values(forms[0])["kept"] if forms else ""


def sees_again(door: Door, kept: str, role: str) -> bool:
    """Return whether somebody who is in this role by now is shown what the page kept."""
    client = door.app.test_client()
    cookie, token = door.cookies[role]
    client.set_cookie("session", cookie)
    grant = door.world.grants[role]
    assert grant is not None
    form = {"csrf_token": token, "email": grant.account.email, "kept": kept}
    return client.post("/sign-in", data=form).status_code == 200


def steps(app: Flask) -> Iterator[Rule]:
    """Yield what only people who are signed in may send."""
    table = written()
    for rule in app.url_map.iter_rules():
        letters = table.get(("POST", _worded(rule)), "-")
        if "POST" in (rule.methods or ()) and letters[0] == "s" and rule.rule not in OVER:
            yield rule


def _worded(rule: Rule) -> str:
    return rule.rule.replace(", ", ",")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_was_typed_comes_back_to_whom_the_route_lets_in(app: Flask, door: Door) -> None:
    door.session.flush()
    writes = written_by(door.session.connection())
    people = [role for role in ROLES if role != "nobody"]
    wrong = []
    for rule in steps(app):
        status, kept = kept_of(door, address_of(_worded(rule), door.world))
        assert (status, bool(kept)) == (401, True), rule
        letters = dict(zip(ROLES, written()["POST", _worded(rule)], strict=True))
        roles = app.view_functions[rule.endpoint].__dict__["allowed_roles"]
        for name in people:
            grant = door.world.grants[name]
            has_page = "GET" in (rule.methods or ())
            may = letters[name] == "Y" if has_page else grant is not None and grant.role in roles
            if sees_again(door, kept, name) != may:
                wrong.append(f"{rule} as {name}: {'not ' if may else ''}shown")

    assert (wrong, writes) == ([], [])
