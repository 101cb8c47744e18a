"""A date half typed is asked for, instead of counting as none."""

from datetime import UTC, datetime

from matchmaking.expo.models import Edition
from tests.factories.accounts import make_organiser
from tests.factories.expo import make_edition
from tests.live import LiveServer
from tests.screens import OpenPage, axe


def test_half_a_date_is_not_sent_and_stays_to_be_completed(
    page_at: OpenPage, live_server: LiveServer
) -> None:
    opens = datetime(2019, 9, 16, 1, tzinfo=UTC)
    with live_server.session() as session:
        edition = make_edition(session, booking_opens_at=opens)
        organiser = make_organiser(session, edition)
        session.commit()
    page = page_at(1440, "/fair?open=edition", who=organiser)
    field = page.get_by_label("Booking opens")

    field.focus()
    page.keyboard.press("Backspace")
    page.get_by_role("button", name="Save").click()

    assert field.get_attribute("aria-invalid") == "true"
    assert field.get_attribute("aria-describedby") == "booking_opens_at-help booking_opens_at-half"
    assert "Only a part of it is typed." in page.locator("main").inner_text()
    assert field.evaluate("one => one === document.activeElement")
    assert axe(page) == []
    field.fill("2019-09-17T09:00")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    with live_server.session() as session:
        found = session.get_one(Edition, edition.id).booking_opens_at
        assert found == opens.replace(day=17)
