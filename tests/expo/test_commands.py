"""``flask edition …``."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.audit.queries import history_of
from matchmaking.core.clock import set_clock
from matchmaking.expo.models import Edition
from matchmaking.expo.values import Gate, Window
from tests.factories import fresh

EARLY = datetime(2019, 7, 1, 4, tzinfo=UTC)
FAIR = {
    "series": "fair",
    "ordinal": "1",
    "name-en": "1st Fair",
    "name-zh": "第一届博览会",
    "city-en": "Berlin",
    "city-zh": "柏林",
    "starts": "2019-11-05",
    "ends": "2019-11-10",
    "time-zone": "Europe/Berlin",
}
DATES = {
    "registration-opens": "2019-09-01 10:00",
    "registration-closes": "2019-11-05T00:00",
    "booking-opens": "2019-09-16 09:00",
}


def create(app: Flask, **options: str) -> Result:
    set_clock(EARLY)
    number = fresh()
    given = {**FAIR, "series": f"fair{number}", **options}
    words = [word for name, value in given.items() for word in (f"--{name}", value)]
    return app.test_cli_runner().invoke(args=["edition", "create", f"fair{number}-1", *words])


def editions(session: Session) -> list[Edition]:
    return list(session.scalars(sa.select(Edition)))


def test_an_edition_is_made_without_dates(app: Flask, session: Session) -> None:
    result = create(app)

    (edition,) = editions(session)
    assert result.output == (
        f"Edition {edition.code} is there; grant somebody the role organiser next.\n"
    )
    assert set(edition.windows.values()) == {Window()}
    assert history_of(session, ("edition", edition.id)) == []


def test_an_edition_is_made_with_dates_by_the_venues_clock(app: Flask, session: Session) -> None:
    result = create(app, **DATES)

    assert result.exit_code == 0
    (edition,) = editions(session)
    assert edition.windows == {
        Gate.REGISTRATION: Window(
            datetime(2019, 9, 1, 8, tzinfo=UTC), datetime(2019, 11, 4, 23, tzinfo=UTC)
        ),
        Gate.BOOKING: Window(datetime(2019, 9, 16, 7, tzinfo=UTC)),
    }
    deeds = history_of(session, ("edition", edition.id))
    assert [(one.by, one.action) for one in deeds] == [
        (None, "set when registration opens and closes"),
        (None, "set when booking opens and closes"),
    ]
    assert deeds[1].reason == "booking_opens_at: – → “2019-09-16 09:00”"


@pytest.mark.parametrize(
    "option, value, told",
    [
        ("registration-closes", "2019-09-01 10:00", "Registration has to close later than it"),
        ("booking-closes", "2019-09-01 10:00", "Booking has to close later than it opens."),
        ("booking-closes", "2019-11-11 10:00", "The fair ends on Sun 10 Nov 2019: choose a"),
        ("booking-opens", "2009-09-01 10:00", "That is more than five years before the fair."),
        ("registration-opens", "2019-06-30 10:00", "This moment is over."),
        ("booking-opens", "2019-09-01", "Write a date and a time such as"),
        ("booking-closes", "soon", "Write a date and a time such as"),
        ("ends", "2019-11-04", "The last day can't be before the first."),
        ("time-zone", "Mars/Olympus", "“Mars/Olympus” is not a time zone"),
        ("name-zh", " ", "Names have 1 to 200 characters."),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line_that_names_the_option(
    app: Flask, session: Session, option: str, value: str, told: str
) -> None:
    result = create(app, **{**DATES, option: value})

    assert result.exit_code == 2
    assert result.output.startswith(f"Error: --{option}: {told}")
    assert result.output.count("\n") == 1
    session.rollback()
    assert editions(session) == []
