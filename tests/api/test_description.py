"""The description of the interface: complete, and in the form OpenAPI 3.1 asks for."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.access.test_matrix import routes

PREFIX = "/api/v1/"
METHODS = {"get", "post", "put", "patch", "delete"}
Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture
def description(app: Flask) -> dict[str, Any]:
    """Return the description as programs fetch it."""
    found: dict[str, Any] = app.test_client().get(f"{PREFIX}openapi.json").get_json()
    return found


def operations(description: dict[str, Any]) -> Iterator[Operation]:
    for path, item in description["paths"].items():
        for method in METHODS & set(item):
            yield method, path, item[method]


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_operation_says_what_it_does_and_answers(description: dict[str, Any]) -> None:
    wanting = [
        f"{method} {path}"
        for method, path, operation in operations(description)
        if not (operation.get("summary") or operation.get("description"))
        or not any(status.startswith("2") for status in operation["responses"])
        or "default" not in operation["responses"]
        or not all(answer.get("description") or "$ref" in answer for answer in answers(operation))
    ]

    assert wanting == []


def answers(operation: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = list(operation["responses"].values())
    return found


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_operations_have_keys_of_their_own_and_name_their_arguments(
    description: dict[str, Any],
) -> None:
    keys = [op["operationId"] for _m, _p, op in operations(description) if "operationId" in op]
    unnamed = []
    for method, path, operation in operations(description):
        shared = description["paths"][path].get("parameters", [])
        named = {
            one["name"] for one in [*shared, *operation.get("parameters", [])] if "name" in one
        }
        if not set(re.findall(r"{(\w+)}", path)) <= named:
            unnamed.append(f"{method} {path}")

    assert len(keys) == len(set(keys))
    assert unnamed == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_everything_it_refers_to_is_there(description: dict[str, Any]) -> None:
    missing = []
    for reference in set(references(description)):
        place: Any = description
        for part in reference.removeprefix("#/").split("/"):
            place = place.get(part, {})
        if not place:
            missing.append(reference)

    assert description["openapi"] == "3.1.0"
    assert {"title", "version"} <= set(description["info"])
    assert missing == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_it_holds_every_call(app: Flask, description: dict[str, Any]) -> None:
    called = {
        (method.lower(), re.sub(r"<(?:[^:>]+:)?(\w+)>", r"{\1}", rule))
        for method, rule in routes(app)
        if rule.startswith(PREFIX) and not rule.endswith("openapi.json")
    }

    assert {(method, path) for method, path, _operation in operations(description)} == called


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_write_names_the_key_it_needs(description: dict[str, Any]) -> None:
    silent = [
        path
        for method, path, operation in operations(description)
        if method == "post"
        and not any(
            one.get("name") == "Idempotency-Key" and one.get("required")
            for one in operation.get("parameters", [])
        )
    ]

    assert silent == []
