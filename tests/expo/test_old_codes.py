"""A hall gets another code: who has corrected it is led to the places that still have the old."""

import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.expo.following import rewritings
from matchmaking.expo.models import Edition, Hall
from matchmaking.expo.naming import has_code
from matchmaking.expo.values import PlaceKind
from tests.browser import Browser
from tests.factories.expo import make_hall, make_place

TOLD = "still have its old code “1.1” in code or name."


@pytest.fixture
def hall(session: Session, edition: Edition) -> Hall:
    """Make a hall with two places whose code or name has its own in it, and one without."""
    hall = make_hall(session, edition, code="1.1", name_en="West", name_zh="西馆")
    booth = {"kind": PlaceKind.BOOTH, "hall": hall}
    make_place(session, edition, code="1.1A01", name_en="Booth 1.1A01", **booth)
    make_place(session, edition, code="B2", name_zh="1.1展位", **booth)
    make_place(session, edition, code="T11", name_en="Table 11.1", hall=hall)
    elsewhere = make_hall(session, edition, code="2.1")
    make_place(session, edition, code="1.1C07", hall=elsewhere)
    return hall


@pytest.mark.parametrize(
    "text, code, expected",
    [
        ("5.1A03", "5.1", True),
        ("Booth 5.1A03", "5.1", True),
        ("5.1展位", "5.1", True),
        ("Room 5.1-2", "5.1", True),
        ("15.1A03", "5.1", False),
        ("5.12", "5.1", False),
        ("5.1A03", "5", False),
        ("5A03", "5", True),
        ("T05", "5", False),
        ("N07", "N", True),
        ("Nine", "N", False),
        ("5x1", "5.1", False),
        ("", "5.1", False),
    ],
)
def test_a_code_stands_in_a_text_as_itself(text: str, code: str, *, expected: bool) -> None:
    assert has_code(text, code) is expected


def test_places_with_the_old_code_are_counted_in_the_hall_alone(
    session: Session, hall: Hall
) -> None:
    hall.code = "3.1"

    assert len(rewritings(session, hall, "1.1")) == 2
    assert rewritings(session, hall, "2.1") == []


def test_whoever_corrects_a_hall_s_code_is_led_to_the_places_that_keep_the_old_one(
    browser: Browser, organiser: Grant, hall: Hall
) -> None:
    sent = browser.submit(f"/fair/halls/{hall.id}/rename", code="3.1")

    page = browser.follow(sent)
    assert sent.location == f"/fair/halls/{hall.id}?old=1.1"
    assert f"2 places of this hall {TOLD}" in page.words
    assert ("1.1A01" in page.words, "B2" in page.words, "T11" in page.words) == (True, True, False)
    assert f"/fair/halls/{hall.id}" in page.page.links
    assert "T11" in browser.get(f"/fair/halls/{hall.id}").words


def test_the_places_are_corrected_one_after_the_other(
    browser: Browser, session: Session, organiser: Grant, hall: Hall
) -> None:
    browser.submit(f"/fair/halls/{hall.id}/rename", code="3.1")
    first, second = (one.place.id for one in rewritings(session, hall, "1.1"))
    lists = f"/fair/halls/{hall.id}?old=1.1"

    one = browser.submit(
        f"/fair/places/{first}/correct?old=1.1", code="3.1A01", name_en="Booth 3.1A01"
    )
    left = browser.follow(one).words

    assert one.location == lists
    assert "1 place of this hall still has its old code “1.1” in code or name." in left
    browser.submit(f"/fair/places/{second}/correct?old=1.1", name_zh="3.1展位")
    assert "No place of this hall has its old code “1.1” any more." in browser.get(lists).words


@pytest.mark.parametrize("fields", [{"name_en": "East"}, {}])
def test_who_leaves_the_code_is_led_nowhere_else(
    browser: Browser, organiser: Grant, hall: Hall, fields: dict[str, str]
) -> None:
    sent = browser.submit(f"/fair/halls/{hall.id}/rename", **fields)

    assert sent.location == "/fair?open=halls"
    assert TOLD not in browser.get(f"/fair/halls/{hall.id}?old=1.1").words


def test_where_no_place_has_the_old_code_nothing_is_said_of_it(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    table = make_place(session, edition, code="T01")

    sent = browser.submit(f"/fair/halls/{table.hall_id}/rename", code="9.9")

    assert sent.location == "/fair?open=halls"
