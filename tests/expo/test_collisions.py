"""Something is removed while somebody is about to use it: a clear page keeps what was typed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Actor
from matchmaking.application import create_app
from matchmaking.delegations.models import Delegation
from matchmaking.delegations.services import remove_delegation
from matchmaking.enterprises.models import Participation
from matchmaking.expo import removing
from matchmaking.expo.models import BlockPlace, Edition, ExhibitionArea, Hall, MeetingBlock, Place
from matchmaking.expo.values import PlaceKind
from tests.browser import Answer, Browser
from tests.databases import Database, close, settings_for
from tests.factories.accounts import actor, make_organiser
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_participation
from tests.factories.expo import (
    NOW,
    make_area,
    make_block,
    make_edition,
    make_hall,
    make_place,
    venue_time,
)
from tests.factories.meetings import ask, make_scene
from tests.racing import meeting_half_way

TYPED = "Typed by hand"
Thing = ExhibitionArea | Hall | MeetingBlock | Place | Delegation


@dataclass
class Clash:
    """A page that is sent, by whom and with what, and the thing that is removed meanwhile."""

    path: str
    thing: Thing
    who: Grant
    fields: dict[str, Any] = field(default_factory=dict)
    kept: str = TYPED


def an_area_of_a_profile(session: Session, edition: Edition, who: Grant) -> Clash:
    area, profile = make_area(session, edition), make_participation(session, edition)
    node = make_delegation(session, edition)
    fields = {"is_buyer": "y", "area_id": area.id, "delegation_id": node.id}
    kept = f'<option selected value="{node.id}">'
    return Clash(f"/profiles/{profile.id}/part", area, who, fields, kept)


def a_delegation_of_a_profile(session: Session, edition: Edition, who: Grant) -> Clash:
    area, profile = make_area(session, edition), make_participation(session, edition)
    node = make_delegation(session, edition)
    fields = {"is_buyer": "y", "area_id": area.id, "delegation_id": node.id}
    kept = f'<option selected value="{area.id}">'
    return Clash(f"/profiles/{profile.id}/part", node, who, fields, kept)


def a_booth_being_assigned(session: Session, edition: Edition, who: Grant) -> Clash:
    booth = make_place(session, edition, kind=PlaceKind.BOOTH)
    profile = make_participation(session, edition)
    fields = {"booth": booth.address}
    return Clash(f"/profiles/{profile.id}/booth", booth, who, fields, f'value="{booth.address}"')


def a_delegation_that_gets_a_lead(session: Session, edition: Edition, who: Grant) -> Clash:
    node = make_delegation(session, edition)
    fields = {"email": "new@example.com", "name": TYPED, "role": "delegation_lead"}
    return Clash("/people/new", node, who, {**fields, "delegation_id": node.id})


def a_delegation_that_gets_another_below_it(
    session: Session, edition: Edition, who: Grant
) -> Clash:
    node = make_delegation(session, edition)
    fields = {"code": "new", "name_en": TYPED, "kind": "local", "parent": node.id}
    return Clash("/delegations/new", node, who, fields)


def a_hall_that_gets_tables(session: Session, edition: Edition, who: Grant) -> Clash:
    hall = make_hall(session, edition)
    fields = {"hall": hall.id, "kind": "table", "letters": "TYPED", "count": 3, "seats": 4}
    return Clash("/fair/places/new", hall, who, fields, 'value="TYPED"')


def a_hall_walked_to(session: Session, edition: Edition, who: Grant) -> Clash:
    here, there, far = (make_hall(session, edition) for _ in range(3))
    fields = {f"to_{there.id}": 5, f"to_{far.id}": 17, "version": here.walks_version}
    return Clash(f"/fair/halls/{here.id}/walks", there, who, fields, 'value="17"')


def a_hall_whose_tables_a_block_uses(session: Session, edition: Edition, who: Grant) -> Clash:
    hall = make_place(session, edition).hall
    return Clash("/fair/blocks/new", hall, who, block_in(hall))


def a_table_that_a_block_uses(session: Session, edition: Edition, who: Grant) -> Clash:
    table = make_place(session, edition)
    return Clash("/fair/blocks/new", table, who, block_in(table.hall))


def block_in(hall: Hall) -> dict[str, Any]:
    hours = {"begins": "09:00", "ends": "12:00", "minutes": 30}
    return {"name_en": TYPED, "day": "2019-11-06", **hours, "halls": hall.id}


def a_block_that_a_round_fills(session: Session, edition: Edition, who: Grant) -> Clash:
    block = make_block(session, edition, [make_place(session, edition)])
    fields = {"name_en": TYPED, "blocks": block.id, "most_musts": 3}
    times = {"opens": "2019-11-05T08:00", "closes": "2019-11-05T13:30"}
    return Clash("/timetable/rounds/new", block, who, {**fields, **times})


def a_room_of_a_session(session: Session, edition: Edition, who: Grant) -> Clash:
    room = make_place(session, edition, kind=PlaceKind.ROOM)
    return Clash("/programme/new", room, who, session_at(room))


def a_host_of_a_session(session: Session, edition: Edition, who: Grant) -> Clash:
    room, host = (make_place(session, edition, kind="room"), make_delegation(session, edition))
    return Clash("/programme/new", host, who, {**session_at(room), "host_delegation_id": host.id})


def session_at(room: Place) -> dict[str, Any]:
    times = {"on": "2019-11-06", "starts": "09:00", "ends": "10:00"}
    rest = {"kind": "forum", "admission": "open", "capacity": 40, "host_delegation_id": ""}
    return {"name_en": TYPED, **times, **rest, "place_id": room.id}


def a_block_one_asks_for_a_meeting_in(session: Session, edition: Edition, who: Grant) -> Clash:
    scene = make_scene(session)
    later = {"starts_at": venue_time(6, 14), "ends_at": venue_time(6, 17)}
    make_block(session, scene.edition, scene.tables, **later)
    fields = {"slot": "2019-11-05T06:00Z", "topic": TYPED}
    path = f"/meetings/request?with={scene.asked.participation.id}"
    return Clash(path, scene.block, scene.asker.grant, fields)


def a_table_one_is_to_meet_at(session: Session, edition: Edition, who: Grant) -> Clash:
    scene = make_scene(session)
    meeting = ask(session, scene)
    path = f"/meetings/{meeting.id}/confirm"
    return Clash(path, scene.tables[0], scene.asked.grant, kept="Gear boxes")


CLASHES = (
    an_area_of_a_profile,
    a_delegation_of_a_profile,
    a_booth_being_assigned,
    a_delegation_that_gets_a_lead,
    a_delegation_that_gets_another_below_it,
    a_hall_that_gets_tables,
    a_hall_walked_to,
    a_hall_whose_tables_a_block_uses,
    a_table_that_a_block_uses,
    a_block_that_a_round_fills,
    a_room_of_a_session,
    a_host_of_a_session,
    a_block_one_asks_for_a_meeting_in,
    a_table_one_is_to_meet_at,
)
# These go on without what was removed: there are other tables, and nobody walks to no hall.
FINDING_ANOTHER_WAY = {a_hall_walked_to, a_table_one_is_to_meet_at}


@contextmanager
def browsing(database: Database, who: Grant) -> Iterator[Browser]:
    """Sign somebody in to an application with connections of its own."""
    app = create_app(settings_for(database.url))
    with database.session() as session:
        browser = Browser(app, session)
        browser.signed_in_as(session.get_one(Grant, who.id))
        session.commit()
        yield browser
    close(app)


def removal(thing: Thing, who: Actor) -> Callable[[Session], object]:
    """Return the step that removes a thing as its page does."""

    def step(session: Session) -> None:
        found = session.get_one(type(thing), thing.id)
        if isinstance(found, Place):
            removing.remove_place(session, who, found, at=NOW)
        elif isinstance(found, Delegation):
            remove_delegation(session, who, found, at=NOW)
        elif isinstance(found, ExhibitionArea | Hall | MeetingBlock):
            removing.remove(session, who, found, at=NOW)

    return step


def clash_in(database: Database, make: Callable[[Session, Edition, Grant], Clash]) -> Clash:
    """Lay out what is to collide."""
    with database.session() as session:
        edition = make_edition(session)
        clash = make(session, edition, make_organiser(session, edition))
        session.commit()
    return clash


def send(browser: Browser, clash: Clash) -> Answer:
    return browser.post(clash.path, dict(clash.fields))


@pytest.mark.parametrize("make", CLASHES)
def test_whoever_needs_what_is_just_being_removed_is_told_so_and_keeps_what_they_typed(
    race_database: Database, make: Callable[[Session, Edition, Grant], Clash]
) -> None:
    clash = clash_in(race_database, make)
    with browsing(race_database, clash.who) as browser:
        remove = removal(clash.thing, actor(clash.who))
        answer = meeting_half_way(race_database, remove, lambda: send(browser, clash))

    if race_database.dialect == "sqlite" and make in FINDING_ANOTHER_WAY:
        assert answer.status_code == 302
        return
    assert answer.status_code in {409, 422}
    assert clash.kept in answer.text
    if race_database.dialect == "postgresql":
        assert "has just been removed" in answer.words


@pytest.mark.parametrize(
    "make, column",
    [
        (an_area_of_a_profile, "area_id"),
        (a_delegation_of_a_profile, "delegation_id"),
        (a_booth_being_assigned, "booth_id"),
    ],
)
def test_whoever_removes_what_is_just_being_given_to_an_enterprise_is_told_so(
    race_database: Database,
    make: Callable[[Session, Edition, Grant], Clash],
    column: str,
) -> None:
    clash = clash_in(race_database, make)
    kinds = {ExhibitionArea: "fair/areas", Delegation: "delegations", Place: "fair/places"}
    profile = int(clash.path.split("/")[2])

    def use(session: Session) -> None:
        setattr(session.get_one(Participation, profile), column, clash.thing.id)

    with browsing(race_database, clash.who) as browser:
        path = f"/{kinds[type(clash.thing)]}/{clash.thing.id}/remove"
        answer = meeting_half_way(race_database, use, lambda: browser.post(path))
        assert "is in use and can't be removed." in browser.follow(answer).words


def test_a_table_a_block_has_just_been_given_is_not_removed_under_it(
    race_database: Database,
) -> None:
    clash = clash_in(race_database, a_table_that_a_block_uses)

    def use(session: Session) -> None:
        edition = session.get_one(Edition, clash.who.edition_id)
        make_block(session, edition, [session.get_one(Place, clash.thing.id)])

    with browsing(race_database, clash.who) as browser:
        path = f"/fair/places/{clash.thing.id}/remove"
        answer = meeting_half_way(race_database, use, lambda: browser.post(path))
        words = browser.follow(answer).words
        assert "in use and can't be removed" in words or "the only place" in words
    with race_database.session() as session:
        assert session.query(BlockPlace).count() == 1


def test_a_list_shows_nothing_as_chosen_once_what_was_chosen_is_gone(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    make_hall(session, edition, code="1")
    sent = {"hall": 99, "kind": "table", "letters": "T", "count": 3, "seats": 4}

    refused = browser.post("/fair/places/new", sent)

    assert "Hall: Choose one of the list." in refused.words
    chosen = [one for one in refused.page.every("option") if one.get("selected") is not None]
    assert [(one.get("value"), one.text) for one in chosen] == [("", "Choose")]
