"""What hangs on a thing of the fair: read off the foreign keys, so that no slice is forgotten."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.database import Base
from matchmaking.core.wording import Sentence, say_count
from matchmaking.expo.models import BlockPlace, Place

# What is taken away together with a place: its blocks use the others.
WITH_IT = frozenset({"block_places"})
WORDS: Mapping[str, Callable[[int], Sentence]] = {
    "delegations": lambda n: say_count("%(num)d sub-delegation", "%(num)d sub-delegations", n),
    "dialogues": lambda n: say_count("%(num)d session", "%(num)d sessions", n),
    "grants": lambda n: say_count("%(num)d lead's role", "%(num)d leads' roles", n),
    "ledger_entries": lambda n: say_count("%(num)d ledger entry", "%(num)d ledger entries", n),
    "meetings": lambda n: say_count("%(num)d meeting", "%(num)d meetings", n),
    "officers": lambda n: say_count("%(num)d officer", "%(num)d officers", n),
    "participations": lambda n: say_count("%(num)d enterprise", "%(num)d enterprises", n),
    "planned_meetings": lambda n: say_count(
        "%(num)d meeting of a plan", "%(num)d meetings of plans", n
    ),
    "rounds": lambda n: say_count("%(num)d matchmaking round", "%(num)d matchmaking rounds", n),
    "targets": lambda n: say_count("%(num)d target", "%(num)d targets", n),
}


def references_to(model: type[Base]) -> list[sa.Column[int]]:
    """Return the columns that refer to a model, those that go with its rows left out."""
    return [
        key.parent
        for table in Base.metadata.sorted_tables
        for key in sorted(table.foreign_keys, key=lambda one: one.parent.name)
        if key.references(model.__table__) and table.name not in WITH_IT  # type: ignore[arg-type]
    ]


def hanging_on(
    session: Session, model: type[Base], keys: Collection[int]
) -> dict[int, list[Sentence]]:
    """Return what hangs on each of several rows, in words; what nothing hangs on is left out."""
    found: defaultdict[int, list[Sentence]] = defaultdict(list)
    counts = [_counted(column, keys) for column in references_to(model)]
    if model is Place:
        counts.append(_rounds(keys))
    counted = sa.union_all(*counts)
    for table, key, count in session.execute(counted):
        found[key].append(WORDS[table](count))
    return dict(found)


def _counted(column: sa.Column[int], keys: Collection[int]) -> sa.Select[str, int, int]:
    return (
        sa.select(sa.literal(column.table.name), column, sa.func.count())
        .where(column.in_(keys))
        .group_by(column)
    )


def _rounds(keys: Collection[int]) -> sa.Select[str, int, int]:
    """Count the rounds whose plans may use places; a search keeps its places in mind."""
    used = Base.metadata.tables["round_blocks"].c
    return (
        sa.select(
            sa.literal("rounds"), BlockPlace.place_id, sa.func.count(used.round_id.distinct())
        )
        .join_from(BlockPlace, used.block_id.table, used.block_id == BlockPlace.block_id)
        .where(BlockPlace.place_id.in_(keys))
        .group_by(BlockPlace.place_id)
    )


def are_in_rounds(session: Session, block_ids: Collection[int]) -> bool:
    """Return whether one of these blocks is filled by a matchmaking round."""
    used = Base.metadata.tables["round_blocks"].c.block_id
    return session.scalar(sa.select(used).where(used.in_(block_ids)).limit(1)) is not None
