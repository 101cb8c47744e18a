"""An organiser lays out a fair on pages alone, from nothing to the first meeting block."""

from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.core.errors import InvalidInputError
from matchmaking.core.wording import Name
from matchmaking.delegations.models import Delegation
from matchmaking.expo import laying_out
from matchmaking.expo.laying_out import BlockWanted, PlacesWanted
from matchmaking.expo.models import BlockPlace, Edition, Hall, MeetingBlock, Place
from matchmaking.expo.values import Phase, PlaceKind
from tests.browser import Browser, QueryCounter
from tests.factories.accounts import actor, make_organiser
from tests.factories.delegations import make_delegation
from tests.factories.expo import NOW, make_block, make_edition, make_hall, make_place

BLOCK = {
    "name_en": "Morning",
    "day": "2019-11-06",
    "begins": "09:00",
    "ends": "12:00",
    "minutes": "30",
}


def test_a_fair_is_laid_out_from_nothing(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    assert "No block yet." in browser.get("/fair").words

    browser.submit("/fair", action="/fair", phase="open")
    browser.submit("/fair/areas/new", code="auto", name_en="Automobile")
    browser.submit("/fair/halls/new", code="5.1", name_en="Hall 5.1")
    hall = session.scalars(sa.select(Hall)).one()
    tables = {"hall": str(hall.id), "kind": "table", "letters": "T", "count": "3", "seats": "4"}
    browser.submit("/fair/places/new", **tables)
    browser.submit("/fair/blocks/new", **BLOCK, halls=str(hall.id))

    words = browser.get("/fair").words
    assert "auto Automobile" in words
    assert "Tables for meetings: 3" in words
    assert "Wed 6 Nov 09:00–12:00 Morning 30 3" in words
    assert edition.phase is Phase.OPEN
    block = session.scalars(sa.select(MeetingBlock)).one()
    assert block.starts_at == datetime(2019, 11, 6, 1, tzinfo=UTC)
    assert session.scalar(sa.select(sa.func.count()).select_from(BlockPlace)) == 3


def test_places_are_numbered_on(session: Session, edition: Edition, organiser: Grant) -> None:
    hall = make_hall(session, edition)
    for count in (2, 1):
        wanted = PlacesWanted(PlaceKind.TABLE, "T", count, 4)
        laying_out.add_places(session, actor(organiser), hall, wanted, at=NOW)

    codes = session.scalars(sa.select(Place.code).order_by(Place.code))
    assert list(codes) == ["T01", "T02", "T03"]


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"name": Name("", "")}, "name_en"),
        ({"day": date(2019, 12, 24)}, "day"),
        ({"minutes": 17}, "minutes"),
        ({"ends": time(9, 20)}, "ends"),
        ({"halls": []}, "halls"),
    ],
)
def test_blocks_in_which_nobody_could_meet_are_refused(
    session: Session, edition: Edition, organiser: Grant, wrong: dict[str, object], field: str
) -> None:
    hall = make_place(session, edition).hall_id
    values = {"name": Name("Morning", ""), "day": date(2019, 11, 6), "minutes": 30}
    times = {"begins": time(9), "ends": time(12), "halls": [hall]}
    wanted = BlockWanted(**{**values, **times, **wrong})  # type: ignore[arg-type]

    with pytest.raises(InvalidInputError) as refused:
        laying_out.open_block(session, actor(organiser), edition, wanted, at=NOW)

    assert refused.value.field == field


def test_a_code_is_used_once_and_tables_stay_in_the_edition(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    make_hall(session, edition, code="5.1")
    strange = make_hall(session, make_edition(session))
    tables = {"kind": "table", "letters": "T", "count": "3", "seats": "4"}

    twice = browser.submit("/fair/halls/new", code="5.1", name_en="Again")
    elsewhere = browser.post("/fair/places/new", {"hall": str(strange.id), **tables})

    assert (twice.status_code, elsewhere.status_code) == (422, 422)
    assert "The code 5.1 is used already." in twice.words


def test_delegations_are_formed_below_each_other(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    city = make_delegation(session, edition, name_en="Chongqing")
    fields = {"code": "yuzhong", "kind": "local", "parent": str(city.id)}

    nameless = browser.submit("/delegations/new", **fields)
    browser.submit("/delegations/new", **fields, name_en="Yuzhong District")

    assert nameless.status_code == 422
    district = session.scalars(sa.select(Delegation).where(Delegation.code == "yuzhong")).one()
    assert (district.parent, district.depth) == (city, 2)


def test_the_page_takes_a_constant_number_of_queries(
    browser: Browser,
    session: Session,
    edition: Edition,
    organiser: Grant,
    queries: QueryCounter,
) -> None:
    counts = []
    for number in (1, 9):
        for _ in range(number):
            hall = make_hall(session, edition)
            make_block(session, edition, [make_place(session, edition, hall=hall)])
        session.expire_all()
        browser.get("/fair")
        with queries:
            browser.get("/fair")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_what_was_added_by_mistake_is_removed_unless_it_is_in_use(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    hall = make_hall(session, edition)
    block = make_block(session, edition, [make_place(session, edition, hall=hall)])
    strange = make_block(session, make_edition(session), [])

    used = browser.follow(browser.submit("/fair", action=f"/fair/halls/{hall.id}/remove"))
    browser.submit("/fair", action=f"/fair/blocks/{block.id}/remove")
    browser.submit("/fair", action=f"/fair/halls/{hall.id}/remove")

    assert "is in use and can't be removed." in used.words
    assert browser.post(f"/fair/blocks/{strange.id}/remove").status_code == 404
    left = sa.select(sa.func.count()).where(Hall.edition_id == edition.id)
    assert session.scalar(left) == 0
    assert "No block yet." in browser.get("/fair").words


def test_what_there_is_is_folded_and_the_part_just_changed_is_open(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    make_hall(session, edition)
    path = "/fair/halls/new"

    empty = opened_on(browser, "/fair")
    added = browser.submit(path, code="9", name_en="Hall 9")

    assert empty == ["areas", "delegations", "blocks"]
    assert opened_on(browser, added.location or "") == ["areas", "delegations", "halls", "blocks"]
    assert "Halls 2" in browser.get("/fair").page.texts("summary")


def opened_on(browser: Browser, path: str) -> list[str]:
    folds = browser.get(path).page.with_class("panel--fold")
    return [fold.get("id", "") for fold in folds if fold.get("open") is not None]


def test_a_block_is_offered_once_there_are_tables(browser: Browser, session: Session) -> None:
    edition = make_edition(session)
    hall = make_hall(session, edition)
    make_place(session, edition, hall=hall, kind=PlaceKind.ROOM)
    browser.signed_in_as(make_organiser(session, edition))

    before = browser.get("/fair")
    make_place(session, edition, hall=hall, kind=PlaceKind.TABLE)
    after = browser.get("/fair")

    assert "/fair/blocks/new" not in before.page.links
    assert "/fair/blocks/new" in after.page.links


@pytest.mark.parametrize(
    "address, told, leads_to",
    [
        ("/timetable/rounds/new", "No meeting block is free", "/fair?open=blocks"),
        ("/programme/new", "No place for a session yet", "/fair?open=halls"),
        ("/timetable/places", "No place for meetings yet", "/fair?open=halls"),
        ("/delegations", "No delegation has been formed yet.", "/delegations/new"),
    ],
)
def test_a_page_that_needs_what_is_not_laid_out_yet_leads_there(
    browser: Browser, session: Session, address: str, told: str, leads_to: str
) -> None:
    browser.signed_in_as(make_organiser(session, make_edition(session)))

    page = browser.get(address)

    assert told in page.words
    assert leads_to in page.page.links
