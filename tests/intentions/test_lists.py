"""Lists of deals as the database reads them: what costs a moment for ten must not for a million."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.intentions.queries.deals import Wanted, list_of
from matchmaking.intentions.values import IntentionState
from tests.factories.accounts import actor, make_organiser
from tests.factories.deals import Table, make_deal, make_table


def make_list(session: Session) -> tuple[Table, Actor]:
    """Make three deals and an organiser who sees them."""
    table = make_table(session)
    for minor in (300, 100, 200):
        make_deal(
            session,
            table,
            IntentionState.VERIFIED,
            title=f"Pumps {minor}",
            one_year_minor=minor * 100,
            full_value_minor=minor * 100,
        )
    return table, actor(make_organiser(session, table.edition))


def way_to(session: Session, query: sa.Select[object]) -> str:
    """Return how the database says it would run a query."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    words = query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    prefix = "EXPLAIN QUERY PLAN" if on_sqlite else "EXPLAIN"
    return "\n".join(str(row[-1]) for row in session.execute(sa.text(f"{prefix} {words}")))


def test_the_newest_come_first(session: Session) -> None:
    _table, organiser = make_list(session)

    numbers = [deal.number for deal in session.scalars(list_of(organiser, Wanted()))]

    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 3


def test_words_are_found_in_titles_and_names_of_parties(session: Session) -> None:
    table, organiser = make_list(session)

    def found(words: str) -> int:
        return len(session.scalars(list_of(organiser, Wanted(words=words))).all())

    assert found("pumps 100") == 1
    assert found(table.buyer.enterprise.name_en.upper()) == 3
    assert found("nothing of the kind") == 0


def test_the_names_of_parties_are_looked_through_once(session: Session) -> None:
    _table, organiser = make_list(session)

    way = way_to(session, list_of(organiser, Wanted(words="gear")))

    # SQLite calls what it does for each row correlated, PostgreSQL what it does once hashed.
    assert "CORRELATED" not in way
    assert session.get_bind().dialect.name == "sqlite" or "hashed SubPlan" in way
