"""Places and delegations that nothing hangs on are removed; the rest say what hangs on them."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.audit.queries import history_of
from matchmaking.core.database import Base
from matchmaking.delegations.models import Delegation
from matchmaking.expo import removing
from matchmaking.expo.hanging import WORDS, references_to
from matchmaking.expo.models import BlockPlace, Edition, HallWalk, Occupancy, Place
from matchmaking.expo.removing import LastPlaceError, StillUsedError
from matchmaking.expo.values import HolderKind, PlaceKind, Resource, ResourceKind
from tests.browser import Browser, QueryCounter
from tests.factories.accounts import actor, make_lead
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_participation
from tests.factories.expo import NOW, make_block, make_hall, make_place, make_walk, venue_time
from tests.factories.timetables import make_round


@pytest.mark.parametrize("model", [Place, Delegation])
def test_everything_that_can_hang_on_a_thing_has_words(model: type[Base]) -> None:
    assert {column.table.name for column in references_to(model)} <= set(WORDS)


def test_a_table_nothing_hangs_on_is_removed_out_of_its_blocks(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    hall = make_hall(session, edition)
    first, second = (make_place(session, edition, hall=hall) for _ in range(2))
    make_block(session, edition, [first, second])
    page, key = f"/fair/halls/{hall.id}", first.id

    sent = browser.submit(page, action=f"/fair/places/{key}/remove")

    assert sent.location == page
    assert session.scalars(sa.select(BlockPlace.place_id)).all() == [second.id]
    assert session.get(Place, key) is None
    assert [one.action for one in history_of(session, ("place", key))] == ["removed a place"]


def test_what_hangs_on_a_place_is_said_and_no_button_offered(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    booth = make_place(session, edition, kind=PlaceKind.BOOTH)
    make_participation(session, edition, booth_id=booth.id)
    page = f"/fair/halls/{booth.hall_id}"

    assert f"1 enterprise Correct {booth.address} Still used" in browser.get(page).words
    assert "/remove" not in browser.get(page).text
    refused = browser.follow(browser.post(f"/fair/places/{booth.id}/remove"))
    assert "is in use and can't be removed." in refused.words
    assert session.get(Place, booth.id) is not None


def test_a_place_that_is_occupied_stays_whatever_refers_to_it(
    session: Session, edition: Edition, organiser: Grant
) -> None:
    table = make_place(session, edition)
    occupy(session, table)

    with pytest.raises(StillUsedError):
        removing.remove_place(session, actor(organiser), table, at=NOW)


def test_the_only_place_of_a_block_stays(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    table = make_place(session, edition)
    make_block(session, edition, [table], name_en="Morning")

    assert "the only place of “Morning”" in browser.get(f"/fair/halls/{table.hall_id}").words
    with pytest.raises(LastPlaceError):
        removing.remove_place(session, actor(organiser), table, at=NOW)


def test_the_places_of_a_round_stay(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    hall = make_hall(session, edition)
    tables = [make_place(session, edition, hall=hall) for _ in range(2)]
    make_round(session, edition, make_block(session, edition, tables))

    words = browser.get(f"/fair/halls/{hall.id}").words
    assert f"1 matchmaking round Correct {tables[0].address} Still used" in words
    with pytest.raises(StillUsedError):
        removing.remove_place(session, actor(organiser), tables[0], at=NOW)


def test_a_hall_is_removed_with_its_walks(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    one, other = make_hall(session, edition), make_hall(session, edition)
    make_walk(session, one, other, 5)
    key = one.id

    browser.submit("/fair", action=f"/fair/halls/{key}/remove")

    assert session.scalars(sa.select(HallWalk)).all() == []
    assert [one.action for one in history_of(session, ("hall", key))] == ["removed a hall"]


def test_a_delegation_nothing_hangs_on_is_removed(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    city = make_delegation(session, edition, name_en="Chongqing")
    district = make_delegation(session, edition, parent=city)
    make_lead(session, edition, city)
    key = district.id

    before = browser.get("/delegations/laid-out")
    refused = browser.follow(browser.post(f"/delegations/{city.id}/remove"))
    browser.submit("/delegations/laid-out", action=f"/delegations/{key}/remove")

    assert "1 lead's role" in before.words
    assert "1 sub-delegation" in before.words
    assert f"/delegations/{city.id}/remove" not in before.text
    assert "“Chongqing” is in use and can't be removed." in refused.words
    assert session.scalars(sa.select(Delegation)).all() == [city]
    deeds = history_of(session, ("delegation", key))
    assert [one.action for one in deeds] == ["removed a delegation"]


def test_whoever_corrects_a_long_list_comes_back_to_its_page(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    rows = [make_delegation(session, edition) for _ in range(26)]
    page, key = "/delegations/laid-out?page=2", rows[-1].id

    renamed = browser.submit(f"/delegations/{key}/rename?page=2", name_en="Last")
    removed = browser.submit(page, action=f"/delegations/{key}/remove?page=2")

    assert (renamed.location, removed.location) == (page, page)
    assert "Delegation" in browser.follow(removed).words


def test_lists_take_a_constant_number_of_queries(
    browser: Browser,
    session: Session,
    edition: Edition,
    organiser: Grant,
    queries: QueryCounter,
) -> None:
    hall, counts = make_hall(session, edition), []
    for number in (1, 9):
        for _ in range(number):
            make_place(session, edition, hall=hall)
            make_participation(session, edition, delegation_id=make_delegation(session, edition).id)
        for path in (f"/fair/halls/{hall.id}", "/delegations/laid-out"):
            browser.get(path)
            with queries:
                browser.get(path)
            counts.append(len(queries))

    assert counts[:2] == counts[2:]


def occupy(session: Session, table: Place) -> None:
    """Let something hold a table that no key leads from."""
    resource = Resource(ResourceKind.PLACE, table.id)
    session.add(
        Occupancy(
            resource_kind=resource.kind,
            resource_id=resource.id,
            tick=1,
            is_first=True,
            holder_kind=HolderKind.SIGNING,
            holder_id=1,
            starts_at=venue_time(5, 14),
            ends_at=venue_time(5, 15),
        )
    )
    session.flush()
