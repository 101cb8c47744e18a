"""An edition enters another phase; of two organisers who save one, the second is told."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.audit.queries import history_of
from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.expo.correcting import correct
from matchmaking.expo.models import Edition
from matchmaking.expo.phases import enter_phase
from matchmaking.expo.values import Phase
from tests.browser import Answer, Browser
from tests.databases import Database
from tests.expo.test_collisions import browsing
from tests.factories.accounts import actor, make_organiser
from tests.factories.expo import NOW, make_edition
from tests.racing import meeting_half_way


def version_on(page: Answer) -> Any:  # noqa: ANN401 - what an attribute holds
    (field,) = [one for one in page.page.every("input") if one.get("name") == "version"]
    return field.get("value")


def chosen_on(page: Answer) -> list[str | None]:
    boxes = [one for one in page.page.every("input") if one.get("name") == "phase"]
    return [one.get("value") for one in boxes if one.get("checked") is not None]


def test_what_was_done_is_written_down_in_words(
    session: Session, edition: Edition, organiser: Grant
) -> None:
    for phase in (*Phase, Phase.CLOSED, Phase.PREPARING):
        enter_phase(session, actor(organiser), edition, phase, seen=edition.version, at=NOW)

    actions = [one.action for one in history_of(session, ("edition", edition.id))]

    assert actions == [
        "opened registration",
        "began the fair",
        "closed the fair",
        "went back to preparing the fair",
    ]


def test_a_phase_is_entered_by_who_sees_the_present_one(
    session: Session, edition: Edition, organiser: Grant
) -> None:
    seen = edition.version
    enter_phase(session, actor(organiser), edition, Phase.OPEN, seen=seen, at=NOW)

    with pytest.raises(ChangedMeanwhileError):
        enter_phase(session, actor(organiser), edition, Phase.PREPARING, seen=seen, at=NOW)

    assert edition.phase is Phase.OPEN


def test_whoever_saves_second_sees_the_present_phase_and_decides(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    first, before = make_organiser(session, edition), browser.get("/fair")
    enter_phase(session, actor(first), edition, Phase.RUNNING, seen=edition.version, at=NOW)

    refused = browser.post("/fair", {"phase": "open", "version": version_on(before)})

    assert (refused.status_code, edition.phase) == (409, Phase.RUNNING)
    assert f"{first.account.name} changed this meanwhile" in refused.words
    assert "Now: Running: the fair is on" in refused.words
    assert chosen_on(refused) == ["open"]
    browser.post("/fair", {"phase": "open", "version": version_on(refused)})
    assert edition.phase is Phase.OPEN


def test_a_name_corrected_meanwhile_is_told_too_and_stays(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    first, before = make_organiser(session, edition), browser.get("/fair")
    names = {"name_en": "Theirs", "name_zh": "展", "city_en": "Here", "city_zh": "此"}
    correct(session, actor(first), edition, names, seen=edition.version, at=NOW)

    refused = browser.post("/fair", {"phase": "open", "version": version_on(before)})

    assert refused.status_code == 409
    assert "Now: Preparing: nobody can register yet" in refused.words
    browser.post("/fair", {"phase": "open", "version": version_on(refused)})
    assert (edition.phase, edition.name_en) == (Phase.OPEN, "Theirs")


def test_a_page_without_a_version_enters_nothing(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    assert browser.post("/fair", {"phase": "open"}).status_code == 409
    assert edition.phase is Phase.PREPARING


def test_of_two_who_save_at_the_same_moment_the_second_is_told(race_database: Database) -> None:
    with race_database.session() as session:
        edition = make_edition(session, phase=Phase.PREPARING)
        first, second = (make_organiser(session, edition) for _ in range(2))
        session.commit()

    def save(session: Session) -> None:
        found = session.get_one(Edition, edition.id)
        enter_phase(session, actor(first), found, Phase.CLOSED, seen=found.version, at=NOW)

    with browsing(race_database, second) as browser:
        typed = {"phase": "running", "version": edition.version}
        refused = meeting_half_way(race_database, save, lambda: browser.post("/fair", typed))

    assert refused.status_code == 409
    assert f"{first.account.name} changed this meanwhile" in refused.words
    assert "Now: Closed: nobody registers or asks for meetings any more" in refused.words
