"""Calls nobody thought of: whatever the description allows is answered, never by our mistake."""

from http import HTTPStatus
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok
from sqlalchemy.orm import Session

from matchmaking.accounts import services
from matchmaking.core.clock import utc_now
from tests.access.world import make_world
from tests.api.conftest import Program
from tests.factories.accounts import make_organiser, make_team_member
from tests.factories.enterprises import make_participation
from tests.factories.expo import make_edition

EXAMPLES = 6
DOCUMENT = "/api/v1/openapi.json"


def test_no_call_the_description_allows_ends_in_our_mistake(app: Flask, session: Session) -> None:
    grant = make_world(session).grants["team's administrator"]
    assert grant is not None
    token = services.issue_token(session, grant, name="any call", at=utc_now())
    session.commit()  # into the test's own transaction: a refused call undoes only itself
    mistakes: list[str] = []

    def call(case: schemathesis.Case[Any]) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            mistakes.append(
                f"{case.method} {case.path} {case.query!r} {case.body!r}: {answer.text}"
            )

    for found in schemathesis.openapi.from_wsgi(DOCUMENT, app).get_all_operations():
        assert isinstance(found, Ok)
        any_case = found.ok().as_strategy()
        settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(given(any_case)(call))()

    assert mistakes == []


LARGE = 2**40


@pytest.mark.parametrize(
    "path",
    ["/dialogues/{}", "/meetings/{}", "/intentions/{}", "/enterprises/{}", "/delegations/{}"],
)
def test_a_number_no_key_can_be_is_missing(session: Session, program: Program, path: str) -> None:
    program.acting_as(make_organiser(session, make_edition(session)))

    answer = program.get(path.format(LARGE))

    assert (answer.status_code, answer.get_json()["rule"]) == (404, "not-found")


def test_words_no_database_keeps_are_refused(session: Session, program: Program) -> None:
    program.acting_as(make_organiser(session, make_edition(session)))

    answer = program.get("/enterprises", q="gear\x00box")

    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == ["q"]


def test_an_entry_no_ledger_reaches_is_refused(session: Session, program: Program) -> None:
    program.acting_as(make_organiser(session, make_edition(session)))

    answer = program.get("/totals", as_of=10**25)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == ["as_of"]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"partner_id": ' + "9" * 5000 + "}"])
def test_json_that_nobody_can_read_is_refused(
    session: Session, program: Program, text: str
) -> None:
    program.acting_as(make_team_member(session, make_participation(session, make_edition(session))))

    answer = program.send_text("/meetings", text, "application/json")

    assert (answer.status_code, answer.get_json()["rule"]) == (400, "invalid-call")


def test_a_body_that_says_it_is_no_json_is_refused_for_that(
    session: Session, program: Program
) -> None:
    program.acting_as(make_team_member(session, make_participation(session, make_edition(session))))

    answer = program.send_text("/meetings", '{"partner_id": 1}', "text/plain")

    assert (answer.status_code, answer.get_json()["rule"]) == (415, "not-json")


def test_a_mistyped_argument_is_named_instead_of_answering_something_else(
    session: Session, program: Program
) -> None:
    program.acting_as(make_organiser(session, make_edition(session)))

    answer = program.get("/totals", dimention="area")

    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == ["dimention"]


def test_an_address_names_the_methods_it_takes(session: Session, program: Program) -> None:
    program.acting_as(make_organiser(session, make_edition(session)))

    answer = program.post("/editions")

    assert (answer.status_code, answer.get_json()["rule"]) == (405, "method-not-allowed")
    assert "“Allow”" in answer.get_json()["detail"]
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
