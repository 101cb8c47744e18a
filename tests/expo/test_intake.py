"""Registration opens and closes at its moments, and all that ask agree on it."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaking.core.clock import set_clock
from matchmaking.expo.intake import announced, intake_of, taking_registrations
from matchmaking.expo.models import Edition
from matchmaking.expo.values import Phase
from tests.browser import Browser, QueryCounter
from tests.factories.expo import NOW, make_edition

SECOND = timedelta(seconds=1)
MOMENTS = (None, NOW - timedelta(days=2), NOW - SECOND, NOW, NOW + SECOND, NOW + timedelta(days=2))
DATES = [(a, b) for a, b in product(MOMENTS, MOMENTS) if a is None or b is None or a < b]
FIRST_OF_SEPTEMBER = datetime(2019, 9, 1, 2, tzinfo=UTC)


def dated(session: Session, **values: object) -> Edition:
    return make_edition(session, phase=Phase.PREPARING, **values)


@pytest.mark.parametrize("phase", Phase)
def test_the_database_and_the_edition_agree_on_who_takes_registrations(
    session: Session, phase: Phase
) -> None:
    editions = [
        make_edition(
            session, phase=phase, registration_opens_at=opens, registration_closes_at=closes
        )
        for opens, closes in DATES
    ]

    found = set(session.scalars(sa.select(Edition.id).where(taking_registrations(NOW))))

    assert found == {one.id for one in editions if one.takes_registrations(NOW)}


@pytest.mark.parametrize(
    "phase, dates, stands",
    [
        (Phase.PREPARING, (None, None), "to come"),
        (Phase.PREPARING, (NOW + SECOND, None), "to come"),
        (Phase.PREPARING, (NOW, None), "open"),
        (Phase.PREPARING, (NOW - SECOND, NOW), "over"),
        (Phase.OPEN, (None, None), "open"),
        (Phase.OPEN, (None, NOW + SECOND), "open"),
        (Phase.RUNNING, (None, NOW), "over"),
        (Phase.CLOSED, (NOW - SECOND, NOW + SECOND), "over"),
    ],
)
def test_registration_is_open_between_its_moments(
    session: Session, phase: Phase, dates: tuple[datetime | None, datetime | None], stands: str
) -> None:
    opens, closes = dates
    edition = make_edition(
        session, phase=phase, registration_opens_at=opens, registration_closes_at=closes
    )

    intake = intake_of(edition, NOW)

    assert (intake.is_open, intake.is_over) == (stands == "open", stands == "over")


def test_what_is_prepared_is_open_once_its_moment_has_come(session: Session) -> None:
    edition = dated(session, registration_opens_at=NOW)

    assert edition.phase_at(NOW - SECOND) is Phase.PREPARING
    assert edition.phase_at(NOW) is Phase.OPEN
    edition.phase = Phase.CLOSED
    assert edition.phase_at(NOW) is Phase.CLOSED


def test_the_database_keeps_the_dates_in_order(session: Session) -> None:
    with pytest.raises(IntegrityError):
        dated(session, registration_opens_at=NOW, registration_closes_at=NOW)


def test_newcomers_are_told_when_each_edition_opens_and_closes(
    session: Session, queries: QueryCounter
) -> None:
    dated(session)
    make_edition(session, phase=Phase.CLOSED, registration_closes_at=NOW + SECOND)
    later = dated(session, name_en="Later", registration_opens_at=NOW + SECOND)
    later.starts_on += timedelta(days=1)
    make_edition(session, name_en="Open", registration_closes_at=NOW + timedelta(hours=1))
    session.flush()

    with queries:
        news = announced(session, NOW)

    assert news.is_open
    assert [str(one).partition(" on ")[0] for one in news.sentences] == [
        "Open: Registration closes",
        "Later: Registration opens",
    ]
    assert len(queries) == 1


@pytest.mark.parametrize("path", ["/sign-in", "/register"])
def test_a_visitor_reads_when_registration_opens_until_it_does(
    browser: Browser, session: Session, path: str
) -> None:
    set_clock(FIRST_OF_SEPTEMBER - timedelta(minutes=1))
    dated(session, registration_opens_at=FIRST_OF_SEPTEMBER)
    told = "Registration opens on 1 September 2019, 10:00 (China Standard Time, GMT+08:00)."

    before = browser.get(path)
    set_clock(FIRST_OF_SEPTEMBER)
    after = browser.get(path)

    assert f"2nd Fair: {told}" in before.words
    assert "No edition takes registrations" not in before.words
    assert "/register" not in before.page.links
    assert "You and your enterprise" not in before.words
    assert "Registration opens on" not in after.words
    assert ("/register" in after.page.links) or ("You and your enterprise" in after.words)


def test_a_visitor_reads_it_in_chinese_and_in_the_time_of_that_venue(
    browser: Browser, session: Session
) -> None:
    dated(session, registration_opens_at=NOW + timedelta(days=1), time_zone="Europe/Berlin")
    browser.speaking("zh_Hans")

    words = browser.get("/sign-in").words

    assert "第二届博览会：注册将于2019年11月6日 05:40（中欧标准时间，GMT+01:00）开放。" in words


def test_whoever_comes_too_late_is_told_when_it_closed(browser: Browser, session: Session) -> None:
    make_edition(session, registration_closes_at=NOW)

    assert "No edition takes registrations at present." in browser.get("/sign-in").words
    assert "Registration is closed" in browser.get("/register").words
