"""Changing what a person has seen: what it was is written down, whoever comes second is told."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from matchmaking.audit.queries import Deed, history_of
from matchmaking.core.database import Base
from matchmaking.core.errors import ChangedMeanwhileError, GoneMeanwhileError
from matchmaking.core.wording import say

NOTHING = "–"
BETWEEN = re.compile(r"; (?=[\w.-]+: [–“])")
ONE_CHANGE = re.compile(r"([\w.-]+): (–|“.*”) → (–|“.*”)")


@dataclass(frozen=True)
class Sight:
    """What a person had before their eyes: the version of a thing, and what changes it."""

    subject: tuple[str, int]
    version: int
    deeds: frozenset[str]


class ChangedByError(ChangedMeanwhileError):
    """Somebody else changed the object first: it says who and when."""

    def __init__(self, deed: Deed) -> None:
        super(ChangedMeanwhileError, self).__init__(
            say(
                "%(who)s changed this meanwhile (%(when)s). What you typed is still here, with "
                "what stands there now beside it. Save again to put yours in its place.",
                who=deed.by or "",
                when=deed.at,
            )
        )


def require_seen(session: Session, present: int, sight: Sight) -> None:
    """Go on only if a thing is what the person saw.

    Raises:
        ChangedMeanwhileError: somebody has changed it.
    """
    if present != sight.version:
        raise _changed(session, sight)


def _changed(session: Session, sight: Sight) -> ChangedMeanwhileError:
    deeds = [one for one in history_of(session, sight.subject) if one.action in sight.deeds]
    return ChangedByError(deeds[-1]) if deeds else ChangedMeanwhileError()


@contextmanager
def as_seen(session: Session, thing: Base, sight: Sight) -> Iterator[None]:
    """Let a block change a thing with a version, if it is what the person saw.

    The version in the UPDATE is the guard; looking before only says it sooner.

    Raises:
        ChangedMeanwhileError: somebody else has changed it.
        GoneMeanwhileError: somebody has removed it.
    """
    require_seen(session, getattr(thing, "version"), sight)  # noqa: B009 - of many models
    try:
        with session.begin_nested():
            yield
            session.flush()
    except StaleDataError as stale:
        if session.get(type(thing), sight.subject[1], populate_existing=True) is None:
            raise GoneMeanwhileError from stale
        raise _changed(session, sight) from stale


def in_words(was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return what became of each thing that changed: ``name_en: “Fod” → “Food”``."""
    pairs = ((name, was[name], now[name]) for name in now if was[name] != now[name])
    return "; ".join(f"{name}: {_quoted(old)} → {_quoted(new)}" for name, old, new in pairs)


def _quoted(value: object) -> str:
    return NOTHING if value in {None, ""} else f"“{value}”"


class Change(NamedTuple):
    """What became of one thing, as it is written down: by its name in the code, values quoted."""

    field: str
    was: str
    now: str


def changes_in(told: str) -> list[Change]:
    """Return what ``in_words`` wrote down; nothing if it is somebody's own words."""
    found = [ONE_CHANGE.fullmatch(part) for part in BETWEEN.split(told)]
    return [Change(*one.groups()) for one in found if one] if all(found) else []
