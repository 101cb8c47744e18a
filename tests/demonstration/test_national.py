"""The national scale: as many enterprises, meetings and deals as the real expo has."""

from time import perf_counter

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.database import Base
from matchmaking.delegations.models import Delegation
from matchmaking.demonstration.loader import load
from matchmaking.demonstration.scale import EDITION, NATIONAL
from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.expo.models import Edition
from matchmaking.intentions import chain
from matchmaking.intentions.models import Intention, LedgerEntry
from matchmaking.meetings.models import Meeting
from tests.databases import Database

MINUTES = 10


@pytest.mark.stress
def test_the_national_scale_loads_in_minutes(race_database: Database) -> None:
    started = perf_counter()
    with race_database.session() as session:
        load(session, NATIONAL, report=lambda _line: None)
        session.commit()
    assert perf_counter() - started < MINUTES * 60
    with race_database.session() as session:
        check_sizes(session)
        check_chain(session)


def check_sizes(session: Session) -> None:
    edition = sa.select(Edition.id).where(Edition.code == EDITION).scalar_subquery()

    def count(model: type[Base], *conditions: sa.ColumnElement[bool]) -> int:
        return session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions)) or 0

    here = (Participation.edition_id == edition,)
    assert count(Participation, Participation.is_exhibitor.is_(True), *here) > (NATIONAL.exhibitors)
    assert count(Participation, Participation.is_buyer.is_(True), *here) > (NATIONAL.buyers)
    assert count(Delegation, Delegation.depth == 2, Delegation.edition_id == edition) == (
        NATIONAL.sub_delegations
    )
    assert count(Meeting) > NATIONAL.meetings * 0.95
    assert count(Intention, Intention.edition_id == edition) >= NATIONAL.intentions
    names = session.execute(sa.select(Enterprise.name_en, Enterprise.name_zh)).all()
    assert len({english.casefold() for english, _ in names}) == len(names)


def check_chain(session: Session) -> None:
    edition = session.scalars(sa.select(Edition).where(Edition.code == EDITION)).one()
    query = (
        sa.select(LedgerEntry)
        .where(LedgerEntry.edition_id == edition.id)
        .order_by(LedgerEntry.sequence)
        .execution_options(yield_per=2000)
    )
    previous = ""
    for sequence, entry in enumerate(session.scalars(query), 1):
        assert (entry.sequence, entry.previous_hash) == (sequence, previous)
        assert entry.hash == chain.hash_of(entry)
        previous = entry.hash
        session.expunge(entry)
