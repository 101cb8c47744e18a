"""What opened or closed by itself is written down once, and organisers are told."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Role
from matchmaking.audit.queries import history_of
from matchmaking.expo.jobs import note_passed_moments
from matchmaking.expo.models import Edition, PassedMoment
from matchmaking.expo.passing import note_passed
from matchmaking.expo.phases import announce, enter_phase
from matchmaking.expo.values import Gate, Phase, Window
from matchmaking.notifications.models import Notice
from tests.browser import Browser, QueryCounter
from tests.databases import Database
from tests.factories.accounts import actor, make_grant, make_organiser
from tests.factories.expo import NOW, make_edition
from tests.racing import meeting_half_way, together

SECOND = timedelta(seconds=1)
OPENS, CLOSES = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
WORKERS = 3


def enter(
    session: Session, organiser: Grant, phase: Phase, dates: Window | None, *, at: datetime = NOW
) -> Edition:
    edition = session.get_one(Edition, organiser.edition_id)
    given = None if dates is None else dict.fromkeys(Gate, dates)
    enter_phase(session, actor(organiser), edition, phase, dates=given, seen=edition.version, at=at)
    return edition


def by_itself(session: Session, edition: Edition) -> list[tuple[str, datetime]]:
    deeds = history_of(session, ("edition", edition.id))
    return [(one.action, one.at) for one in deeds if one.by is None]


def notices(session: Session) -> list[str]:
    found = session.scalars(sa.select(Notice).order_by(Notice.id))
    return [str(one.sentence).partition(",")[0] for one in found]


def test_what_opens_and_closes_is_written_down_at_its_moment_and_told(
    session: Session, edition: Edition, organiser: Grant
) -> None:
    enter(session, organiser, Phase.PREPARING, Window(OPENS, CLOSES))

    assert note_passed(session, at=OPENS - SECOND) == 0
    assert note_passed(session, at=OPENS + SECOND) == 2
    assert note_passed(session, at=OPENS + SECOND) == 0
    assert note_passed(session, at=CLOSES) == 2

    assert by_itself(session, edition) == [
        ("opened registration, as announced", OPENS),
        ("opened booking, as announced", OPENS),
        ("closed registration, as announced", CLOSES),
        ("closed booking, as announced", CLOSES),
    ]
    assert notices(session) == [
        "Registration for 2nd Fair has opened",
        "Booking for 2nd Fair has opened",
        "Registration for 2nd Fair has closed",
        "Booking for 2nd Fair has closed",
    ]


def test_only_the_active_organisers_of_that_edition_are_told(
    session: Session, edition: Edition, organiser: Grant
) -> None:
    second, gone = make_organiser(session, edition), make_organiser(session, edition)
    gone.account.is_active = False
    make_organiser(session, make_edition(session))
    make_grant(session, Role.STAFF, edition)
    enter(session, organiser, Phase.PREPARING, Window(OPENS))

    note_passed(session, at=OPENS)

    told = set(session.scalars(sa.select(Notice.account_id)))
    assert told == {organiser.account_id, second.account_id}


def test_organisers_read_who_had_announced_it(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    enter(session, organiser, Phase.PREPARING, Window(OPENS))
    note_passed(session, at=OPENS)

    record = browser.get("/fair/name").words
    assert "The platform opened registration, as announced" in record
    assert f"Announced by: “{organiser.account.name}”" in record
    assert "Announced on: “2019-11-05 12:40”" in record
    assert "Registration for 2nd Fair has opened, as announced" in browser.get("/notices").words
    browser.speaking("zh_Hans")
    assert f"公告人：“{organiser.account.name}”" in browser.get("/fair/name").words


def test_what_whoever_runs_the_server_announced_names_nobody(
    session: Session, edition: Edition
) -> None:
    announce(session, edition, {Gate.REGISTRATION: Window(OPENS)}, at=NOW)

    assert note_passed(session, at=OPENS) == 1
    (deed,) = history_of(session, ("edition", edition.id))[1:]
    assert deed.reason == "announced_at: – → “2019-11-05 12:40”"


@pytest.mark.parametrize("gate", Gate)
def test_a_moment_that_was_over_when_it_was_entered_opened_nothing(
    session: Session, edition: Edition, organiser: Grant, gate: Gate
) -> None:
    edition = session.get_one(Edition, organiser.edition_id)
    past = {gate: Window(NOW - SECOND)}
    enter_phase(
        session, actor(organiser), edition, Phase.OPEN, dates=past, seen=edition.version, at=NOW
    )

    assert note_passed(session, at=NOW) == 0
    assert by_itself(session, edition) == []
    assert notices(session) == []


def test_dates_nobody_set_here_are_left_alone(session: Session) -> None:
    edition = make_edition(session, registration_opens_at=NOW, booking_closes_at=NOW)

    assert note_passed(session, at=NOW) == 0
    assert by_itself(session, edition) == []


def test_what_is_closed_for_good_closes_no_more(
    session: Session, edition: Edition, organiser: Grant
) -> None:
    enter(session, organiser, Phase.OPEN, Window(None, CLOSES))
    enter(session, organiser, Phase.CLOSED, None)

    assert note_passed(session, at=CLOSES) == 0


def test_what_came_is_written_down_before_another_phase_is_entered(
    session: Session, edition: Edition, organiser: Grant
) -> None:
    enter(session, organiser, Phase.PREPARING, Window(OPENS))

    enter(session, organiser, Phase.RUNNING, Window(), at=CLOSES)

    assert [one.action for one in history_of(session, ("edition", edition.id))][2:] == [
        "opened registration, as announced",
        "opened booking, as announced",
        "set when registration opens and closes",
        "set when booking opens and closes",
        "began the fair",
    ]
    assert note_passed(session, at=CLOSES) == 0


def test_a_moment_put_off_comes_once_more(
    session: Session, edition: Edition, organiser: Grant
) -> None:
    enter(session, organiser, Phase.PREPARING, Window(OPENS))
    note_passed(session, at=OPENS)
    enter(session, organiser, Phase.PREPARING, Window(CLOSES), at=OPENS)

    assert note_passed(session, at=CLOSES) == 2
    assert len(by_itself(session, edition)) == 4


@pytest.mark.parametrize("editions", [1, 3])
def test_what_was_looked_at_costs_two_queries(
    session: Session, queries: QueryCounter, editions: int
) -> None:
    for _ in range(editions):
        make_edition(session, booking_opens_at=NOW)
    note_passed(session, at=NOW)
    session.flush()

    with queries:
        note_passed(session, at=NOW + SECOND)

    assert len(queries) == 2


def prepared(database: Database) -> Grant:
    with database.session() as session:
        edition = make_edition(session, phase=Phase.PREPARING, ends_on=date(2019, 11, 30))
        organiser = make_organiser(session, edition)
        session.commit()
        enter(session, organiser, Phase.PREPARING, Window(OPENS))
        session.commit()
    return organiser


def test_of_several_workers_one_writes_it_down(race_database: Database) -> None:
    organiser = prepared(race_database)

    def work() -> int:
        return note_passed_moments(lambda: Session(race_database.engine), OPENS)

    counts = together(*[work] * WORKERS)

    assert sorted(counts, key=str) == [0, 0, 2]
    with race_database.session() as session:
        mine = Notice.account_id == organiser.account_id
        assert session.scalar(sa.select(sa.func.count()).where(mine)) == 2
        assert len(by_itself(session, session.get_one(Edition, organiser.edition_id))) == 2


def test_a_worker_that_comes_while_another_writes_waits_and_says_nothing(
    race_database: Database,
) -> None:
    organiser = prepared(race_database)

    count = meeting_half_way(
        race_database,
        lambda session: note_passed(session, at=OPENS),
        lambda: note_passed_moments(lambda: Session(race_database.engine), OPENS),
    )

    assert count == 0
    with race_database.session() as session:
        passed = PassedMoment.edition_id == organiser.edition_id
        assert session.scalar(sa.select(sa.func.count()).where(passed)) == 2
