"""Programs are told what is wrong in the language they ask for."""

import re

import pytest
from sqlalchemy.orm import Session

from tests.api.conftest import Program
from tests.factories.accounts import make_organiser
from tests.factories.expo import make_edition
from tests.factories.meetings import make_side

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WRONG: list[dict[str, object]] = [
    {},
    {"side": "both", "partner_id": "x", "kind": 3, "title": 5, "currency": "???"},
    {"partner_id": 0, "title": "t" * 300, "term_months": 0, "signed_on": "soon", "lines": "none"},
    {"partner_id": None, "title": "", "term_months": 9e9, "is_on_site": "maybe", "colour": "red"},
    {"title": "a\x00b", "term_months": 2**70, "lines": [1, {"description": ""}], "one_year": ""},
]


@pytest.mark.parametrize("body", WRONG)
def test_every_field_s_mistake_is_said_in_the_caller_s_language(
    session: Session, program: Program, body: dict[str, object]
) -> None:
    program.acting_as(make_side(session, make_edition(session)).grant)

    english = program.speaking("en").post("/intentions", body).get_json()
    chinese = program.speaking("zh-CN").post("/intentions", body).get_json()

    assert [one["field"] for one in english["errors"]] == [
        one["field"] for one in chinese["errors"]
    ]
    assert chinese["errors"]
    assert [one for one in english["errors"] if CHINESE.search(one["detail"])] == []
    assert [one for one in chinese["errors"] if not CHINESE.search(one["detail"])] == []
    assert CHINESE.search(chinese["detail"])


def test_text_that_is_no_json_is_named(session: Session, program: Program) -> None:
    program.acting_as(make_side(session, make_edition(session)).grant).speaking("zh-CN")

    answer = program.client.post(
        "/api/v1/intentions",
        data="{",
        content_type="application/json",
        headers={
            "Authorization": f"Bearer {program.token}",
            "Idempotency-Key": "once",
            **program.preferences,
        },
    )

    assert answer.status_code in {400, 422}
    assert CHINESE.search(answer.get_json()["detail"])


@pytest.mark.parametrize(
    "asked, own, is_chinese", [("fr", "zh_Hans", True), ("en", "zh_Hans", False), ("zh", "", True)]
)
def test_without_a_language_of_ours_the_person_s_own_is_spoken(
    session: Session, program: Program, asked: str, own: str, *, is_chinese: bool
) -> None:
    grant = make_organiser(session, make_edition(session))
    grant.account.language = own

    answer = program.acting_as(grant).speaking(asked).get("/meetings/987654")

    assert bool(CHINESE.search(answer.get_json()["detail"])) is is_chinese
