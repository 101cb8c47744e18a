"""Names of what is laid out: in at least one language, and each once in its list."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.database import unique_or
from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.core.wording import Name, say
from matchmaking.expo.models import Edition, ExhibitionArea, Hall, MeetingBlock

Named: TypeAlias = Edition | ExhibitionArea | Hall | MeetingBlock
# The names of the others in a list: English, Chinese.
Others: TypeAlias = sa.Select[str, str]
NAMELESS = Name("", "")
# What a code is not preceded by where it stands for itself.
BEFORE = "(?<![0-9A-Za-z.])"


class NameTakenError(ConflictError):
    """Another one of the same list has this name."""

    rule = "name-taken"

    def __init__(self, name: str, *, field: str) -> None:
        super().__init__(say("Another one is called “%(name)s”.", name=name), field=field)


def left_behind(name: Name, *, was: str, now: str) -> list[str]:
    """Return in which languages' names a code still stands that is another one by now."""
    standing = re.compile(rf"(?<![0-9A-Za-z]){re.escape(was)}(?![0-9A-Za-z])")
    return [text for text in (name.en, name.zh) if standing.search(text) and now not in text]


def has_code(text: str, code: str) -> bool:
    """Return whether the code of a hall stands in a text, as ``5.1`` does in “Booth 5.1A03”.

    It does not stand in another code that is longer: not ``5`` in ``5.1``, nor ``N`` in “Nine”.
    """
    return bool(re.search(_standing(code), text))


def rewritten(text: str, *, was: str, now: str) -> str:
    """Return a text with another code of a hall where its old one stands.

    Where the new one has the old one in it, as ``N-1`` has ``N``, what has it already stays.
    """
    kept = f"{BEFORE}{re.escape(now)}|" if was in now else ""
    return re.sub(f"{kept}{_standing(was)}", lambda _: now, text)


def _standing(code: str) -> str:
    longer = r"\.?[0-9]" if code[-1:].isdigit() else "[A-Za-z]"
    return rf"{BEFORE}{re.escape(code)}(?!{longer})"


def require_name(name: Name) -> None:
    """Refuse what has no name in either language.

    Raises:
        InvalidInputError: it has none.
    """
    if not (name.en or name.zh):
        raise InvalidInputError(
            say("Type the name in at least one of the two languages."), field="name_en"
        )


def require_free(session: Session, name: Name, others: Others, *, was: Name = NAMELESS) -> None:
    """Refuse a name that another one has, in whatever case; what was there before may stay.

    Of two who give one name at the same moment the database refuses the second: see ``once``.

    Raises:
        InvalidInputError: there is no name.
        NameTakenError: another one is called so in the same language.
    """
    require_name(name)
    used = session.execute(others).all()
    _refuse("name_en", name.en, was.en, [row[0] for row in used])
    _refuse("name_zh", name.zh, was.zh, [row[1] for row in used])


@contextmanager
def once_in_its_list(
    session: Session, check: Callable[[], object], *, otherwise: Exception
) -> Iterator[None]:
    """Flush what the block names; if the database refuses it, say whether it is for the name.

    Raises:
        NameTakenError: ``check`` finds the name taken.
        otherwise: something else is there already.
    """
    check()
    try:
        with unique_or(session, otherwise):
            yield
    except type(otherwise):
        check()
        raise


def take_turn(session: Session, edition_id: int) -> None:
    """Wait for whoever names blocks or editions at this moment: no index keeps those apart."""
    mine = sa.select(Edition.id).where(Edition.id == edition_id)
    session.execute(mine.with_for_update(key_share=True))


def _refuse(field: str, typed: str, before: str, used: Iterable[str]) -> None:
    if typed and typed != before and typed.casefold() in map(str.casefold, used):
        raise NameTakenError(typed, field=field)


def others_in(model: type[ExhibitionArea | Hall], edition_id: int) -> Others:
    """Return the names of the areas or halls of an edition."""
    return sa.select(model.name_en, model.name_zh).where(model.edition_id == edition_id)


def others_on(edition: Edition, moment: datetime) -> Others:
    """Return the names of the blocks of a day: each day may have a morning."""
    begins = datetime.combine(moment.astimezone(edition.zone), time(), tzinfo=edition.zone)
    return sa.select(MeetingBlock.name_en, MeetingBlock.name_zh).where(
        MeetingBlock.edition_id == edition.id,
        MeetingBlock.starts_at >= begins,
        MeetingBlock.starts_at < begins + timedelta(days=1),
    )


def others_of(session: Session, thing: Named) -> Others:
    """Return the names of the others in a thing's list."""
    kind = type(thing)
    if isinstance(thing, MeetingBlock):
        listed = others_on(session.get_one(Edition, thing.edition_id), thing.starts_at)
    elif isinstance(thing, Edition):
        listed = sa.select(Edition.name_en, Edition.name_zh).where(
            Edition.series_id == thing.series_id
        )
    else:
        listed = others_in(type(thing), thing.edition_id)
    return listed.where(kind.id != thing.id)


def require_both(values: Mapping[str, str], *names: str) -> None:
    """Refuse names that are missing in one of the languages.

    Raises:
        InvalidInputError: one is.
    """
    for field in (f"{name}_{language}" for name in names for language in ("en", "zh")):
        if not values[field]:
            raise InvalidInputError(say("Please fill this in."), field=field)
