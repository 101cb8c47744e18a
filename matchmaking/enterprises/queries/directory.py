"""The directory: approved participations, found by words and filters."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaking.delegations.models import Delegation
from matchmaking.delegations.queries import delegation_in, in_subtree
from matchmaking.enterprises.models import CatalogueItem, Enterprise, Participation, SearchTerm
from matchmaking.enterprises.search import asked_terms
from matchmaking.enterprises.values import DirectoryFilter, ParticipationState
from matchmaking.expo.models import ExhibitionArea
from matchmaking.reference.models import Territory
from matchmaking.reference.queries import typed_code

LAST_CHARACTER = "\U0010ffff"
SHORTEST_CODE, HEADING, LONGEST_CODE = 2, 4, 6


@dataclass(frozen=True)
class Choices:
    """What the directory can be narrowed down to."""

    areas: list[ExhibitionArea]
    territories: list[Territory]


def found_partners(
    session: Session, edition_id: int, wanted: DirectoryFilter, *, language: str
) -> sa.Select[Participation]:
    """Return the approved participations that fit, by name, with what a list shows of them."""
    query = _approved(edition_id).where(
        *_asked_conditions(edition_id, wanted),
        *_fact_conditions(session, edition_id, wanted),
        *_item_conditions(wanted),
    )
    return query.options(
        sa.orm.contains_eager(Participation.enterprise).joinedload(Enterprise.territory),
        joinedload(Participation.area),
        joinedload(Participation.delegation),
        selectinload(Participation.items),
    ).order_by(*_by_name(language), Participation.id)


def _approved(edition_id: int) -> sa.Select[Participation]:
    return (
        sa.select(Participation)
        .join(Participation.enterprise)
        .where(
            Participation.edition_id == edition_id,
            Participation.state == ParticipationState.APPROVED,
        )
    )


def _by_name(language: str) -> tuple[sa.ColumnElement[str], ...]:
    english, chinese = sa.func.lower(Enterprise.name_en), Enterprise.name_zh
    first, second = (chinese, english) if language.startswith("zh") else (english, chinese)
    return (sa.func.coalesce(sa.func.nullif(first, ""), second),)


def _asked_conditions(edition_id: int, wanted: DirectoryFilter) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of all that was typed: words, and HS codes if they are understood."""
    codes = _codes_in(wanted.words) if wanted.with_codes else []
    if not codes:
        return _word_conditions(edition_id, wanted.words)
    rest = " ".join(word for word in wanted.words.split() if word not in dict(codes))
    named = [] if _is_code(wanted.words) else _word_conditions(edition_id, rest)
    return [
        *named,
        *(
            sa.or_(_has_goods(code), sa.and_(*_word_conditions(edition_id, word)))
            for word, code in codes
        ),
    ]


def _codes_in(words: str) -> list[tuple[str, str]]:
    """Return what was typed as HS codes, each with its digits; all of it may be one code."""
    typed = [words] if _is_code(words) else [word for word in words.split() if _is_code(word)]
    return [(word, typed_code(word)[:LONGEST_CODE]) for word in typed]


def _is_code(word: str) -> bool:
    digits = typed_code(word)
    return len(digits) >= SHORTEST_CODE and digits.isascii() and digits.isdigit()


def _has_goods(code: str) -> sa.ColumnElement[bool]:
    """Return the condition of goods at or below a code, or listed by the heading it lies in."""
    at = CatalogueItem.hs_code
    below = sa.and_(at >= code, at < code + ":")  # the character after the digits
    found = sa.or_(below, at == code[:HEADING]) if len(code) > HEADING else below
    return Participation.id.in_(sa.select(CatalogueItem.participation_id).where(found))


def _word_conditions(edition_id: int, words: str) -> list[sa.ColumnElement[bool]]:
    terms = asked_terms(words)
    if words.strip() and not terms:
        return [sa.false()]
    return [
        Participation.id.in_(
            sa.select(SearchTerm.participation_id).where(
                SearchTerm.edition_id == edition_id,
                SearchTerm.term >= term,
                SearchTerm.term < term + LAST_CHARACTER,
            )
        )
        for term in terms
    ]


def _fact_conditions(
    session: Session, edition_id: int, wanted: DirectoryFilter
) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.role == "exhibitor":
        conditions.append(Participation.is_exhibitor.is_(True))
    elif wanted.role == "buyer":
        conditions.append(Participation.is_buyer.is_(True))
    if wanted.area_id is not None:
        conditions.append(Participation.area_id == wanted.area_id)
    if wanted.territory_code:
        conditions.append(Enterprise.territory_code == wanted.territory_code)
    node = delegation_in(session, edition_id, wanted.delegation_id)
    if node is not None:
        below = sa.select(Delegation.id).where(
            Delegation.edition_id == edition_id, in_subtree(node.path)
        )
        conditions.append(Participation.delegation_id.in_(below))
    elif wanted.delegation_id is not None:
        conditions.append(sa.false())
    return conditions


def _item_conditions(wanted: DirectoryFilter) -> list[sa.ColumnElement[bool]]:
    if wanted.kind is None and not wanted.hs_code:
        return []
    query = sa.select(CatalogueItem.participation_id)
    if wanted.kind is not None:
        query = query.where(CatalogueItem.kind == wanted.kind)
    if wanted.hs_code:
        query = query.where(CatalogueItem.hs_code.startswith(wanted.hs_code, autoescape=True))
    return [Participation.id.in_(query)]


def areas_of(session: Session, edition_id: int) -> list[ExhibitionArea]:
    """Return the exhibition areas of an edition in their order."""
    query = sa.select(ExhibitionArea).where(ExhibitionArea.edition_id == edition_id)
    return list(session.scalars(query.order_by(ExhibitionArea.position, ExhibitionArea.id)))


def choices_of(session: Session, edition_id: int) -> Choices:
    """Return the areas of the edition and the countries and regions its partners come from."""
    present = (
        sa.select(Enterprise.territory_code)
        .join(Participation, Participation.enterprise_id == Enterprise.id)
        .where(
            Participation.edition_id == edition_id,
            Participation.state == ParticipationState.APPROVED,
        )
    )
    territories = sa.select(Territory).where(Territory.code.in_(present))
    return Choices(
        areas_of(session, edition_id),
        list(session.scalars(territories.order_by(Territory.name_en))),
    )
