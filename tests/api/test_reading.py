import pytest
from sqlalchemy.orm import Session

from matchmaking.core.errors import NotFoundError
from tests.api.conftest import Program
from tests.factories.accounts import make_lead, make_organiser, make_staff, make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.dialogues import make_dialogue
from tests.factories.enterprises import make_catalogue_item, make_participation, make_representative
from tests.factories.expo import make_edition


@pytest.mark.parametrize("token", ["", "qt_made-up", "Basic abc"])
def test_without_a_valid_token_nothing_is_told(
    program: Program, session: Session, token: str
) -> None:
    program.token = token

    answer = program.get("/editions")

    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["rule"] == "token-refused"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_editions_are_listed_with_both_names(program: Program, session: Session) -> None:
    edition = make_edition(session)
    program.acting_as(make_organiser(session, edition))

    found = program.get(f"/editions/{edition.code}").get_json()

    assert found["name"] == {"en": "2nd Fair", "zh": "第二届博览会"}
    assert (found["starts_on"], found["base_currency"]) == ("2019-11-05", "USD")


def test_the_directory_is_searched_by_words_in_pages(program: Program, session: Session) -> None:
    edition = make_edition(session)
    program.acting_as(make_staff(session, edition))
    for _ in range(3):
        make_catalogue_item(session, make_participation(session, edition))

    found = program.get("/enterprises", page_size=2).get_json()

    assert (found["page"], found["pages"], found["total"], len(found["items"])) == (1, 2, 3, 2)
    assert found["items"][0]["items"][0]["kind"] == "offer"


def test_pages_after_the_last_are_empty_so_that_leafing_through_ends(
    program: Program, session: Session
) -> None:
    edition = make_edition(session)
    program.acting_as(make_staff(session, edition))
    make_catalogue_item(session, make_participation(session, edition))

    found = program.get("/enterprises", page=2).get_json()

    assert (found["page"], found["pages"], found["total"], found["items"]) == (2, 1, 1, [])


def test_an_enterprise_of_another_edition_is_not_there(program: Program, session: Session) -> None:
    program.acting_as(make_staff(session, make_edition(session)))
    stranger = make_participation(session, make_edition(session))

    answer = program.get(f"/enterprises/{stranger.id}")
    missing = program.get("/enterprises/999999")

    assert (answer.status_code, missing.status_code) == (404, 404)
    assert answer.get_data() == missing.get_data()


def test_a_lead_reads_the_totals_of_their_own_delegation_only(
    program: Program, session: Session
) -> None:
    edition = make_edition(session)
    own, other = make_delegation(session, edition), make_delegation(session, edition)
    program.acting_as(make_lead(session, edition, own))

    found = program.get(f"/delegations/{own.id}/totals", dimension="day").get_json()

    assert (found["as_of"], found["currency"], found["total"]["counted"]) == (0, "USD", "0.00")
    assert program.get(f"/delegations/{other.id}/totals").status_code == 404
    assert program.get("/totals").status_code == 404


def test_an_argument_that_does_not_fit_is_named(program: Program, session: Session) -> None:
    program.acting_as(make_organiser(session, make_edition(session)))

    answer = program.get("/totals", dimension="shoe size")

    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == ["dimension"]


def test_a_team_lists_its_own_seats(program: Program, session: Session) -> None:
    edition = make_edition(session)
    participation = make_participation(session, edition)
    person = make_representative(session, participation)
    program.acting_as(make_team_member(session, participation, representative=person))
    dialogue = make_dialogue(session, edition)
    program.post(f"/dialogues/{dialogue.id}/registrations", {"representative_id": person.id})

    found = program.get("/registrations").get_json()

    assert [(row["dialogue_id"], row["state"]) for row in found["items"]] == [
        (dialogue.id, "booked")
    ]


def test_the_description_is_openapi_3_1_and_names_every_call(program: Program) -> None:
    found = program.client.get("/api/v1/openapi.json").get_json()

    assert found["openapi"] == "3.1.0"
    assert "/api/v1/dialogues/{dialogue_id}/registrations" in found["paths"]


def test_a_missing_page_is_a_problem_document(program: Program, session: Session) -> None:
    program.acting_as(make_organiser(session, make_edition(session)))

    answer = program.get("/delegations/424242")

    assert answer.get_json()["title"] == "Not Found"
    assert answer.get_json()["rule"] == NotFoundError.rule
