from sqlalchemy.orm import Session

from tests.browser import Browser
from tests.factories.accounts import make_team_member
from tests.factories.dialogues import make_dialogue
from tests.factories.enterprises import make_participation, make_representative
from tests.factories.expo import make_edition


def test_somebody_books_a_seat_and_finds_it_in_the_programme(
    browser: Browser, session: Session
) -> None:
    edition = make_edition(session)
    dialogue = make_dialogue(session, edition)
    me = make_representative(session, make_participation(session, edition))
    browser.signed_in_as(make_team_member(session, me.participation, representative=me))

    answer = browser.submit(f"/programme/{dialogue.id}")

    page = browser.follow(answer)
    assert f"{me.name_en} has a seat." in page.words
    assert "9 of 10 seats left" in page.words
    assert f"Seat booked · {me.name_en}" in browser.get("/programme").words
