"""The ledger: insert-only, gapless, chained, provable."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.intentions import chain, ledger, proof, services, snapshots
from matchmaking.intentions.models import Intention, LedgerEntry, LedgerHead, SnapshotCell
from matchmaking.intentions.values import Bucket, IntentionState
from tests.databases import Database
from tests.factories.deals import Table, make_deal, make_table
from tests.factories.expo import NOW, make_edition
from tests.factories.reference import make_rate

GUARDS = {
    "sqlite": [
        "DROP TRIGGER ledger_entries_never_updated",
        "DROP TRIGGER ledger_entries_never_deleted",
        "DROP TRIGGER ledger_entries_never_replaced",
    ],
    "postgresql": ["DROP TRIGGER ledger_entries_never_changed ON ledger_entries"],
}


def make_ledger(session: Session) -> Table:
    """Make a ledger of 13 entries about three deals."""
    table = make_table(session)
    for number in range(3):
        make_deal(session, table, IntentionState.COUNTERSIGNED, one_year_minor=1000 * 2**number)
    deals = session.scalars(
        sa.select(Intention).where(Intention.edition_id == table.edition.id).order_by(Intention.id)
    ).all()
    services.verify(session, table.lead, deals[0], at=NOW)
    services.dispute(session, table.buying, deals[1], reason="Not what we signed", at=NOW)
    return table


def remove_guard(session: Session, database: Database) -> None:
    """Do what somebody with the database's keys could do."""
    for statement in GUARDS[database.dialect]:
        session.execute(sa.text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET base_minor = base_minor + 1",
        "UPDATE ledger_entries SET reason = ''",
        "DELETE FROM ledger_entries",
        "DELETE FROM ledger_entries WHERE sequence = 2",
    ],
)
def test_the_database_refuses_to_change_entries(session: Session, statement: str) -> None:
    make_ledger(session)

    with pytest.raises(IntegrityError, match="ledger entries are never"):
        session.execute(sa.text(statement))


def test_the_database_refuses_to_empty_or_replace(session: Session, database: Database) -> None:
    make_ledger(session)
    statement = "TRUNCATE ledger_entries CASCADE"
    if database.dialect == "sqlite":
        statement = "INSERT OR REPLACE INTO ledger_entries SELECT * FROM ledger_entries"

    with pytest.raises(IntegrityError, match="ledger entries are never"):
        session.execute(sa.text(statement))


@pytest.mark.parametrize(
    "statement", ["UPDATE exchange_rates SET value = '2'", "DELETE FROM exchange_rates"]
)
def test_the_database_refuses_to_change_rates(session: Session, statement: str) -> None:
    make_rate(session)

    with pytest.raises(IntegrityError, match="exchange rates are never"):
        session.execute(sa.text(statement))


def test_numbers_have_no_gaps_and_hashes_chain(session: Session) -> None:
    table = make_ledger(session)

    entries = session.scalars(
        sa.select(LedgerEntry)
        .where(LedgerEntry.edition_id == table.edition.id)
        .order_by(LedgerEntry.sequence)
    ).all()

    assert [entry.sequence for entry in entries] == list(range(1, 14))
    assert [entry.previous_hash for entry in entries] == ["", *(e.hash for e in entries[:-1])]
    assert all(entry.hash == chain.hash_of(entry) for entry in entries)
    assert proof.first_break(session, table.edition) is None


def test_nothing_personal_is_hashed(session: Session) -> None:
    table = make_ledger(session)
    entry = session.scalars(sa.select(LedgerEntry).where(LedgerEntry.reason != "").limit(1)).one()

    hashed = json.loads(chain.content(entry))

    words = {table.buyer_grant.account.name, table.buyer_grant.account.email, entry.reason}
    assert not words & {str(value) for value in hashed.values()}
    assert hashed["reason"] == chain.reason_digest(entry.previous_hash, entry.reason)


TAMPERINGS = {
    "an amount": ("UPDATE ledger_entries SET base_minor = 7 WHERE sequence = 4", 4),
    "a count": ("UPDATE ledger_entries SET deal_count = 2 WHERE sequence = 4", 4),
    "a bucket": ("UPDATE ledger_entries SET bucket = 'verified' WHERE sequence = 1", 1),
    "a delegation": ("UPDATE ledger_entries SET credit_path = '/99/' WHERE sequence = 6", 6),
    "a person": ("UPDATE ledger_entries SET account_id = account_id + 1 WHERE sequence = 3", 3),
    "a reason": ("UPDATE ledger_entries SET reason = 'Other' WHERE reason <> ''", 12),
    "a reason's digest": ("UPDATE ledger_entries SET reason_digest = '' WHERE sequence = 12", 12),
    "a time": ("UPDATE ledger_entries SET at = '2019-11-04 00:00:00' WHERE sequence = 9", 9),
    "a day": ("UPDATE ledger_entries SET day = '2019-11-09' WHERE sequence = 13", 13),
    "a hash": ("UPDATE ledger_entries SET hash = 'x' WHERE sequence = 5", 5),
    "an entry gone": ("DELETE FROM ledger_entries WHERE sequence = 7", 8),
    "the last entries gone": ("DELETE FROM ledger_entries WHERE sequence > 11", 12),
    "the first entry gone": ("DELETE FROM ledger_entries WHERE sequence = 1", 2),
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_tampering_is_found_and_named(session: Session, database: Database, kind: str) -> None:
    table = make_ledger(session)
    remove_guard(session, database)
    statement, sequence = TAMPERINGS[kind]
    session.execute(sa.text(statement + f" AND edition_id = {table.edition.id}"))

    found = proof.first_break(session, table.edition)

    assert found is not None
    assert found.sequence == sequence


def test_a_chain_hashed_anew_is_found_by_the_kept_head(
    session: Session, database: Database
) -> None:
    table = make_ledger(session)
    kept = proof.head_of(session, table.edition)
    remove_guard(session, database)
    previous = ""
    for entry in session.scalars(sa.select(LedgerEntry).order_by(LedgerEntry.sequence)).all():
        entry.account_id = table.lead.account_id
        chain.seal(entry, previous)
        previous = entry.hash
    session.flush()
    session.execute(sa.update(LedgerHead).values(hash=previous))

    assert proof.first_break(session, table.edition) is None
    found = proof.head_breaks(session, table.edition, kept)
    assert str(found) == "entry 13: its hash is not the one of the kept head"


@pytest.mark.parametrize(
    "change, what",
    [
        ({"one_year_minor": 5}, "does not agree with its entries"),
        ({"base_minor": 5}, "does not agree with its entries"),
        ({"state": IntentionState.WITHDRAWN}, "is closed, but the entries still count it"),
        ({"held_for_id": 1}, "does not agree with its entries"),
        ({"standing_sequence": None}, "stands elsewhere"),
    ],
)
def test_a_deal_changed_behind_the_ledger_is_found(
    session: Session, change: dict[str, object], what: str
) -> None:
    table = make_ledger(session)
    deal = session.scalars(sa.select(Intention).order_by(Intention.id.desc()).limit(1)).one()
    if "held_for_id" in change:
        change = {"held_for_id": deal.id}
    session.execute(sa.update(Intention).where(Intention.id == deal.id).values(**change))
    session.expire_all()

    found = proof.first_break(session, table.edition)

    assert found is not None
    assert what in found.what


def test_a_snapshot_that_lies_is_found(session: Session) -> None:
    table = make_ledger(session)
    snapshots.fold_all(session, table.edition.id, at=NOW)
    assert proof.first_break(session, table.edition) is None
    session.execute(sa.update(SnapshotCell).values(minor=SnapshotCell.minor + 1))

    found = proof.first_break(session, table.edition)

    assert found is not None
    assert "snapshot" in found.what


def test_an_entry_is_only_written_at_the_end(session: Session) -> None:
    table = make_ledger(session)
    late = ledger.Head(table.edition.id, 3, "", None)

    with pytest.raises(ChangedMeanwhileError):
        ledger.append(session, late, [])


def test_time_never_runs_backwards(session: Session) -> None:
    table = make_table(session)
    first = make_deal(session, table)
    services.sign(session, table.selling, first, at=NOW)
    second = make_deal(session, table, one_year_minor=7)
    services.sign(session, table.selling, second, at=NOW.replace(year=2018))

    times = session.scalars(sa.select(LedgerEntry.at).order_by(LedgerEntry.sequence)).all()
    assert list(times) == [NOW, NOW]


def test_a_counter_entry_takes_out_what_was_put_in(session: Session) -> None:
    """What is credited stays where it was credited, though the buyer changed delegations."""
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.SIGNED)
    table.buyer.delegation = None
    session.flush()
    services.countersign(session, table.buying, deal, at=NOW)

    entries = session.scalars(sa.select(LedgerEntry).order_by(LedgerEntry.sequence)).all()

    assert [(e.bucket, e.deal_count, e.credit_path) for e in entries] == [
        (Bucket.SIGNED, 1, table.delegation.path),
        (Bucket.SIGNED, -1, table.delegation.path),
        (Bucket.COUNTERSIGNED, 1, table.delegation.path),
    ]


def test_commands_prove_and_export(app: Flask, session: Session, tmp_path: Path) -> None:
    table = make_ledger(session)
    runner = app.test_cli_runner()

    head = runner.invoke(args=["ledger", "head", "--edition", table.edition.code])
    (tmp_path / "head.json").write_text(head.output)
    kept = ["ledger", "verify", "--edition", table.edition.code, "--head", f"{tmp_path}/head.json"]
    whole = runner.invoke(args=kept)

    assert json.loads(head.output)["sequence"] == 13
    assert (whole.exit_code, whole.output.split(".")[0]) == (
        0,
        f"{table.edition.code}: 13 entries, unbroken",
    )
    (tmp_path / "head.json").write_text(head.output.replace("13", "12"))
    assert runner.invoke(args=kept).exit_code == 1
    unknown = runner.invoke(args=["ledger", "verify", "--edition", "nowhere"])
    assert "There is no edition with the code nowhere." in unknown.output


def test_the_command_exits_1_naming_the_entry(
    app: Flask, session: Session, database: Database
) -> None:
    table = make_ledger(session)
    remove_guard(session, database)
    session.execute(sa.text("UPDATE ledger_entries SET base_minor = 7 WHERE sequence = 4"))
    session.flush()

    result = app.test_cli_runner().invoke(args=["ledger", "verify"])

    assert result.exit_code == 1
    assert (
        f"{table.edition.code}: broken at entry 4: its content was changed: the hash does not fit."
        in result.output
    )


def test_a_head_of_a_ledger_that_was_taken_away_is_missed(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    edition, other = make_edition(session), make_edition(session)
    head = proof.ExportedHead(edition.code, 3, "0" * 64, NOW.isoformat())
    path = tmp_path / "head.json"
    path.write_text(head.signed(app.extensions["settings"].secret_key))

    of_all = _run(app, "ledger", "verify", "--head", str(path))
    of_other = _run(app, "ledger", "verify", "--edition", other.code, "--head", str(path))

    assert of_all.exit_code == 1
    assert f"{edition.code}: broken at entry 3: the kept head names it" in of_all.output
    assert of_other.exit_code == 1
    assert f"The kept head is of {edition.code}, not of {other.code}." in of_other.output


def _run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=arguments)
