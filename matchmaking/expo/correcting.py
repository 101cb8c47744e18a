"""Correcting what was laid out: what refers to a thing stays, and the record says what it was."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.changes import Sight, as_seen, in_words
from matchmaking.audit.services import record
from matchmaking.core.database import Base, dialect_of, insert_if_new
from matchmaking.core.errors import ConflictError
from matchmaking.core.wording import Name, say
from matchmaking.expo.deeds import CORRECTED, ENTERED, KINDS, SET_DATES
from matchmaking.expo.laying_out import CodeUsedError
from matchmaking.expo.models import Edition, ExhibitionArea, Hall, MeetingBlock, Place, Series
from matchmaking.expo.naming import (
    once_in_its_list,
    others_of,
    require_both,
    require_free,
    take_turn,
)

Corrected: TypeAlias = Series | Edition | ExhibitionArea | Hall | Place | MeetingBlock
Values: TypeAlias = Mapping[str, Any]


class CodeInLedgerError(ConflictError):
    """Entries of the ledger name an area by its code; they are never changed."""

    rule = "code-in-ledger"

    def __init__(self, code: str) -> None:
        super().__init__(
            say("The ledger names this area by the code “%(code)s”: it stays.", code=code),
            field="code",
        )


def correct(
    session: Session, actor: Actor, thing: Corrected, values: Values, *, seen: int, at: datetime
) -> None:
    """Correct names, the code or the seats of a thing of the fair.

    Raises:
        InvalidInputError: there is no name.
        NameTakenError: another one of its list is called so.
        CodeUsedError: another one of its list has the code.
        CodeInLedgerError: it is the code of an area, and the ledger has it.
        ChangedMeanwhileError: it is not what the person saw.
    """
    sight = Sight((KINDS[type(thing)], thing.id), seen, deeds_on(thing))
    with as_seen(session, thing, sight):
        if isinstance(thing, ExhibitionArea) and values.get("code", thing.code) != thing.code:
            require_unfrozen(session, thing)
        taken = CodeUsedError(values.get("code", ""))
        rewrite(
            session,
            actor,
            thing,
            values,
            sight=sight,
            deed=CORRECTED[type(thing)].text,
            check=lambda: require_names(session, thing, values),
            taken=taken,
            at=at,
        )


def deeds_on(thing: Corrected) -> frozenset[str]:
    """Return by which deeds a thing gets another version."""
    phases = (*ENTERED.values(), *SET_DATES.values()) if isinstance(thing, Edition) else ()
    return frozenset(one.text for one in (CORRECTED[type(thing)], *phases))


def rewrite(
    session: Session,
    actor: Actor,
    thing: Base,
    values: Values,
    *,
    sight: Sight,
    deed: str,
    check: Callable[[], object],
    taken: Exception,
    at: datetime,
) -> None:
    """Write other values into a thing, and down what it was; nothing if it is the same.

    Raises:
        NameTakenError: ``check`` finds the name taken.
        taken: another one has what may be there only once.
    """
    was = {name: getattr(thing, name) for name in values}
    if was == values:
        return
    with once_in_its_list(session, check, otherwise=taken):
        for name, value in values.items():
            setattr(thing, name, value)
    told = in_words(was, values)
    record(session, actor, deed, subject=sight.subject, at=at, reason=told)


def require_names(session: Session, thing: Corrected, values: Values) -> None:
    """Refuse a thing without a name, or with another one's; a place needs none."""
    if isinstance(thing, Place):
        return
    if isinstance(thing, Series):
        require_both(values, "name", "short")
        return
    if isinstance(thing, Edition):
        require_both(values, "name", "city")
    if isinstance(thing, Edition | MeetingBlock):
        take_turn(session, thing.id if isinstance(thing, Edition) else thing.edition_id)
    name = Name(values["name_en"], values["name_zh"])
    require_free(session, name, others_of(session, thing), was=thing.label)


def is_frozen(session: Session, area: ExhibitionArea) -> bool:
    """Return whether the ledger names an area by its code."""
    entries = Base.metadata.tables["ledger_entries"].c
    query = sa.select(entries.id).where(
        entries.edition_id == area.edition_id, entries.area_code == area.code
    )
    return session.execute(query.limit(1)).first() is not None


def require_unfrozen(session: Session, area: ExhibitionArea) -> None:
    """Refuse another code once the ledger has this one; whoever writes there now is waited for.

    Where nobody has written yet there would be nothing to hold: so the ledger is opened.

    Raises:
        CodeInLedgerError: it does.
    """
    heads = Base.metadata.tables["ledger_heads"]
    opened = {"edition_id": area.edition_id, "sequence": 0, "hash": "", "numbered": 0}
    session.execute(insert_if_new(dialect_of(session), heads).values(opened))
    turn = sa.select(heads.c.edition_id).where(heads.c.edition_id == area.edition_id)
    session.execute(turn.with_for_update())
    if is_frozen(session, area):
        raise CodeInLedgerError(area.code)
