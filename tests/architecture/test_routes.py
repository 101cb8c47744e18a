"""Every address says who may call it, and reads like the others."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from matchmaking.application import create_app
from matchmaking.web.access import Access, declared_access
from tests.access.test_matrix import routes, written
from tests.databases import settings_for

KEBAB = re.compile(r"(/([a-z0-9]+([-.][a-z0-9]+)*|<[^>]+>))+/?(\.[a-z]+)?|/")
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture(scope="module")
def application() -> Flask:
    """Return an application that no test sends requests to."""
    return create_app(settings_for("sqlite://"))


def rules_of(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_view_declares_who_may_call_it(application: Flask) -> None:
    silent = {
        rule.endpoint
        for rule in rules_of(application)
        if declared_access(application.view_functions[rule.endpoint]) is None
    }

    assert silent == set()


def test_addresses_are_in_kebab_case_with_typed_parts(application: Flask) -> None:
    odd = {rule.rule for rule in rules_of(application) if not KEBAB.fullmatch(rule.rule)}
    untyped = {rule.rule for rule in rules_of(application) if re.search(r"<\w+_id>", rule.rule)}

    assert (odd, untyped) == (set(), set())


def test_only_programs_delete_and_replace(application: Flask) -> None:
    found = {
        rule.rule
        for rule in rules_of(application)
        if (rule.methods or set()) & (UNSAFE - {"POST"})
        and declared_access(application.view_functions[rule.endpoint]) is not Access.TOKEN
    }

    assert found == set()


def test_only_programs_are_exempt_from_the_token_against_forgery(application: Flask) -> None:
    """Mail programs are programs too: what they send carries a signed address instead."""
    exempt = application.extensions["csrf"]._exempt_views  # noqa: SLF001 - it tells nobody else
    by_name = {
        f"{view.__module__}.{view.__name__}": endpoint
        for endpoint, view in application.view_functions.items()
    }
    endpoints = {by_name[name] for name in exempt if name in by_name}

    pages = {
        name
        for name in endpoints
        if declared_access(application.view_functions[name]) is not Access.TOKEN
    }
    assert pages == {"notifications.stop"}


def test_every_address_is_in_the_access_table(application: Flask) -> None:
    """What each role gets there is written down, and tried by ``tests/access``."""
    addresses = set(routes(application))

    assert (sorted(addresses - set(written())), sorted(set(written()) - addresses)) == ([], [])
