"""Days: what people have, where to be next, and the page."""

import pytest
from sqlalchemy.orm import Session

from matchmaking.agenda import queries as agenda
from matchmaking.agenda.values import EntryKind
from matchmaking.core.wording import Name
from matchmaking.expo.services import occupy
from matchmaking.expo.values import Holder, HolderKind, PlaceKind, Resource, ResourceKind, Slot
from matchmaking.meetings import services
from matchmaking.meetings.models import Meeting
from tests.browser import Browser, QueryCounter
from tests.factories.accounts import make_organiser, make_team_member
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW, make_hall, make_place, make_walk, venue_time
from tests.factories.meetings import Scene, ask, make_scene, make_side


def meet(session: Session, scene: Scene, hour: int = 14) -> Meeting:
    """Make a confirmed meeting of the scene's two sides."""
    meeting = ask(session, scene, starts_at=venue_time(5, hour))
    services.confirm_meeting(session, meeting, actor=scene.asked.actor, at=NOW)
    return meeting


def test_a_day_has_meetings_with_partner_and_place_for_either_side(session: Session) -> None:
    scene = make_scene(session)
    meeting = meet(session, scene)
    on = venue_time(5, 0).astimezone(scene.edition.zone).date()

    for ours, theirs in ((scene.asker, scene.asked), (scene.asked, scene.asker)):
        people = {ours.person.id: ours.person.label}
        (entry,) = agenda.day_of(session, people, scene.edition, on)[ours.person.id]
        assert (entry.kind, entry.key) == (EntryKind.MEETING, meeting.id)
        assert entry.title == entry.partner == theirs.participation.label
        assert entry.partner_person == theirs.person.label
        assert (entry.place_code, entry.hall_code) == (scene.tables[0].code, scene.hall.code)
        assert not entry.is_open


def test_another_day_is_empty(session: Session) -> None:
    scene = make_scene(session)
    meet(session, scene)
    on = venue_time(6, 9).date()
    people = {scene.asker.person.id: scene.asker.person.label}

    assert agenda.day_of(session, people, scene.edition, on) == {scene.asker.person.id: []}


def test_a_pending_request_stands_in_the_senders_day_only(session: Session) -> None:
    scene = make_scene(session)
    ask(session, scene)
    on = venue_time(5, 9).date()
    people = {side.person.id: side.person.label for side in (scene.asker, scene.asked)}

    days = agenda.day_of(session, people, scene.edition, on)

    assert [entry.is_open for entry in days[scene.asker.person.id]] == [True]
    assert days[scene.asked.person.id] == []


def test_what_neither_slice_knows_keeps_its_label(session: Session) -> None:
    scene = make_scene(session)
    occupy(
        session,
        [Resource(ResourceKind.PERSON, scene.asker.person.id)],
        Slot(venue_time(5, 9), venue_time(5, 10)),
        Holder(HolderKind.SIGNING, 1),
        what=Name("Signing ceremony", "签约仪式"),
    )
    people = {scene.asker.person.id: scene.asker.person.label}

    (entry,) = agenda.day_of(session, people, scene.edition, venue_time(5, 9).date())[
        scene.asker.person.id
    ]

    assert (entry.kind, entry.title.zh) == (EntryKind.SIGNING, "签约仪式")


def test_next_is_the_first_confirmed_thing_not_yet_over(session: Session) -> None:
    scene = make_scene(session)
    person = scene.asker.person.id
    ask(session, scene, asked=make_side(session, scene.edition), starts_at=venue_time(5, 14))
    meeting = meet(session, scene, hour=15)

    found = agenda.ahead_of(session, scene.edition, person, NOW)[0]

    assert found is not None
    assert (found.entry.key, found.walk_minutes) == (meeting.id, 0)
    assert agenda.ahead_of(session, scene.edition, person, meeting.ends_at)[0] is None
    assert agenda.ahead_of(session, scene.edition, 0, NOW)[0] is None


def test_next_says_how_far_it_is_from_the_booth(session: Session) -> None:
    scene = make_scene(session)
    far = make_hall(session, scene.edition)
    make_walk(session, far, scene.hall, 6)
    booth = make_place(session, scene.edition, hall=far, kind=PlaceKind.BOOTH, is_open=False)
    scene.asker.participation.booth = booth
    meet(session, scene)

    found = agenda.ahead_of(session, scene.edition, scene.asker.person.id, NOW)[0]

    assert found is not None
    assert (found.walk_minutes, found.booth) == (6, f"{far.code} {booth.code}")


def test_the_page_shows_one_person_or_the_team(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    colleague = make_representative(session, scene.asker.participation, name_en="Lukas Brandt")
    meet(session, scene)
    browser.signed_in_as(scene.asker.grant)
    partner = str(scene.asked.participation.label)

    own = browser.get("/agenda?day=2019-11-05").words
    other = browser.get(f"/agenda?day=2019-11-05&person={colleague.id}").words
    team = browser.get("/agenda?day=2019-11-05&person=team").words
    sheet = browser.get("/agenda?day=2019-11-05&person=team&print=1").words

    assert partner in own
    assert partner not in other
    assert "Nothing on this day" in other
    assert partner in team
    assert "Lukas Brandt" in team
    assert partner in sheet


def test_a_member_without_a_person_sees_the_team(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    meet(session, scene)
    browser.signed_in_as(make_team_member(session, scene.asker.participation))

    assert str(scene.asked.participation.label) in browser.get("/agenda?day=2019-11-05").words


@pytest.mark.parametrize("day", ["", "x", "1999-01-01", "9999-12-31", "2019-02-30"])
def test_an_odd_day_shows_the_nearest_one(browser: Browser, session: Session, day: str) -> None:
    scene = make_scene(session)
    browser.signed_in_as(scene.asker.grant)

    assert browser.get(f"/agenda?day={day}").status_code == 200


def test_people_of_others_do_not_exist(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    browser.signed_in_as(scene.asker.grant)

    for person in (str(scene.asked.person.id), "0", "x"):
        assert browser.get(f"/agenda?person={person}").status_code == 404


def test_officers_have_no_agenda(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    browser.signed_in_as(make_organiser(session, scene.edition))

    assert browser.get("/agenda").status_code == 404


def test_requests_that_wait_are_pointed_out(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    ask(session, scene)
    browser.signed_in_as(scene.asked.grant)

    page = browser.get("/agenda")

    assert "1 request waits for your answer" in page.words


def test_a_team_takes_as_many_queries_as_one_person(
    browser: Browser, session: Session, queries: QueryCounter
) -> None:
    scene = make_scene(session, tables=20)
    meet(session, scene)
    browser.signed_in_as(scene.asker.grant)
    browser.get("/agenda?day=2019-11-05&person=team")
    with queries:
        browser.get("/agenda?day=2019-11-05&person=team")
    one = len(queries)
    for _ in range(12):
        make_representative(session, scene.asker.participation)
        asked = make_side(session, scene.edition)
        meeting = ask(session, scene, asked=asked)
        services.confirm_meeting(session, meeting, actor=asked.actor, at=NOW)
    session.flush()

    with queries:
        browser.get("/agenda?day=2019-11-05&person=team")

    assert len(queries) == one
