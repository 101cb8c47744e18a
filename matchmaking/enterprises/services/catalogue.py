"""Listing what an enterprise offers and needs."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.core.wording import Name, say
from matchmaking.enterprises.models import CatalogueItem, Participation
from matchmaking.enterprises.services.indexing import refresh_index
from matchmaking.enterprises.values import CatalogueKind, ItemText
from matchmaking.reference.queries import hs_code_typed

MOST_ITEMS = 60


def add_item(
    session: Session, actor: Actor, participation: Participation, text: ItemText, *, at: datetime
) -> CatalogueItem:
    """List another offer or need.

    Raises:
        InvalidInputError: no title in either language, no such HS code, or it is listed already.
        ConflictError: the profile lists as many as it can.
    """
    if len(participation.items) >= MOST_ITEMS:
        raise ConflictError(
            say("A profile can list %(most)d offers and needs. Remove one first.", most=MOST_ITEMS)
        )
    item = CatalogueItem(kind=text.kind)
    _fill(session, item, text, beside=participation.items)
    participation.items.append(item)
    _note(session, actor, participation, f"added a catalogue item ({text.kind})", at=at)
    return item


def change_item(
    session: Session, actor: Actor, item: CatalogueItem, text: ItemText, *, at: datetime
) -> None:
    """Change an offer or need.

    Raises:
        InvalidInputError: no title in either language, no such HS code, or it is listed already.
    """
    _fill(session, item, text, beside=item.participation.items)
    _note(session, actor, item.participation, "changed a catalogue item", at=at)


def remove_item(session: Session, actor: Actor, item: CatalogueItem, *, at: datetime) -> None:
    """Take an offer or need off the list."""
    participation = item.participation
    participation.items.remove(item)
    _note(session, actor, participation, "removed a catalogue item", at=at)


def _fill(
    session: Session, item: CatalogueItem, text: ItemText, *, beside: Iterable[CatalogueItem]
) -> None:
    if not (text.title.en or text.title.zh):
        raise InvalidInputError(
            say("Say what it is in at least one of the two languages."), field="title_en"
        )
    hs = hs_code_typed(session, text.hs_code)
    others = {_mark(one.kind, one.hs_code, one.title) for one in beside if one is not item}
    if _mark(text.kind, hs.code if hs else None, text.title) in others:
        raise InvalidInputError(say("Your profile lists this already."), field="title_en")
    item.kind = text.kind
    item.hs_code, item.hs = (hs.code, hs) if hs else (None, None)
    item.title_en, item.title_zh = text.title.en, text.title.zh
    item.keywords = text.keywords


def _mark(kind: CatalogueKind, code: str | None, title: Name) -> tuple[str | None, ...]:
    """Return what tells an item from the others of a profile."""
    return (kind, code, title.en.casefold(), title.zh.casefold())


def _note(
    session: Session, actor: Actor, participation: Participation, action: str, *, at: datetime
) -> None:
    refresh_index(session, participation)
    record(session, actor, action, subject=("participation", participation.id), at=at)
