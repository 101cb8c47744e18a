"""A hall gets another code: who has corrected it is led to the places that still have the old."""

import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.audit.queries import history_of
from matchmaking.expo.following import problem_of_name, renaming, rewritings
from matchmaking.expo.models import Edition, Hall
from matchmaking.expo.naming import has_code
from matchmaking.expo.values import PlaceKind
from tests.browser import Browser
from tests.databases import Database
from tests.expo.test_collisions import browsing
from tests.factories.accounts import make_organiser
from tests.factories.expo import make_edition, make_hall, make_place
from tests.racing import meeting_half_way

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
    first, second = (one.thing.id for one in rewritings(session, hall, "1.1"))
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
    hall = make_hall(session, edition, name_en="West", name_zh="西馆")
    table = make_place(session, edition, code="T01", hall=hall)

    sent = browser.submit(f"/fair/halls/{table.hall_id}/rename", code="9.9")

    assert sent.location == "/fair?open=halls"


@pytest.fixture
def named_hall(session: Session, edition: Edition) -> Hall:
    """Make a hall named by its code, 1.1, with a place that is, too."""
    hall = make_hall(session, edition, code="1.1", name_en="Hall 1.1", name_zh="1.1号馆")
    make_place(session, edition, code="1.1A01", hall=hall)
    return hall


def rewriting_of(hall: Hall) -> str:
    return f"/fair/halls/{hall.id}/rewrite?old=1.1"


def test_the_hall_s_own_name_follows_in_the_same_step(
    browser: Browser, session: Session, organiser: Grant, named_hall: Hall
) -> None:
    sent = browser.submit(f"/fair/halls/{named_hall.id}/rename", code="3.1")
    led = browser.follow(sent).words

    preview = browser.get(rewriting_of(named_hall)).words
    done = browser.follow(browser.submit(rewriting_of(named_hall))).words

    assert "Its own name has it, too." in led
    assert "Correct it, too" not in led
    assert "The hall's own name Hall 1.1 → Hall 3.1 1.1号馆 → 3.1号馆" in preview
    assert "The hall is called “Hall 3.1” now." in done
    assert "1 place was rewritten." in done
    assert (named_hall.name_en, named_hall.name_zh) == ("Hall 3.1", "3.1号馆")
    deed = history_of(session, ("hall", named_hall.id))[-1]
    assert deed.action == "renamed a hall"
    assert deed.reason == "name_en: “Hall 1.1” → “Hall 3.1”; name_zh: “1.1号馆” → “3.1号馆”"


def test_a_name_that_is_to_stay_stays(browser: Browser, organiser: Grant, named_hall: Hall) -> None:
    browser.submit(f"/fair/halls/{named_hall.id}/rename", code="3.1")

    done = browser.follow(browser.submit(rewriting_of(named_hall), own_name=None)).words

    assert named_hall.name_en == "Hall 1.1"
    assert "The name of this hall still has its old code “1.1”." in done


def test_where_only_the_name_is_left_one_is_led_straight_to_it(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    hall = make_hall(session, edition, code="1.1", name_en="Hall 1.1", name_zh="")

    sent = browser.submit(f"/fair/halls/{hall.id}/rename", code="3.1")
    browser.submit(rewriting_of(hall))

    assert sent.location == rewriting_of(hall)
    assert hall.name_en == "Hall 3.1"
    assert "Neither this hall's name nor a place of it" in browser.get(rewriting_of(hall)).words


def test_a_name_another_hall_has_is_told_and_not_chosen_at_first(
    browser: Browser, session: Session, edition: Edition, organiser: Grant, named_hall: Hall
) -> None:
    make_hall(session, edition, code="2.1", name_en="hall 3.1", name_zh="二")
    browser.submit(f"/fair/halls/{named_hall.id}/rename", code="3.1")

    preview = browser.get(rewriting_of(named_hall)).words
    refused = browser.submit(rewriting_of(named_hall), own_name="y").words
    browser.submit(rewriting_of(named_hall))

    assert "Another one is called “Hall 3.1”." in preview
    assert "Nothing was rewritten. “Hall 1.1”: Another one is called" in refused
    assert (named_hall.name_en, rewritings(session, named_hall, "1.1")) == ("Hall 1.1", [])


def test_a_name_that_would_be_too_long_is_not_offered_to_be_written(
    session: Session, edition: Edition
) -> None:
    hall = make_hall(session, edition, code="3.1-West", name_en="1.1" + "x" * 197)

    own = renaming(hall, "1.1")

    assert own is not None
    assert str(problem_of_name(session, hall, own)) == (
        "Its name would be longer than 200 characters."
    )


def test_of_two_halls_that_get_one_name_at_the_same_moment_the_second_is_told(
    race_database: Database,
) -> None:
    with race_database.session() as session:
        edition = make_edition(session)
        hall = make_hall(session, edition, code="3.1", name_en="Hall 1.1", name_zh="")
        other = make_hall(session, edition, code="2.1", name_en="Hall 2.1", name_zh="")
        organiser = make_organiser(session, edition)
        session.commit()

    def name_the_other(session: Session) -> None:
        session.get_one(Hall, other.id).name_en = "Hall 3.1"

    typed = {"version": hall.version, "own_name": "y"}
    with browsing(race_database, organiser) as browser:
        refused = meeting_half_way(
            race_database, name_the_other, lambda: browser.post(rewriting_of(hall), typed)
        )

    assert refused.status_code == 422
    assert "“Hall 1.1”: Another one is called “Hall 3.1”." in refused.words
