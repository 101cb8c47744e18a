"""The home page's reading: requests to answer and meetings to report on, told apart."""

from sqlalchemy.orm import Session

from matchmaking.meetings import services
from matchmaking.meetings.queries import due_of
from tests.factories.expo import NOW, venue_time
from tests.factories.meetings import ask, make_scene, make_side


def test_what_waits_and_what_is_unreported_are_told_apart(session: Session) -> None:
    scene = make_scene(session)
    met = ask(session, scene, starts_at=venue_time(5, 14))
    services.confirm_meeting(session, met, actor=scene.asked.actor, at=NOW)
    other = make_side(session, scene.edition)
    asked = ask(session, scene, asker=other, starts_at=venue_time(5, 16))
    receiver, sender = scene.asked.participation.id, scene.asker.participation.id

    assert due_of(session, receiver, NOW) == ([asked], [])
    assert due_of(session, sender, NOW) == ([], [])
    later = met.ends_at
    assert due_of(session, receiver, later)[1] == [met]
    assert due_of(session, sender, later) == ([], [met])
    assert due_of(session, 0, later) == ([], [])
