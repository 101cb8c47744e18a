"""Naming what a figure's selection is about, for the page that shows its rows."""

from dataclasses import dataclass, replace
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.errors import NotFoundError
from matchmaking.core.wording import Name, Sentence, say
from matchmaking.delegations.models import Delegation
from matchmaking.expo.models import Edition, ExhibitionArea
from matchmaking.intentions.selections import Selection
from matchmaking.intentions.words import BUCKETS, KINDS, OWNERSHIPS
from matchmaking.reference.models import Territory

UNSPECIFIED = say("Unspecified")
Known = TypeVar("Known")


@dataclass(frozen=True)
class Fact:
    """One thing a selection asks for, and the selection without it."""

    term: Sentence
    value: Name | Sentence | str
    without: Selection


def facts_of(session: Session, edition: Edition, selection: Selection) -> list[Fact]:
    """Return what a selection asks for, one fact each, in words.

    Raises:
        NotFoundError: there is no such thing; a sum of nothing would look like a figure.
    """
    facts = [
        *_place(session, selection),
        *_values(session, edition, selection),
        *(
            Fact(
                say("State"),
                BUCKETS[bucket],
                replace(selection, buckets=selection.buckets - {bucket}),
            )
            for bucket in sorted(selection.buckets)
        ),
    ]
    if selection.as_of is not None:
        text = say("after entry %(sequence)d", sequence=selection.as_of)
        facts.append(Fact(say("As it stood"), text, replace(selection, as_of=None)))
    return facts


def _place(session: Session, selection: Selection) -> list[Fact]:
    if selection.delegation_id is None:
        if not selection.is_direct:
            return []
        return [Fact(say("Delegation"), UNSPECIFIED, replace(selection, is_direct=False))]
    node = _found(session.get(Delegation, selection.delegation_id))
    name: Name | Sentence = node.label
    if selection.is_direct:
        name = say("%(delegation)s, its own deals only", delegation=name)
    without = replace(selection, delegation_id=None, is_direct=False)
    return [Fact(say("Delegation"), name, without)]


def _values(session: Session, edition: Edition, selection: Selection) -> list[Fact]:
    facts: list[Fact] = []
    if selection.area is not None:
        name = _area(session, edition, selection.area)
        facts.append(Fact(say("Exhibition area"), name, replace(selection, area=None)))
    if selection.territory is not None:
        name = _territory(session, selection.territory)
        facts.append(Fact(say("Country or region"), name, replace(selection, territory=None)))
    if selection.ownership is not None:
        text = _ownership(selection.ownership)
        facts.append(Fact(say("Ownership of the buyer"), text, replace(selection, ownership=None)))
    if selection.kind is not None:
        facts.append(Fact(say("Kind"), KINDS[selection.kind], replace(selection, kind=None)))
    if selection.day is not None:
        on = say("%(day)s", day=selection.day)
        facts.append(Fact(say("Signed on"), on, replace(selection, day=None)))
    return facts


def _area(session: Session, edition: Edition, code: str) -> Name | Sentence:
    query = sa.select(ExhibitionArea).where(
        ExhibitionArea.edition_id == edition.id, ExhibitionArea.code == code
    )
    return _found(session.scalar(query)).label if code else UNSPECIFIED


def _territory(session: Session, code: str) -> Name | Sentence:
    return _found(session.get(Territory, code)).label if code else UNSPECIFIED


def _ownership(value: str) -> Sentence:
    return _found(OWNERSHIPS.get(value)) if value else UNSPECIFIED


def _found(what: Known | None) -> Known:
    if what is None:
        raise NotFoundError
    return what
