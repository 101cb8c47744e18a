"""Codes, places and series are corrected; whoever saves second is told who came first."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.audit.queries import history_of
from matchmaking.audit.services import record
from matchmaking.delegations.forms import CorrectionForm
from matchmaking.delegations.services import correct_delegation
from matchmaking.expo import walking
from matchmaking.expo.correcting import CodeInLedgerError, correct
from matchmaking.expo.forms import EditionForm, PlaceForm, SeriesForm
from matchmaking.expo.labels import FIELDS
from matchmaking.expo.models import Edition, ExhibitionArea, HallWalk
from matchmaking.expo.values import Gate, Phase, PlaceKind
from matchmaking.intentions.values import IntentionState
from tests.browser import Browser
from tests.databases import Database
from tests.expo.test_collisions import browsing
from tests.factories.accounts import actor, make_organiser
from tests.factories.deals import make_deal, make_table
from tests.factories.delegations import make_delegation
from tests.factories.expo import (
    NOW,
    make_area,
    make_block,
    make_edition,
    make_hall,
    make_place,
    make_walk,
)
from tests.racing import meeting_half_way


def test_codes_are_corrected_and_what_they_were_is_written_down(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    area, hall = make_area(session, edition, code="fod"), make_hall(session, edition, code="1")
    node = make_delegation(session, edition, code="peking")
    paths = {
        ("area", area.id, "food"): f"/fair/areas/{area.id}/rename",
        ("hall", hall.id, "5.1"): f"/fair/halls/{hall.id}/rename",
        ("delegation", node.id, "beijing"): f"/delegations/{node.id}/rename",
    }

    for (_kind, _key, code), path in paths.items():
        assert browser.submit(path, code=code).status_code == 302

    assert (area.code, hall.code, node.code) == ("food", "5.1", "beijing")
    told = [history_of(session, (kind, key))[-1].reason for kind, key, _code in paths]
    assert told == ["code: “fod” → “food”", "code: “1” → “5.1”", "code: “peking” → “beijing”"]


def test_a_code_is_not_another_ones_and_what_was_typed_stays(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    hall = make_hall(session, edition, code="1")
    make_hall(session, edition, code="2")
    make_place(session, edition, hall=hall, code="T01")
    table = make_place(session, edition, hall=hall, code="T02")

    used = browser.submit(f"/fair/halls/{hall.id}/rename", code="2", name_en="Kept")
    seat = browser.submit(f"/fair/places/{table.id}/correct", code="T01")

    assert [one.status_code for one in (used, seat)] == [422, 422]
    assert "Code: The code 2 is used already." in used.words
    assert 'value="Kept"' in used.text
    assert "Code: The code T01 is used already." in seat.words


def test_a_place_gets_another_code_name_and_seats(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    room = make_place(session, edition, kind=PlaceKind.ROOM, code="R1")

    sent = browser.submit(
        f"/fair/places/{room.id}/correct", code="R7", name_zh="牡丹厅", seats="120"
    )

    assert sent.location == f"/fair/halls/{room.hall_id}"
    assert (room.code, room.name_en, room.name_zh, room.seats) == ("R7", "", "牡丹厅", 120)
    (deed,) = history_of(session, ("place", room.id))
    assert deed.reason == "name_zh: – → “牡丹厅”; code: “R1” → “R7”; seats: “4” → “120”"
    assert "牡丹厅" in browser.follow(sent).words
    assert "Room for sessions" in browser.follow(sent).words


def test_a_name_that_has_the_old_code_is_told_and_not_changed(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    names = {"name_en": "Booth 1.1A01", "name_zh": "1.1A01展位"}
    booth = make_place(session, edition, kind=PlaceKind.BOOTH, code="1.1A01", **names)
    path = f"/fair/places/{booth.id}/correct"

    code = browser.follow(browser.submit(path, code="1.1A99")).words
    seats = browser.follow(browser.submit(path, seats="9")).words
    one = browser.follow(browser.submit(path, code="1.1B1", name_zh="1.1A99展位")).words
    both = browser.follow(browser.submit(path, code="1.1B2", name_en="B", name_zh="1.1B2")).words

    told = "The name still has the old code “{}”: “{}”. Correct it, too"
    assert told.format("1.1A01", "Booth 1.1A01 · 1.1A01展位") in code
    assert told.format("1.1A99", "1.1A99展位") in one
    assert "still has the old code" not in seats + both
    assert (booth.name_en, booth.name_zh) == ("B", "1.1B2")


def test_a_series_is_renamed_in_both_languages(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    half = browser.submit("/fair/series", short_zh="")
    browser.submit("/fair/series", name_en="The Fair", short_zh="博")

    series = edition.series
    assert half.status_code == 422
    assert (series.name_en, series.short_zh) == ("The Fair", "博")
    assert f"Its code “{series.code}” stays" in half.words


def test_the_record_names_what_was_corrected_in_the_readers_words(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    hall = make_hall(session, edition, code="1", name_en="Fod", name_zh="")
    other = make_hall(session, edition, code="8.2")
    make_walk(session, hall, other, minutes=7)
    path = f"/fair/halls/{hall.id}/rename"
    browser.submit(path, code="5.1", name_en="Food; code: all", name_zh="食品")
    browser.submit(f"/fair/halls/{hall.id}/walks", **{f"to_{other.id}": "9"})
    record(session, None, "closed a hall", subject=("hall", hall.id), at=NOW, reason="Fire: now.")

    english = browser.get(path).words
    organiser.account.language = "zh_Hans"
    session.flush()
    chinese = browser.get(path).words

    assert "Fire: now." in english
    assert "Minutes to hall 8.2: “7” → “9”" in english
    assert "English name: “Fod” → “Food; code: all”" in english
    assert "Chinese name: – → “食品”" in english
    assert "Code: “1” → “5.1”" in english
    assert "步行至8.2馆（分钟）：“7” → “9”" in chinese
    assert "英文名称：“Fod” → “Food; code: all”" in chinese
    assert "中文名称：– → “食品”" in chinese
    assert "代码：“1” → “5.1”" in chinese


def test_every_field_that_is_corrected_has_a_name_for_readers() -> None:
    forms = (EditionForm, SeriesForm, PlaceForm, CorrectionForm)
    fields = {
        name for form in forms for name in dir(form) if hasattr(getattr(form, name), "field_class")
    }

    dates = {name for gate in Gate for name in (gate.opens, gate.closes)}
    assert (fields - {"version", "csrf_token"}) | dates == set(FIELDS)


def test_an_area_the_ledger_names_keeps_its_code(browser: Browser, session: Session) -> None:
    table = make_table(session, phase=Phase.RUNNING)
    make_deal(session, table, IntentionState.SIGNED)
    area = session.scalars(sa.select(ExhibitionArea)).one()
    path, code = f"/fair/areas/{area.id}/rename", area.code
    browser.signed_in_as(table.organiser_grant)

    page = browser.get(path)
    browser.submit(path, name_en="Food")

    assert f"Its code “{code}” stays: the ledger names it by it." in page.words
    assert 'name="code"' not in page.text
    values = {"name_en": "Drink", "name_zh": "", "code": "drink"}
    with pytest.raises(CodeInLedgerError):
        correct(session, table.organiser, area, values, seen=area.version, at=NOW)
    session.expire(area)
    assert (area.code, area.name_en) == (code, "Food")


def test_what_is_saved_unchanged_is_not_written_down(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    hall = make_hall(session, edition)

    assert browser.submit(f"/fair/halls/{hall.id}/rename").status_code == 302

    assert (history_of(session, ("hall", hall.id)), hall.version) == ([], 1)


def test_whoever_saves_second_sees_who_changed_what_and_decides(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    area = make_area(session, edition, name_en="Fod", name_zh="食品")
    path, first = f"/fair/areas/{area.id}/rename", make_organiser(session, edition)
    typed = {"name_en": "Mine", "name_zh": "食品", "code": area.code, "version": area.version}
    theirs = {"name_en": "Theirs", "name_zh": "食品"}
    correct(session, actor(first), area, theirs, seen=area.version, at=NOW)

    refused = browser.post(path, typed)

    assert refused.status_code == 409
    assert f"{first.account.name} changed this meanwhile" in refused.words
    assert 'value="Mine"' in refused.text
    assert "Somebody else was first" in refused.words
    assert "Now: Theirs" in refused.words
    assert refused.words.count("Now:") == 1
    (again,) = [one for one in refused.page.every("input") if one.get("name") == "version"]
    assert browser.post(path, {**typed, "version": again.get("value")}).status_code == 302
    assert area.name_en == "Mine"


def test_walks_that_another_organiser_set_from_the_other_hall_are_not_lost(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    one, other, far = (make_hall(session, edition, code=code) for code in "123")
    make_walk(session, one, other, 9)
    path, who = f"/fair/halls/{one.id}/walks", make_organiser(session, edition)
    seen = {f"to_{other.id}": "4", f"to_{far.id}": "12", "version": one.walks_version}
    walking.set_walks(session, actor(who), other, {one.id: 6}, seen=other.walks_version, at=NOW)

    refused = browser.post(path, seen)

    assert refused.status_code == 409
    assert f"{who.account.name} changed this meanwhile" in refused.words
    assert ("Now: 6" in refused.words, "Now: –" in refused.words) == (True, True)
    assert f'value="{seen[f"to_{far.id}"]}"' in refused.text
    assert session.scalars(sa.select(HallWalk.minutes)).all() == [6, 6]


def test_walks_set_from_unlike_halls_do_not_stand_in_each_others_way(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    one, two, three = (make_hall(session, edition, code=code) for code in "123")
    seen = {f"to_{two.id}": "4", f"to_{three.id}": "", "version": one.walks_version}
    walking.set_walks(session, actor(organiser), two, {three.id: 6}, seen=1, at=NOW)

    assert browser.post(f"/fair/halls/{one.id}/walks", seen).status_code == 302


def changing(kind: str, session: Session, edition: Edition) -> tuple[str, Any, dict[str, Any]]:
    """Return where a thing of a kind is corrected, the thing, and what its page sends."""
    names = {"name_en": "Mine", "name_zh": "我"}
    if kind == "delegation":
        node = make_delegation(session, edition)
        return f"/delegations/{node.id}/rename", node, {**names, "code": node.code}
    if kind == "place":
        place = make_place(session, edition)
        sent = {**names, "code": place.code, "seats": 4}
        return f"/fair/places/{place.id}/correct", place, sent
    if kind == "block":
        block = make_block(session, edition)
        return f"/fair/blocks/{block.id}/rename", block, names
    if kind == "edition":
        return "/fair/name", edition, {**names, "city_en": "Here", "city_zh": "此"}
    hall = make_hall(session, edition)
    return f"/fair/halls/{hall.id}/rename", hall, {**names, "code": hall.code}


@pytest.mark.parametrize("kind", ["hall", "place", "block", "delegation", "edition"])
def test_of_two_who_save_at_the_same_moment_the_second_is_told(
    race_database: Database, kind: str
) -> None:
    with race_database.session() as session:
        edition = make_edition(session)
        path, thing, sent = changing(kind, session, edition)
        first, second = (make_organiser(session, edition) for _ in range(2))
        session.commit()

    def save(session: Session) -> None:
        found = session.get_one(type(thing), thing.id)
        service = correct_delegation if kind == "delegation" else correct
        values = {**sent, "name_en": "Theirs"}
        service(session, actor(first), found, values, seen=found.version, at=NOW)

    with browsing(race_database, second) as browser:
        typed = {**sent, "version": thing.version}
        refused = meeting_half_way(race_database, save, lambda: browser.post(path, typed))

    assert refused.status_code == 409
    assert f"{first.account.name} changed this meanwhile" in refused.words
    assert "Now: Theirs" in refused.words
    assert 'value="Mine"' in refused.text
