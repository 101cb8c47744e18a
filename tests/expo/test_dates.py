"""An organiser says when registration and booking open and close; nonsense is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.audit.queries import history_of
from matchmaking.core.clock import set_clock
from matchmaking.core.errors import ChangedMeanwhileError, InvalidInputError
from matchmaking.expo.models import Edition
from matchmaking.expo.phases import enter_phase
from matchmaking.expo.values import Gate, Phase, Window
from tests.browser import Browser
from tests.databases import Database
from tests.expo.test_collisions import browsing
from tests.expo.test_phases import chosen_on, version_on
from tests.factories.accounts import actor, make_organiser
from tests.factories.expo import NOW, make_edition
from tests.racing import meeting_half_way

# By the clock of Shanghai: 1 July 2019, four months before the fair, noon.
EARLY = datetime(2019, 7, 1, 4, tzinfo=UTC)
OPENS, CLOSES = datetime(2019, 9, 1, 2, tzinfo=UTC), datetime(2019, 11, 4, 16, tzinfo=UTC)
DATES = Window(OPENS, CLOSES)
BOOKING_OPENS = datetime(2019, 9, 16, 1, tzinfo=UTC)
TYPED = {
    "phase": "preparing",
    "registration_opens_at": "2019-09-01T10:00",
    "registration_closes_at": "2019-11-05T00:00",
    "booking_opens_at": "2019-09-16T09:00",
}


def enter(
    session: Session,
    organiser: Grant,
    edition: Edition,
    phase: Phase,
    dates: Window | None = None,
    *,
    at: datetime = EARLY,
    gate: Gate = Gate.REGISTRATION,
) -> None:
    by = actor(organiser)
    given = {gate: dates} if dates else None
    enter_phase(session, by, edition, phase, dates=given, seen=edition.version, at=at)


def done_to(session: Session, edition: Edition) -> list[tuple[str, str]]:
    deeds = history_of(session, ("edition", edition.id))
    return [(one.action, one.reason) for one in deeds]


def test_what_was_and_what_is_is_written_down_by_the_venues_clock(
    session: Session, edition: Edition, organiser: Grant
) -> None:
    enter(session, organiser, edition, Phase.PREPARING, DATES)
    enter(session, organiser, edition, Phase.PREPARING, DATES)
    enter(session, organiser, edition, Phase.PREPARING, Window(OPENS, None))

    closing = "registration_closes_at: – → “2019-11-05 00:00”"
    set_dates = "set when registration opens and closes"
    assert done_to(session, edition) == [
        (
            set_dates,
            f"registration_opens_at: – → “2019-09-01 10:00”; {closing}",
        ),
        (set_dates, "registration_closes_at: “2019-11-05 00:00” → –"),
    ]


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("gate", Gate)
@pytest.mark.parametrize(
    "dates, told",
    [
        ((OPENS, OPENS), "closes: {} has to close later than it opens."),
        ((CLOSES, OPENS), "closes: {} has to close later than it opens."),
        ((None, CLOSES + timedelta(days=9)), "closes: The fair ends on"),
        ((CLOSES + timedelta(days=9), None), "opens: The fair ends on"),
        ((datetime(1, 1, 1, tzinfo=UTC), None), "opens: That is more than five years before"),
        ((datetime(9999, 12, 31, 23, tzinfo=UTC), None), "opens: The fair ends on"),
    ],
)
def test_dates_that_make_no_sense_are_refused_in_every_phase(
    session: Session,
    phase: Phase,
    gate: Gate,
    dates: tuple[datetime | None, datetime | None],
    told: str,
) -> None:
    edition = make_edition(session, phase=Phase.PREPARING)
    organiser = make_organiser(session, edition)

    with pytest.raises(InvalidInputError) as refused:
        enter(session, organiser, edition, phase, Window(*dates), gate=gate)

    assert said_of(gate, refused.value).startswith(told.format(gate.capitalize()))
    assert edition.windows[gate] == Window()


def said_of(gate: Gate, refusal: InvalidInputError) -> str:
    name = {gate.opens: "opens", gate.closes: "closes"}[refusal.field or ""]
    return f"{name}: {refusal.sentence}"


@pytest.mark.parametrize(
    "phase, gate, dates, told",
    [
        (Phase.PREPARING, Gate.REGISTRATION, Window(EARLY), "opens: This moment is over."),
        (Phase.PREPARING, Gate.REGISTRATION, Window(None, EARLY), "closes: This moment is over."),
        (Phase.OPEN, Gate.REGISTRATION, DATES, "opens: In the phase you chose registration is"),
        (Phase.RUNNING, Gate.REGISTRATION, DATES, "opens: In the phase you chose registration is"),
        (Phase.CLOSED, Gate.REGISTRATION, DATES, "opens: Once the fair is closed, registration"),
        (Phase.CLOSED, Gate.BOOKING, DATES, "opens: Once the fair is closed, booking opens no"),
    ],
)
def test_dates_that_say_something_else_than_the_phase_are_refused(
    session: Session, phase: Phase, gate: Gate, dates: Window, told: str
) -> None:
    edition = make_edition(session, phase=Phase.PREPARING)

    with pytest.raises(InvalidInputError) as refused:
        enter(session, make_organiser(session, edition), edition, phase, dates, gate=gate)

    assert said_of(gate, refused.value).startswith(told)


@pytest.mark.parametrize("phase", [Phase.PREPARING, Phase.OPEN, Phase.RUNNING])
@pytest.mark.parametrize("dates", [DATES, Window(EARLY, OPENS), Window(None, EARLY)])
def test_booking_opens_whether_or_not_registration_is_open(
    session: Session, edition: Edition, organiser: Grant, phase: Phase, dates: Window
) -> None:
    enter(session, organiser, edition, phase, dates, gate=Gate.BOOKING)

    assert edition.windows == {Gate.REGISTRATION: Window(), Gate.BOOKING: dates}
    assert "set when booking opens and closes" in dict(done_to(session, edition))


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.RUNNING, Phase.CLOSED])
def test_dates_in_the_past_may_stay_once_the_edition_is_open(
    session: Session, edition: Edition, organiser: Grant, phase: Phase
) -> None:
    enter(session, organiser, edition, Phase.PREPARING, DATES)

    enter(session, organiser, edition, phase, DATES, at=NOW)

    assert (edition.phase, edition.registration_opens_at) == (phase, OPENS)


def test_what_opened_by_itself_goes_back_to_preparing_with_another_date_only(
    session: Session, edition: Edition, organiser: Grant
) -> None:
    enter(session, organiser, edition, Phase.PREPARING, DATES)

    with pytest.raises(InvalidInputError):
        enter(session, organiser, edition, Phase.PREPARING, at=OPENS)
    nothing = Window(None, None)
    enter(session, organiser, edition, Phase.PREPARING, nothing, at=OPENS)

    assert edition.phase_at(OPENS) is Phase.PREPARING
    assert done_to(session, edition)[-1][0] == "went back to preparing the fair"


def test_saving_what_opened_by_itself_says_of_nobody_that_they_opened_it(
    session: Session, edition: Edition, organiser: Grant
) -> None:
    enter(session, organiser, edition, Phase.PREPARING, Window(OPENS, None))

    enter(session, organiser, edition, Phase.OPEN, DATES, at=OPENS)

    assert "opened registration" not in dict(done_to(session, edition))


def test_an_organiser_types_the_dates_by_the_venues_clock(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    set_clock(EARLY)
    page = browser.get("/fair")

    saved = browser.post("/fair", {**TYPED, "version": version_on(page)})

    assert saved.location == "/fair?open=edition"
    assert edition.windows == {Gate.REGISTRATION: DATES, Gate.BOOKING: Window(BOOKING_OPENS)}
    again = browser.get("/fair")
    assert "Registration opens on 1 September 2019, 10:00" in again.words
    assert "Booking opens on 16 September 2019, 09:00" in again.words
    fields = {one.get("name"): one.get("value") for one in again.page.every("input")}
    assert {name: fields[name] for name in TYPED if name != "phase"} == {
        name: typed for name, typed in TYPED.items() if name != "phase"
    }
    record = browser.get("/fair/name").words
    assert "Registration opens: – → “2019-09-01 10:00”" in record
    assert "Booking opens: – → “2019-09-16 09:00”" in record


def test_what_is_refused_is_said_beside_its_field(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    set_clock(EARLY)
    version = version_on(browser.get("/fair"))

    for typed, told in (
        (
            {"registration_closes_at": "2019-08-31T10:00"},
            "Registration has to close later than it opens.",
        ),
        ({"registration_opens_at": "2019-11-11T10:00"}, "The fair ends on Sun 10 Nov 2019"),
        ({"registration_opens_at": "soon"}, "Write a date and a time such as"),
        ({"registration_opens_at": "0001-01-01T00:00"}, "more than five years before the fair"),
        ({"booking_closes_at": "2019-09-16T09:00"}, "Booking has to close later than it opens."),
        ({"booking_closes_at": "2019-11-11T10:00"}, "Booking closes: The fair ends on"),
        ({"booking_opens_at": "9 o'clock"}, "Booking opens: Write a date and a time such as"),
        ({"phase": "open"}, "Choose “Preparing” if it is to open at this moment"),
    ):
        refused = browser.post("/fair", {**TYPED, **typed, "version": version})
        assert refused.status_code == 422
        assert told in refused.words
        kept = {one.get("name"): one.get("value") for one in refused.page.every("input")}
        assert {name: kept[name] for name in typed if name != "phase"}.items() <= typed.items()
    assert (edition.phase, edition.registration_opens_at) == (Phase.PREPARING, None)


def test_the_form_shows_the_phase_that_came_by_itself(
    browser: Browser, session: Session, organiser: Grant, edition: Edition
) -> None:
    edition.registration_opens_at = OPENS
    session.flush()

    assert chosen_on(browser.get("/fair")) == ["open"]


def test_whoever_saves_second_sees_the_dates_of_the_first(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    set_clock(EARLY)
    first, before = make_organiser(session, edition), browser.get("/fair")
    enter(session, first, edition, Phase.PREPARING, DATES)
    typed = {**TYPED, "registration_opens_at": "2019-09-02T10:00", "registration_closes_at": ""}

    refused = browser.post("/fair", {**typed, "version": version_on(before)})

    assert refused.status_code == 409
    assert f"{first.account.name} changed this meanwhile" in refused.words
    assert "Now: 1 September 2019, 10:00" in refused.words
    assert "Now: 5 November 2019, 00:00" in refused.words
    browser.post("/fair", {**typed, "version": version_on(refused)})
    assert edition.registration_opens_at == OPENS + timedelta(days=1)
    assert edition.registration_closes_at is None


def test_dates_are_set_by_who_sees_the_present_ones(
    session: Session, edition: Edition, organiser: Grant
) -> None:
    seen = edition.version
    enter(session, organiser, edition, Phase.PREPARING, DATES)

    with pytest.raises(ChangedMeanwhileError):
        enter_phase(session, actor(organiser), edition, Phase.OPEN, seen=seen, at=EARLY)


def test_of_two_who_set_dates_at_the_same_moment_the_second_is_told(
    race_database: Database,
) -> None:
    with race_database.session() as session:
        edition = make_edition(session, phase=Phase.PREPARING, ends_on=date(2019, 11, 30))
        first, second = (make_organiser(session, edition) for _ in range(2))
        session.commit()
    dates = Window(NOW + timedelta(days=1), None)

    def save(session: Session) -> None:
        found = session.get_one(Edition, edition.id)
        enter(session, first, found, Phase.PREPARING, dates, at=NOW)

    typed = {
        "phase": "preparing",
        "registration_opens_at": "2019-11-20T10:00",
        "version": edition.version,
    }
    with browsing(race_database, second) as browser:
        refused = meeting_half_way(race_database, save, lambda: browser.post("/fair", typed))

    assert refused.status_code == 409
    assert "Now: 6 November 2019, 12:40" in refused.words
