"""A delegation's headline at ten thousand and at a million entries, on both databases.

``python -m bench.ledger [ENTRIES …]`` fills one ledger of each length per database, folds them,
and asks each in turn, so that what else the machine does falls on all alike.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.databases import databases, migrate
from bench.fair import environment
from matchmaking.core.database import engine_options, prepare_engine
from matchmaking.delegations.models import Delegation
from matchmaking.expo.models import Edition
from matchmaking.intentions import snapshots
from matchmaking.intentions.models import LedgerEntry, LedgerHead
from matchmaking.intentions.totals import NEWEST, breakdown_statement, totals, totals_of_all
from matchmaking.intentions.values import Bucket, Dimension, IntentionKind
from tests.factories.deals import make_deal, make_table
from tests.factories.delegations import make_delegation
from tests.factories.expo import NOW

LENGTHS = (10_000, 1_000_000)
ROUNDS = 300
BATCH = 20_000
MADE_UP = 10 * BATCH
NODES = 39
TAIL = snapshots.FOLD_EVERY // 2
entries = cast("sa.Table", LedgerEntry.__table__)
TERRITORIES = [first + second for first in "ABCDEF" for second in "KLMNOPQRST"]


@dataclass(frozen=True)
class Ledger:
    """A filled ledger and the node whose headline is asked for."""

    length: int
    engine: sa.Engine
    edition_id: int
    node_id: int


def fill(engine: sa.Engine, length: int) -> Ledger:
    """Write a ledger of so many entries over 39 delegations, and fold all but half a tail."""
    with Session(engine) as session:
        table = make_table(session)
        nodes = [make_delegation(session, table.edition) for _node in range(NODES)]
        paths = [(node.id, node.path) for node in nodes]
        deal = make_deal(session, table)
        fixed = (table.edition.id, deal.id, table.lead.account_id)
        session.add(LedgerHead(edition_id=table.edition.id, sequence=length, hash=""))
        session.commit()
    for start in range(0, length, BATCH):
        rows = range(start, min(length, start + BATCH))
        with engine.begin() as connection:
            if start < MADE_UP:
                made_up = [entry(number, fixed, paths) for number in rows]
                connection.execute(sa.insert(LedgerEntry), made_up)
            else:
                connection.execute(repeated(fixed[0], rows))
    with Session(engine) as session:
        set_head(session, fixed[0], length - TAIL)
        snapshots.fold_all(session, fixed[0], at=NOW)
        set_head(session, fixed[0], length)
        session.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    return Ledger(length, engine, fixed[0], paths[8][0])


def entry(
    number: int, fixed: tuple[int, int, int], paths: list[tuple[int, str]]
) -> dict[str, object]:
    """Make up one entry; its hash is none, for nobody proves this ledger."""
    edition_id, deal_id, account_id = fixed
    node_id, path = paths[number % NODES]
    return {
        "edition_id": edition_id,
        "sequence": number + 1,
        "intention_id": deal_id,
        "step": "signed",
        "bucket": list(Bucket)[number % 3],
        "kind": list(IntentionKind)[number % 4],
        "deal_count": 1,
        "amount_minor": 1000 + number % 977,
        "currency": "USD",
        "base_minor": 1000 + number % 977,
        "base_currency": "USD",
        "delegation_id": node_id,
        "credit_path": path,
        "area_code": f"area{number % 7}",
        "source_territory": TERRITORIES[number % len(TERRITORIES)],
        "buyer_ownership": ("state", "private", "")[number % 3],
        "day": (NOW + timedelta(days=number % 6)).date(),
        "account_id": account_id,
        "reason": "",
        "reason_digest": "",
        "at": NOW + timedelta(seconds=number // 10),
        "previous_hash": "",
        "hash": "",
    }


def repeated(edition_id: int, numbers: range) -> sa.Insert:
    """Return a statement that writes entries like those a round of ``MADE_UP`` before."""
    columns = [column for column in entries.c if column.name not in {"id", "sequence"}]
    first = numbers.start % MADE_UP
    like = sa.select(entries.c.sequence + (numbers.start - first), *columns).where(
        entries.c.edition_id == edition_id,
        entries.c.sequence > first,
        entries.c.sequence <= first + len(numbers),
    )
    return sa.insert(entries).from_select([entries.c.sequence, *columns], like)


def set_head(session: Session, edition_id: int, sequence: int) -> None:
    """Pretend the ledger ends there."""
    session.execute(
        sa.update(LedgerHead)
        .where(LedgerHead.edition_id == edition_id)
        .values(sequence=sequence, at=NOW)
    )


def in_database(ledger: Ledger) -> Callable[[], float]:
    """Return a measurement of the headline's statement alone, in milliseconds."""
    connection = ledger.engine.execution_options(reading=True).connect()
    path = connection.scalar(sa.select(Delegation.path).where(Delegation.id == ledger.node_id))
    compiled = breakdown_statement(Dimension.TOTAL, below_node=True).compile(
        dialect=ledger.engine.dialect, compile_kwargs={"render_postcompile": True}
    )
    facts = compiled.construct_params(
        {
            "edition": ledger.edition_id,
            "as_of": NEWEST,
            "investment": False,
            "node": ledger.node_id,
            "path": f"{path}%",
        }
    )
    cursor = connection.connection.cursor()
    if ledger.engine.dialect.name == "sqlite":
        values = [facts[name] for name in compiled.positiontup or []]
        statement = str(compiled)
        return lambda: _timed(lambda: cursor.execute(statement, values).fetchall())
    cursor.execute("SET plan_cache_mode = force_generic_plan")
    prepared = f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY ON) {compiled}"

    def explained() -> float:
        cursor.execute(prepared, facts)
        line = next(text for (text,) in cursor.fetchall() if text.startswith("Execution Time"))
        return float(line.split()[2])

    return explained


def through_service(ledger: Ledger, dimension: Dimension) -> Callable[[], float]:
    """Return a measurement of the whole call in Python, in milliseconds."""
    session = Session(ledger.engine.execution_options(reading=True))
    edition = session.get_one(Edition, ledger.edition_id)
    node = session.get_one(Delegation, ledger.node_id)
    return lambda: _timed(lambda: totals(session, edition, delegation=node, dimension=dimension))


def ranking(ledger: Ledger) -> Callable[[], float]:
    """Return a measurement of all delegations' totals."""
    session = Session(ledger.engine.execution_options(reading=True))
    edition = session.get_one(Edition, ledger.edition_id)
    return lambda: _timed(lambda: totals_of_all(session, edition))


def grouped(ledger: Ledger) -> Callable[[], float]:
    """Return a measurement of the same headline without snapshots: a GROUP BY over all."""
    session = Session(ledger.engine.execution_options(reading=True))
    query = (
        sa.select(LedgerEntry.bucket, sa.func.sum(LedgerEntry.base_minor))
        .where(LedgerEntry.edition_id == ledger.edition_id)
        .group_by(LedgerEntry.bucket)
    )
    return lambda: _timed(lambda: session.execute(query).all())


def _timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def measure(url: str, folder: str, lengths: tuple[int, ...]) -> None:
    """Fill a ledger of each length and print what each question takes."""
    migrate(environment(url, folder))
    engine = prepare_engine(sa.create_engine(**engine_options(url)))
    ledgers = [fill(engine, length) for length in lengths]
    questions: dict[str, tuple[Callable[[Ledger], Callable[[], float]], int]] = {
        "headline, in the database": (in_database, ROUNDS),
        "headline, whole call": (lambda one: through_service(one, Dimension.TOTAL), ROUNDS),
        "by country, whole call": (lambda one: through_service(one, Dimension.TERRITORY), ROUNDS),
        "ranking of all, whole call": (ranking, ROUNDS),
        "GROUP BY without snapshots": (grouped, 3),
    }
    print(f"{'median ms':30}" + "".join(f"{length:>14,}" for length in lengths) + "      ratio")
    for name, (make, rounds) in questions.items():
        actions = [make(one) for one in ledgers]
        taken: list[list[float]] = [[] for _one in ledgers]
        for _round in range(rounds):
            for action, times in zip(actions, taken, strict=True):
                times.append(action())
        middle = [median(times) for times in taken]
        line = "".join(f"{value:14.3f}" for value in middle)
        print(f"{name:30}{line}{middle[-1] / middle[0]:11.2f}")
    engine.dispose()


def main() -> None:
    """Measure and print."""
    lengths = tuple(int(text.replace("_", "")) for text in sys.argv[1:]) or LENGTHS
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as found:
        for name, url in found:
            print(f"\n{name}, {TAIL} entries after the snapshot")
            measure(url, folder, lengths)


if __name__ == "__main__":
    main()
