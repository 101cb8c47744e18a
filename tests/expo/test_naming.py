"""An organiser corrects names; what hangs on what is renamed stays."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.audit.queries import history_of
from matchmaking.enterprises.models import Participation
from matchmaking.expo.models import BlockPlace, Edition
from tests.browser import Browser
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_participation
from tests.factories.expo import (
    make_area,
    make_block,
    make_edition,
    make_hall,
    make_place,
    venue_time,
)


def test_an_area_is_renamed_and_its_enterprises_stay(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    area = make_area(session, edition, name_en="Autombile", name_zh="汽车")
    make_participation(session, edition, area_id=area.id)

    sent = browser.submit(f"/fair/areas/{area.id}/rename", name_en="Automobile")

    assert sent.location == "/fair?open=areas"
    assert (area.name_en, area.name_zh) == ("Automobile", "汽车")
    assert session.scalars(sa.select(Participation.area_id)).all() == [area.id]
    (deed,) = history_of(session, ("area", area.id))
    assert (deed.action, deed.reason) == ("renamed an area", "name_en: “Autombile” → “Automobile”")
    page = browser.get(f"/fair/areas/{area.id}/rename").words
    assert "English name: “Autombile” → “Automobile”" in page


def test_halls_blocks_and_delegations_are_renamed(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    table = make_place(session, edition)
    block, delegation = make_block(session, edition, [table]), make_delegation(session, edition)
    paths = (
        f"/fair/halls/{table.hall_id}/rename",
        f"/fair/blocks/{block.id}/rename",
        f"/delegations/{delegation.id}/rename",
    )

    for path in paths:
        assert browser.submit(path, name_en="Right", name_zh="对").status_code == 302

    assert [one.name_zh for one in (table.hall, block, delegation)] == ["对"] * 3
    assert session.scalars(sa.select(BlockPlace.place_id)).all() == [table.id]


def test_a_name_is_not_empty_nor_another_ones_and_what_was_typed_stays(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    make_area(session, edition, name_en="Food", name_zh="食品")
    area = make_area(session, edition, name_en="Services", name_zh="服务")
    path = f"/fair/areas/{area.id}/rename"

    taken = browser.submit(path, name_en="food", name_zh="新名")
    chinese = browser.submit(path, name_en="New", name_zh="食品")
    empty = browser.submit(path, name_en=" ", name_zh="")

    assert [one.status_code for one in (taken, chinese, empty)] == [422] * 3
    assert "Called, in English: Another one is called “food”." in taken.words
    assert 'value="新名"' in taken.text
    assert "Called, in Chinese: Another one is called “食品”." in chinese.words
    assert "Type the name in at least one of the two languages." in empty.words
    assert (area.name_en, area.name_zh) == ("Services", "服务")


def test_a_new_area_or_hall_has_a_name_of_its_own(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    make_area(session, edition, name_en="Food")
    make_hall(session, edition, name_en="Hall 1")

    area = browser.submit("/fair/areas/new", code="food-2", name_en="Food")
    hall = browser.submit("/fair/halls/new", code="1", name_en="Hall 1")

    assert (area.status_code, hall.status_code) == (422, 422)


def test_each_day_may_have_a_morning_but_not_two(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    make_block(session, edition, name_en="Morning", name_zh="")
    second = make_block(session, edition, name_en="Noon", name_zh="")
    starts, ends = venue_time(6, 0, 30), venue_time(6, 2)
    later = make_block(
        session, edition, name_en="Early", name_zh="", starts_at=starts, ends_at=ends
    )

    same = browser.submit(f"/fair/blocks/{second.id}/rename", name_en="Morning")
    other = browser.submit(f"/fair/blocks/{later.id}/rename", name_en="Morning")

    assert (same.status_code, other.status_code) == (422, 302)


def test_a_language_left_as_it_was_is_no_obstacle_to_correcting_the_other(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    one = make_area(session, edition, name_en="Food", name_zh="甲")
    other = make_area(session, edition, name_en="FOOD", name_zh="乙")

    sent = browser.submit(f"/fair/areas/{other.id}/rename", name_zh="丙")

    assert sent.status_code == 302
    assert (one.name_zh, other.name_zh) == ("甲", "丙")


def test_an_edition_and_its_city_are_renamed_in_both_languages(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    half = browser.submit("/fair/name", city_zh="")
    browser.submit("/fair/name", name_en="Second Fair", city_en="Shanghai, Hongqiao")

    assert half.status_code == 422
    assert "City, in Chinese: Please fill this in." in half.words
    assert (edition.name_en, edition.name_zh) == ("Second Fair", "第二届博览会")
    assert edition.city_en == "Shanghai, Hongqiao"


def test_sub_delegations_share_a_name_only_below_different_ones(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    north, south = (make_delegation(session, edition) for _ in range(2))
    make_delegation(session, edition, parent=north, name_en="City", name_zh="")
    beside = make_delegation(session, edition, parent=north, name_zh="")
    below = make_delegation(session, edition, parent=south, name_zh="")

    refused = browser.submit(f"/delegations/{beside.id}/rename", name_en="City")
    done = browser.submit(f"/delegations/{below.id}/rename", name_en="City")

    assert (refused.status_code, done.location) == (422, "/delegations/laid-out")


def test_what_is_laid_out_elsewhere_is_not_renamed(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    strange = make_edition(session)
    hall, delegation = make_hall(session, strange), make_delegation(session, strange)

    for path in (f"/fair/halls/{hall.id}/rename", f"/delegations/{delegation.id}/rename"):
        assert browser.post(path, {"name_en": "Ours"}).status_code == 404
