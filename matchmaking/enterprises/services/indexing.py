"""Keeping the directory's index: approved participations are in it, others are not."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaking.enterprises.models import Enterprise, Participation, SearchTerm
from matchmaking.enterprises.search import indexed_terms
from matchmaking.enterprises.values import ParticipationState

BATCH = 500


def refresh_index(session: Session, participation: Participation) -> None:
    """Write the terms under which a participation is found, or drop them if it isn't approved."""
    session.flush()
    session.execute(sa.delete(SearchTerm).where(SearchTerm.participation_id == participation.id))
    if participation.state is ParticipationState.APPROVED:
        session.execute(sa.insert(SearchTerm), _rows([participation]))


def rebuild_index(session: Session, edition_id: int) -> int:
    """Write the whole index of an edition anew; return how many participations are in it."""
    session.flush()
    session.execute(sa.delete(SearchTerm).where(SearchTerm.edition_id == edition_id))
    keys = session.scalars(
        sa.select(Participation.id).where(
            Participation.edition_id == edition_id,
            Participation.state == ParticipationState.APPROVED,
        )
    ).all()
    for batch in _batches(list(keys)):
        session.execute(sa.insert(SearchTerm), _rows(_loaded(session, batch)))
    return len(keys)


def _batches(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _loaded(session: Session, keys: list[int]) -> list[Participation]:
    query = (
        sa.select(Participation)
        .where(Participation.id.in_(keys))
        .options(
            joinedload(Participation.enterprise).joinedload(Enterprise.territory),
            selectinload(Participation.items),
        )
    )
    return list(session.scalars(query))


def _rows(participations: list[Participation]) -> list[dict[str, object]]:
    return [
        {"participation_id": row.id, "edition_id": row.edition_id, "term": term}
        for row in participations
        for term in sorted(terms_of(row))
    ]


def terms_of(participation: Participation) -> set[str]:
    """Return the terms of its names, its country or region, its offers and needs, its texts."""
    enterprise = participation.enterprise
    names = [enterprise.name_en, enterprise.name_zh, enterprise.legal_name]
    texts = [enterprise.territory.name_en, enterprise.territory.name_zh]
    for item in participation.items:
        texts += [item.title_en, item.title_zh, item.keywords]
    texts += [participation.about_en, participation.about_zh]
    return indexed_terms(names, texts)
