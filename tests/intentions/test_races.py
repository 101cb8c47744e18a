"""Many people at once: no gaps, nothing counted twice, every figure one moment's truth."""

from collections.abc import Callable
from datetime import date
from functools import partial
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.errors import ChangedMeanwhileError, ConflictError
from matchmaking.core.money import Money
from matchmaking.expo.correcting import correct
from matchmaking.expo.models import Edition, ExhibitionArea
from matchmaking.intentions import ledger, proof, services, snapshots
from matchmaking.intentions.errors import StepNotPossibleError
from matchmaking.intentions.models import Intention, LedgerEntry
from matchmaking.intentions.services import deciding
from matchmaking.intentions.terms import Terms
from matchmaking.intentions.totals import totals
from matchmaking.intentions.values import Bucket, Dimension, IntentionKind, IntentionState
from tests.databases import Database
from tests.factories.accounts import actor, make_lead
from tests.factories.deals import Table, make_deal, make_table
from tests.factories.expo import NOW
from tests.intentions.brute import added_up, by_ledger
from tests.racing import meeting_half_way, together
from tests.waiting import PATIENCE_SECONDS

WRITERS = 8
freeze = ledger._freeze_dimensions  # noqa: SLF001 - the negative control stands in for it
AMOUNT = 1_000


class Scene:
    """A table with deals, committed; people are values that any thread may use."""

    def __init__(self, database: Database, state: IntentionState, deals: int) -> None:
        self.database = database
        with database.session() as session:
            table = make_table(session)
            second = make_lead(session, table.edition, table.delegation)
            self.deals = [
                make_deal(session, table, state, one_year_minor=AMOUNT * 3**number).id
                for number in range(deals)
            ]
            self.edition_id = table.edition.id
            self.leads = [table.lead, actor(second)]
            self.people = self._people(table)
            session.commit()

    @staticmethod
    def _people(table: Table) -> dict[str, Actor]:
        return {"selling": table.selling, "buying": table.buying, "organiser": table.organiser}

    def step(self, service: Callable[..., None], who: Actor, deal: int, **values: Any) -> None:
        """Take one step in a transaction of its own."""
        with self.database.session() as session:
            service(session, who, session.get_one(Intention, deal), at=NOW, **values)
            session.commit()

    def check(self, session: Session) -> None:
        """Check that the ledger is whole and agrees with the deals in every breakdown."""
        edition = session.get_one(Edition, self.edition_id)
        assert proof.first_break(session, edition) is None
        for dimension in Dimension:
            assert by_ledger(session, edition, None, dimension) == added_up(
                session, edition, None, dimension
            )


def test_entries_of_many_writers_have_no_gaps(race_database: Database) -> None:
    scene = Scene(race_database, IntentionState.DRAFT, WRITERS)

    def deal_through(deal: int) -> None:
        scene.step(services.sign, scene.people["selling"], deal, is_different=True)
        scene.step(services.countersign, scene.people["buying"], deal)
        scene.step(services.dispute, scene.people["buying"], deal, reason="no")

    results = together(*(partial(deal_through, deal) for deal in scene.deals))

    assert results == [None] * WRITERS
    with race_database.session() as session:
        numbers = session.scalars(sa.select(LedgerEntry.sequence).order_by(LedgerEntry.sequence))
        assert list(numbers) == list(range(1, WRITERS * 5 + 1))
        scene.check(session)


def verify_twice_at_once(scene: Scene, *, knows_version: bool = True) -> list[Exception | None]:
    """Let two leads verify the one deal, each having seen it before the other acted."""
    sessions = [Session(scene.database.engine, expire_on_commit=False) for _lead in scene.leads]
    seen = []
    for session in sessions:
        deal = session.get_one(Intention, scene.deals[0])
        assert (deal.verifications, deal.buyer.label, deal.standing) is not None
        seen.append(deal)
        session.commit()

    def verify(session: Session, deal: Intention, lead: Actor) -> None:
        with session:
            services.verify(
                session, lead, deal, at=NOW, seen=deal.version if knows_version else None
            )
            session.commit()

    actions = [
        partial(verify, *together_) for together_ in zip(sessions, seen, scene.leads, strict=True)
    ]
    return together(*actions)


def verified(session: Session, scene: Scene) -> tuple[int, int]:
    """Return the amount and number of verified deals the ledger has."""
    edition = session.get_one(Edition, scene.edition_id)
    whole = totals(session, edition, delegation=None, dimension=Dimension.TOTAL).whole
    return whole.minor_in(Bucket.VERIFIED), whole.deals_in(Bucket.VERIFIED)


def test_one_deal_verified_twice_counts_once(race_database: Database) -> None:
    scene = Scene(race_database, IntentionState.COUNTERSIGNED, 1)

    results = verify_twice_at_once(scene)

    assert [type(result) for result in results if result] == [StepNotPossibleError]
    with race_database.session() as session:
        assert verified(session, scene) == (AMOUNT, 1)
        scene.check(session)


def begin_blindly(session: Session, deal: Intention) -> Edition:
    """Begin a step without looking afresh: nothing but the old version guards it."""
    return session.get_one(Edition, deal.edition_id)


def begin_unguarded(session: Session, deal: Intention) -> Edition:
    """Begin a step without looking afresh, and let the newest version pass for the one seen."""
    ledger.take_turn(session, deal.edition_id)
    session.refresh(deal, ["version"])
    return session.get_one(Edition, deal.edition_id)


def test_without_its_guards_it_would_count_twice(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: without the fresh look and the version it goes wrong."""
    scene = Scene(race_database, IntentionState.COUNTERSIGNED, 1)
    monkeypatch.setattr(deciding, "begin", begin_unguarded)
    monkeypatch.setattr(deciding, "require_seen", lambda _deal, _seen: None)

    assert verify_twice_at_once(scene) == [None, None]

    with race_database.session() as session:
        assert verified(session, scene) == (2 * AMOUNT, 2)
        edition = session.get_one(Edition, scene.edition_id)
        assert "puts a deal in twice" in str(proof.first_break(session, edition))


@pytest.mark.parametrize("guard", ["fresh look", "version"])
def test_either_guard_alone_is_enough(
    race_database: Database, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    scene = Scene(race_database, IntentionState.COUNTERSIGNED, 1)
    if guard == "version":
        monkeypatch.setattr(deciding, "begin", begin_blindly)

    results = verify_twice_at_once(scene, knows_version=guard == "version")

    assert len([result for result in results if result]) == 1
    with race_database.session() as session:
        assert verified(session, scene) == (AMOUNT, 1)


def test_the_ledger_sums_to_every_figure_while_people_write(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "FOLD_EVERY", 8)
    monkeypatch.setattr(snapshots, "KEEP_EVERY", 16)
    scene = Scene(race_database, IntentionState.DRAFT, WRITERS)
    over, has_read = Event(), Event()

    def write(deal: int) -> None:
        selling, buying = scene.people["selling"], scene.people["buying"]
        scene.step(services.sign, selling, deal, is_different=True)
        scene.step(services.countersign, buying, deal)
        if deal == scene.deals[0]:
            assert has_read.wait(PATIENCE_SECONDS)  # somebody has looked before all was written
        scene.step(services.verify, scene.leads[deal % 2], deal)
        scene.step(services.dispute, buying, deal, reason="no")
        scene.step(services.settle, buying, deal, reason="yes")

    def write_all() -> None:
        try:
            results = together(*(partial(write, deal) for deal in scene.deals))
        finally:
            over.set()
        assert results == [None] * WRITERS

    seen: dict[int, dict[Any, Any]] = {}

    def read() -> None:
        while not over.is_set():
            _read_once(race_database, scene.edition_id, seen)
            has_read.set()
        _read_once(race_database, scene.edition_id, seen)

    results = together(write_all, read)

    assert results == [None, None]
    check_readings(scene, seen)
    assert len(seen) > 1


def check_readings(scene: Scene, seen: dict[int, dict[Any, Any]]) -> None:
    """Check that what was read while others wrote is what the ledger had summed to by then."""
    with scene.database.session() as session:
        scene.check(session)
        edition = session.get_one(Edition, scene.edition_id)
        for sequence, sums in seen.items():
            assert by_ledger(session, edition, None, Dimension.TOTAL, as_of=sequence) == sums


def _read_once(database: Database, edition_id: int, seen: dict[int, dict[Any, Any]]) -> None:
    """Read a figure and its breakdowns; note what the figure was at its entry."""
    with database.session() as session:
        edition = session.get_one(Edition, edition_id)
        found = totals(session, edition, delegation=None, dimension=Dimension.TOTAL)
        for dimension in (Dimension.DAY, Dimension.DELEGATION, Dimension.KIND):
            parts = totals(
                session, edition, delegation=None, dimension=dimension, as_of=found.sequence
            )
            assert parts.whole == found.whole
        seen[found.sequence] = {
            ("", bucket): (found.whole.minor_in(bucket), found.whole.deals_in(bucket))
            for bucket in found.whole.deals
        }


def signed_over_a_corrected_area(scene: Scene) -> LedgerEntry:
    """Sign a deal whose page was read before the area got another code, and it was waited for."""
    with scene.database.session() as session:
        deal = session.get_one(Intention, scene.deals[0])
        seller = deal.seller
        area = seller.area
        assert area is not None
        assert (area.code, seller.enterprise, deal.buyer.delegation) is not None
        session.commit()

        def sign() -> None:
            services.sign(session, scene.people["selling"], deal, at=NOW)
            session.commit()

        def recode(other: Session) -> None:
            again = other.get_one(ExhibitionArea, area.id)
            values = {"name_en": "Food", "name_zh": "食品", "code": "food"}
            correct(other, scene.people["organiser"], again, values, seen=again.version, at=NOW)

        meeting_half_way(scene.database, recode, sign)
        return session.scalars(sa.select(LedgerEntry)).one()


@pytest.mark.parametrize("is_open", [True, False])
def test_a_step_that_waited_for_a_corrected_area_notes_its_new_code(
    race_database: Database, *, is_open: bool
) -> None:
    scene = Scene(race_database, IntentionState.DRAFT, 1)
    if is_open:
        with race_database.session() as session:
            ledger.next_number(session, scene.edition_id)
            session.commit()

    entry = signed_over_a_corrected_area(scene)

    assert entry.area_code == "food"
    with race_database.session() as session:
        scene.check(session)


def freeze_what_was_loaded(_session: Session, deal: Intention, entry: LedgerEntry) -> None:
    """Freeze the dimensions as the session knew them before its turn."""
    freeze(_session, deal, entry)
    entry.area_code = deal.seller.area.code if deal.seller.area else ""


def test_without_reading_anew_it_would_note_the_old_code(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: what was loaded before the turn is older than the turn."""
    scene = Scene(race_database, IntentionState.DRAFT, 1)
    monkeypatch.setattr(ledger, "_freeze_dimensions", freeze_what_was_loaded)

    entry = signed_over_a_corrected_area(scene)

    with race_database.session() as session:
        assert session.scalars(sa.select(ExhibitionArea.code)).one() == "food"
    assert entry.area_code != "food"


def test_two_filings_of_one_deal_signed_at_once_are_held_once(race_database: Database) -> None:
    scene = Scene(race_database, IntentionState.DRAFT, 1)
    with race_database.session() as session:
        first = session.get_one(Intention, scene.deals[0])
        session.expunge(first)
        sa.orm.make_transient(first)
        first.id = None  # type: ignore[assignment]
        first.number = 99
        session.add(first)
        session.commit()
        both = [scene.deals[0], first.id]

    sign = partial(scene.step, services.sign, scene.people["selling"], is_different=True)
    results = together(*(partial(sign, deal) for deal in both))

    assert results == [None, None]
    with race_database.session() as session:
        held = session.scalars(
            sa.select(Intention.held_for_id).where(Intention.held_for_id.is_not(None))
        ).all()
        assert len(held) == 1
        scene.check(session)


def test_a_draft_is_changed_or_signed_as_it_was_seen(race_database: Database) -> None:
    scene = Scene(race_database, IntentionState.DRAFT, 1)
    with race_database.session() as session:
        seen = session.get_one(Intention, scene.deals[0]).version
    money = Money(AMOUNT * 2, "USD")
    changed = Terms(IntentionKind.CONTRACT, "Changed", money, money, date(2019, 11, 5))
    act = partial(scene.step, who=scene.people["selling"], deal=scene.deals[0], seen=seen)

    results = together(
        partial(act, services.edit_draft, terms=changed), partial(act, services.sign)
    )

    lost = [type(result) for result in results if result]
    assert lost in ([ChangedMeanwhileError], [StepNotPossibleError])
    with race_database.session() as session:
        deal = session.get_one(Intention, scene.deals[0])
        assert (deal.title == "Changed") is (deal.state is IntentionState.DRAFT)


def test_a_step_that_comes_too_late_is_told_so(race_database: Database) -> None:
    scene = Scene(race_database, IntentionState.SIGNED, 1)
    withdraw = partial(
        scene.step, services.withdraw, scene.people["selling"], scene.deals[0], reason="no"
    )
    countersign = partial(scene.step, services.countersign, scene.people["buying"], scene.deals[0])

    results = together(withdraw, countersign)

    lost = [result for result in results if result]
    assert all(isinstance(result, ConflictError) for result in lost)
    with race_database.session() as session:
        scene.check(session)
