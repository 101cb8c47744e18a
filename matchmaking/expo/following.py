"""A hall and its places follow its code: the new one is written where its old one stands."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from matchmaking.accounts.values import Actor
from matchmaking.audit.changes import in_words
from matchmaking.audit.services import record
from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.core.wording import Name, Sentence, say
from matchmaking.expo.deeds import CORRECTED, KINDS
from matchmaking.expo.editions import LONGEST_NAME
from matchmaking.expo.laying_out import LONGEST_CODE, CodeUsedError
from matchmaking.expo.layouts import places_in
from matchmaking.expo.models import Hall, Place
from matchmaking.expo.naming import (
    NameTakenError,
    once_in_its_list,
    others_in,
    require_free,
    rewritten,
)

WRITTEN = ("code", "name_en", "name_zh")


@dataclass(frozen=True)
class Rewriting:
    """What has an old code of a hall in its code or name, and what these would become."""

    thing: Place | Hall
    was: Mapping[str, str]
    now: Mapping[str, str]

    @property
    def changes(self) -> list[tuple[str, str]]:
        """Return what was and would be: the code, which tells which it is, and what changes."""
        shown = [name for name in WRITTEN if name == "code" or self._changes(name)]
        return [(self.was[name], self.now[name]) for name in shown]

    @property
    def is_needed(self) -> bool:
        """Return whether the old code stands anywhere."""
        return any(map(self._changes, WRITTEN))

    @property
    def moves(self) -> bool:
        """Return whether it gets another code."""
        return self._changes("code")

    @property
    def name(self) -> Name:
        """Return what it would be called."""
        return Name(self.now["name_en"], self.now["name_zh"])

    def _changes(self, name: str) -> bool:
        return self.was[name] != self.now[name]


class NotRewrittenError(ConflictError):
    """One of what was chosen can't be rewritten, so nothing is; it says which, and why."""

    rule = "not-rewritten"

    def __init__(self, what: str | Name, why: Sentence) -> None:
        super().__init__(
            say("Nothing was rewritten. “%(place)s”: %(why)s", place=what, why=why),
        )


class HallChangedError(ConflictError):
    """Hall or places are not what the person saw."""

    rule = "hall-changed-meanwhile"

    def __init__(self) -> None:
        super().__init__(
            say(
                "Nothing was rewritten: the hall was changed meanwhile. Look at the list once more."
            )
        )


def rewritings(session: Session, hall: Hall, was: str) -> list[Rewriting]:
    """Return the places of a hall that have an old code of it, and what they would become."""
    if not was or was == hall.code:
        return []
    found = (_rewriting(place, was, hall.code) for place in session.scalars(places_in(hall)))
    return [one for one in found if one.is_needed]


def renaming(hall: Hall, was: str) -> Rewriting | None:
    """Return what a hall that has an old code of it in its own name would be called."""
    if not was or was == hall.code:
        return None
    found = _rewriting(hall, was, hall.code)
    return found if found.is_needed else None


def _rewriting(thing: Place | Hall, was: str, now: str) -> Rewriting:
    texts = {name: getattr(thing, name) for name in WRITTEN}
    return Rewriting(
        thing, texts, {name: rewritten(text, was=was, now=now) for name, text in texts.items()}
    )


def problems(session: Session, hall: Hall, chosen: Sequence[Rewriting]) -> dict[int, Sentence]:
    """Return what keeps which of the chosen places from being rewritten."""
    keys = {one.thing.id for one in chosen if one.moves}
    codes = sa.select(Place.id, Place.code).where(Place.hall_id == hall.id)
    taken = {code for key, code in session.execute(codes) if key not in keys}
    found = {}
    for one in chosen:
        why = _problem(one, taken)
        if one.moves:
            taken.add(one.now["code"])
        if why:
            found[one.thing.id] = why
    return found


def problem_of_name(session: Session, hall: Hall, own: Rewriting) -> Sentence | None:
    """Return what keeps a hall from being called so."""
    others = others_in(Hall, hall.edition_id).where(Hall.id != hall.id)
    try:
        require_free(session, own.name, others, was=hall.label)
    except NameTakenError as taken:
        return taken.sentence
    return _too_long(own)


def _problem(one: Rewriting, taken: Collection[str]) -> Sentence | None:
    code = one.now["code"]
    if one.moves and code in taken:
        return say("Another place of this hall has the code “%(code)s”.", code=code)
    if one.moves and len(code) > LONGEST_CODE:
        return say(
            "“%(code)s” is longer than the %(most)d characters a code has at most.",
            code=code,
            most=LONGEST_CODE,
        )
    return _too_long(one)


def _too_long(one: Rewriting) -> Sentence | None:
    if max(len(one.name.en), len(one.name.zh)) > LONGEST_NAME:
        return say("Its name would be longer than %(most)d characters.", most=LONGEST_NAME)
    return None


def rewrite(
    session: Session,
    actor: Actor,
    hall: Hall,
    was: str,
    *,
    seen: int,
    places: Mapping[int, int],
    own_name: bool = False,
    at: datetime,
) -> int:
    """Write a hall's code into these places instead of its old one, all or none; return how many.

    ``seen`` and ``places`` are the versions of the hall and of each place that the person saw.
    With ``own_name`` the hall's own name follows, too.

    Raises:
        InvalidInputError: nothing was chosen.
        NotRewrittenError: one of them can't be called so, or was changed meanwhile.
        HallChangedError: the hall was changed meanwhile.
    """
    if not (places or own_name):
        raise InvalidInputError(say("Choose at least one."))
    session.refresh(hall, with_for_update={"key_share": True})
    if hall.version != seen:
        raise HallChangedError
    own = _own(hall, was) if own_name else None
    chosen = _chosen(rewritings(session, hall, was), places)
    with (
        _undisturbed(session),
        once_in_its_list(
            session,
            lambda: _require_possible(session, hall, chosen, own),
            otherwise=CodeUsedError(was),
        ),
    ):
        for one in [*chosen, *([own] if own else [])]:
            _write(session, actor, one, at)
    return len(chosen)


def _own(hall: Hall, was: str) -> Rewriting:
    own = renaming(hall, was)
    if own is None:
        raise HallChangedError
    return own


def _write(session: Session, actor: Actor, one: Rewriting, at: datetime) -> None:
    for name, text in one.now.items():
        setattr(one.thing, name, text)
    kind, told = type(one.thing), in_words(one.was, one.now)
    subject = (KINDS[kind], one.thing.id)
    record(session, actor, CORRECTED[kind].text, subject=subject, at=at, reason=told)


def _chosen(found: Sequence[Rewriting], places: Mapping[int, int]) -> list[Rewriting]:
    chosen = [one for one in found if one.thing.id in places]
    for one in chosen:
        if one.thing.version != places[one.thing.id]:
            raise NotRewrittenError(
                one.was["code"], say("it was changed meanwhile. Look at it once more.")
            )
    if len(chosen) < len(places):
        raise HallChangedError
    return chosen


def _require_possible(
    session: Session, hall: Hall, chosen: Sequence[Rewriting], own: Rewriting | None
) -> None:
    why = problem_of_name(session, hall, own) if own else None
    if own and why:
        raise NotRewrittenError(hall.label, why)
    found = problems(session, hall, chosen)
    for one in chosen:
        if one.thing.id in found:
            raise NotRewrittenError(one.was["code"], found[one.thing.id])


@contextmanager
def _undisturbed(session: Session) -> Iterator[None]:
    """Let a block change places, unless somebody changes one of them at the same moment."""
    try:
        with session.begin_nested():
            yield
    except StaleDataError as stale:
        raise HallChangedError from stale
