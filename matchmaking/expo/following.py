"""The places of a hall follow its code: the new one is written where its old one stands."""

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
from matchmaking.core.wording import Sentence, say
from matchmaking.expo.deeds import CORRECTED, KINDS
from matchmaking.expo.editions import LONGEST_NAME
from matchmaking.expo.laying_out import LONGEST_CODE, CodeUsedError
from matchmaking.expo.layouts import places_in
from matchmaking.expo.models import Hall, Place
from matchmaking.expo.naming import once_in_its_list, rewritten

WRITTEN = ("code", "name_en", "name_zh")


@dataclass(frozen=True)
class Rewriting:
    """A place with an old code of its hall in its code or name, and what these would become."""

    place: Place
    was: Mapping[str, str]
    now: Mapping[str, str]

    @property
    def changes(self) -> list[tuple[str, str]]:
        """Return what was and what would be: the code, which names the place, and what changes."""
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

    def _changes(self, name: str) -> bool:
        return self.was[name] != self.now[name]


class NotRewrittenError(ConflictError):
    """One of the places can't be rewritten, so none is; it says which, and why."""

    rule = "not-rewritten"

    def __init__(self, code: str, why: Sentence) -> None:
        super().__init__(
            say("Nothing was rewritten. “%(place)s”: %(why)s", place=code, why=why),
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


def _rewriting(place: Place, was: str, now: str) -> Rewriting:
    texts = {name: getattr(place, name) for name in WRITTEN}
    return Rewriting(
        place, texts, {name: rewritten(text, was=was, now=now) for name, text in texts.items()}
    )


def problems(session: Session, hall: Hall, chosen: Sequence[Rewriting]) -> dict[int, Sentence]:
    """Return what keeps which of the chosen places from being rewritten."""
    keys = {one.place.id for one in chosen if one.moves}
    codes = sa.select(Place.id, Place.code).where(Place.hall_id == hall.id)
    taken = {code for key, code in session.execute(codes) if key not in keys}
    found = {}
    for one in chosen:
        why = _problem(one, taken)
        if one.moves:
            taken.add(one.now["code"])
        if why:
            found[one.place.id] = why
    return found


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
    if max(len(one.now["name_en"]), len(one.now["name_zh"])) > LONGEST_NAME:
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
    at: datetime,
) -> int:
    """Write a hall's code into these places instead of its old one, all or none; return how many.

    ``seen`` and ``places`` are the versions of the hall and of each place that the person saw.

    Raises:
        InvalidInputError: no place was chosen.
        NotRewrittenError: one of them can't be called so, or was changed meanwhile.
        HallChangedError: the hall was changed meanwhile.
    """
    if not places:
        raise InvalidInputError(say("Choose at least one place."))
    session.refresh(hall, with_for_update={"key_share": True})
    if hall.version != seen:
        raise HallChangedError
    chosen = _chosen(rewritings(session, hall, was), places)
    with (
        _undisturbed(session),
        once_in_its_list(
            session, lambda: _require_possible(session, hall, chosen), otherwise=CodeUsedError(was)
        ),
    ):
        for one in chosen:
            for name, text in one.now.items():
                setattr(one.place, name, text)
    for one in chosen:
        told = in_words(one.was, one.now)
        subject = (KINDS[Place], one.place.id)
        record(session, actor, CORRECTED[Place].text, subject=subject, at=at, reason=told)
    return len(chosen)


def _chosen(found: Sequence[Rewriting], places: Mapping[int, int]) -> list[Rewriting]:
    chosen = [one for one in found if one.place.id in places]
    for one in chosen:
        if one.place.version != places[one.place.id]:
            raise NotRewrittenError(
                one.was["code"], say("it was changed meanwhile. Look at it once more.")
            )
    if len(chosen) < len(places):
        raise HallChangedError
    return chosen


def _require_possible(session: Session, hall: Hall, chosen: Sequence[Rewriting]) -> None:
    found = problems(session, hall, chosen)
    for one in chosen:
        if one.place.id in found:
            raise NotRewrittenError(one.was["code"], found[one.place.id])


@contextmanager
def _undisturbed(session: Session) -> Iterator[None]:
    """Let a block change places, unless somebody changes one of them at the same moment."""
    try:
        with session.begin_nested():
            yield
    except StaleDataError as stale:
        raise HallChangedError from stale
