"""What others do while a repair is computed: nobody waits for it, and it is not kept unseen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.application import create_app
from matchmaking.core.clock import set_clock
from matchmaking.expo.models import Place
from matchmaking.timetables.mending import Mended, mend
from matchmaking.timetables.models import Plan
from matchmaking.timetables.queries.repairs import is_outdated
from matchmaking.timetables.questions import Question
from matchmaking.timetables.services.places import close_place
from matchmaking.timetables.values import Kind
from matchmaking.timetables.views import repairing
from matchmaking.web.session import db
from tests.browser import Answer, Browser, QueryCounter
from tests.databases import Database, close, settings_for
from tests.factories.accounts import make_account
from tests.timetables.published import Show
from tests.timetables.test_repairing import LATER, cancel, standing_show

OVERTAKEN = "No repair was kept: something changed while it was computed, and again"
PAIRS = ((0, 1, 0, 0), (2, 3, 0, 1), (0, 2, 1, 0), (1, 3, 2, 1))


@dataclass
class Desk:
    """An organiser at work beside everybody else: what is committed there is real."""

    database: Database
    browser: Browser
    show: Show

    def act(self, step: Callable[[Session], object]) -> None:
        """Let somebody else do something."""
        with self.database.session() as session:
            step(session)
            session.commit()

    def cancel(self, one: int, other: int) -> None:
        """Let a side call a meeting off."""
        self.act(lambda session: cancel(session, self.show, one, other))

    def close(self, table: int) -> None:
        """Let a table be closed."""
        key, actor = self.show.tables[table].id, self.show.actor

        def step(session: Session) -> None:
            place = session.get_one(Place, key)
            close_place(session, place, reason="Leak", actor=actor, at=LATER)

        self.act(step)

    def repair(self, path: str = "") -> Answer:
        """Ask for a repair of what stands, or of a plan."""
        address = path or f"/timetable/rounds/{self.show.round.id}"
        form = {"csrf_token": self.browser.form_token()}
        return Answer(self.browser.client.post(f"{address}/repair", data=form))

    def repairs(self) -> list[Plan]:
        """Return the repairs that were kept."""
        with self.database.session() as session:
            return list(session.scalars(sa.select(Plan).where(Plan.kind == Kind.REPAIR)))


@pytest.fixture
def desk(race_database: Database) -> Iterator[Desk]:
    app = create_app(settings_for(race_database.url))
    set_clock(LATER)
    with race_database.session() as session:
        show = standing_show(session, *PAIRS)
        browser = Browser(app, session)
        browser.signed_in_as(show.organiser)
        session.commit()
    yield Desk(race_database, browser, show)
    close(app)


def meanwhile(patch: pytest.MonkeyPatch, act: Callable[[int], object]) -> list[int]:
    """Do something each time a repair is computed; return how often that was, as it grows."""
    times: list[int] = []

    def mended(question: Question) -> Mended:
        times.append(len(times))
        act(times[-1])
        return mend(question)

    patch.setattr(repairing, "mend", mended)
    return times


def nobody_waits(desk: Desk) -> bool:
    """Return whether no transaction is open that others would wait for, or the server keep."""
    if desk.database.dialect == "postgresql":
        query = sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()"
        )
        with desk.database.session() as session:
            return not session.scalar(query)
    written = Event()

    def write() -> None:
        desk.act(make_account)
        written.set()

    Thread(target=write).start()
    return written.wait(2)


def test_nobody_waits_while_a_repair_is_computed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[bool] = []
    meanwhile(monkeypatch, lambda _time: found.append(nobody_waits(desk)))
    desk.cancel(2, 3)

    desk.repair()

    assert found == [True]
    assert len(desk.repairs()) == 1


def test_with_a_transaction_open_they_would(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: whatever is read before ends with the transaction it was read in."""
    found: list[bool] = []

    def read_on(_time: int) -> None:
        db.session.execute(sa.text("SELECT 1"))
        found.append(nobody_waits(desk))

    meanwhile(monkeypatch, read_on)

    desk.repair()

    assert found == [False]


def test_what_is_called_off_meanwhile_is_mended_as_well(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.close(0)

    def act(time: int) -> None:
        if time == 0:
            desk.cancel(2, 3)

    times = meanwhile(monkeypatch, act)

    answer = desk.repair()

    (plan,) = desk.repairs()
    assert (times, answer.location) == ([0, 1], f"/timetable/plans/{plan.id}/difference")
    assert plan.wanted == len(PAIRS) - 1
    with desk.database.session() as session:
        assert not is_outdated(session, session.get_one(Plan, plan.id), at=LATER)


def test_a_repair_that_is_overtaken_twice_is_not_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = [(2, 3), (0, 1), (0, 2)]
    times = meanwhile(monkeypatch, lambda time: desk.cancel(*pairs[time]))

    answer = desk.repair()

    assert (times, desk.repairs()) == ([0, 1], [])
    page = Answer(desk.browser.client.get(str(answer.location)))
    assert OVERTAKEN in page.words
    assert "Compute a repair" in page.words


def test_so_is_the_repair_of_a_plan(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk.database.session() as session:
        plan_id = desk.show.plan(session, *PAIRS).id
        session.commit()
    meanwhile(monkeypatch, desk.close)

    answer = desk.repair(f"/timetable/plans/{plan_id}")

    assert (answer.status_code, desk.repairs()) == (409, [])
    assert OVERTAKEN in answer.words
    assert "Repair the plan" in answer.words


@pytest.mark.parametrize("is_of_plan", [False, True])
def test_a_repair_takes_as_many_queries_for_one_meeting_as_for_four(
    browser: Browser, session: Session, queries: QueryCounter, *, is_of_plan: bool
) -> None:
    set_clock(LATER)
    counts = []
    for pairs in (PAIRS[:1], PAIRS):
        show = standing_show(session, *pairs)
        plan = show.plan(session, *pairs)
        close_place(session, show.tables[0], reason="Leak", actor=show.actor, at=LATER)
        browser.signed_in_as(show.organiser)
        path = f"plans/{plan.id}" if is_of_plan else f"rounds/{show.round.id}"
        with queries:
            answer = browser.post(f"/timetable/{path}/repair")
        assert "difference" in str(answer.location)
        counts.append(len(queries))

    assert counts[0] == counts[1]
