"""The meetings' pages."""

from sqlalchemy.orm import Session

from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import MeetingState
from tests.browser import Browser
from tests.factories.expo import venue_time
from tests.factories.meetings import make_scene


def test_somebody_asks_for_a_meeting_and_the_other_side_confirms(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    partner = scene.asked.participation
    browser.signed_in_as(scene.asker.grant)

    assert "14:30" in browser.get(f"/meetings/with/{partner.id}/slots").words
    sent = browser.submit(
        f"/meetings/request?with={partner.id}&slot=2019-11-05T06:30Z", topic="Gear boxes"
    )

    meeting = session.query(Meeting).one()
    assert sent.location == f"/meetings/{meeting.id}"
    assert "Your request is on its way." in browser.follow(sent).words
    assert meeting.starts_at == venue_time(5, 14, 30)

    browser.signed_in_as(scene.asked.grant)
    assert "“Gear boxes”" in browser.get("/meetings").words
    answered = browser.post(f"/meetings/{meeting.id}/confirm")

    assert meeting.state is MeetingState.CONFIRMED
    page = browser.follow(answered)
    assert f"Table {scene.tables[0].code}, Hall {scene.hall.code}" in page.words
    agenda = browser.get("/agenda?day=2019-11-05")
    assert f"Table {scene.tables[0].code}" in agenda.words
