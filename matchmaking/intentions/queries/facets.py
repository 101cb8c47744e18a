"""Naming what a figure's selection is about, for the page that shows its rows."""

from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.wording import Name, Sentence, say
from matchmaking.delegations.models import Delegation
from matchmaking.expo.models import Edition, ExhibitionArea
from matchmaking.intentions.selections import Selection
from matchmaking.intentions.words import BUCKETS, KINDS, OWNERSHIPS
from matchmaking.reference.models import Territory

UNSPECIFIED = say("Unspecified")


@dataclass(frozen=True)
class Fact:
    """One thing a selection asks for, and the selection without it."""

    term: Sentence
    value: Name | Sentence | str
    without: Selection


def facts_of(session: Session, edition: Edition, selection: Selection) -> list[Fact]:
    """Return what a selection asks for, one fact each, in words."""
    facts = [
        *_place(session, edition, selection),
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


def _place(session: Session, edition: Edition, selection: Selection) -> list[Fact]:
    if selection.delegation_id is None:
        if not selection.is_direct:
            return []
        return [Fact(say("Delegation"), UNSPECIFIED, replace(selection, is_direct=False))]
    node = session.get(Delegation, selection.delegation_id)
    name: Name | Sentence = UNSPECIFIED
    if node is not None and node.edition_id == edition.id:
        name = node.label
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
        land = session.get(Territory, selection.territory)
        name = land.label if land else UNSPECIFIED
        facts.append(Fact(say("Country or region"), name, replace(selection, territory=None)))
    if selection.ownership is not None:
        text = OWNERSHIPS.get(selection.ownership, UNSPECIFIED)
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
    area = session.scalar(query)
    return area.label if area else UNSPECIFIED
