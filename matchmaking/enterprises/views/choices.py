"""What selects offer, worded and sorted for the reader."""

from collections.abc import Iterable

from pypinyin import lazy_pinyin
from sqlalchemy.orm import Session

from matchmaking.core.wording import Name
from matchmaking.delegations.values import DelegationOption
from matchmaking.enterprises.labels import SPOKEN
from matchmaking.enterprises.search import fold
from matchmaking.expo.models import Edition, ExhibitionArea
from matchmaking.reference.models import Territory
from matchmaking.reference.queries import territories
from matchmaking.web.language import language, locale

INDENT = "\u2003"


def both(name: Name) -> str:
    """Return a name with the other language behind it, for where there is no small type."""
    first, other = name.first(language()), name.other(language())
    return f"{first} · {other}" if other else first


def sorting_key(text: str) -> str:
    """Return what sorts a name as a reader expects: Chinese by pinyin, accents apart."""
    return fold("".join(lazy_pinyin(text)))


def territory_choices(
    session: Session, rows: Iterable[Territory] | None = None
) -> list[tuple[str, str]]:
    """Return countries and regions in the reader's order."""
    listed = territories(session) if rows is None else rows
    named = [(row.code, row.label.first(language())) for row in listed]
    return sorted(named, key=lambda pair: sorting_key(pair[1]))


def area_choices(areas: Iterable[ExhibitionArea]) -> list[tuple[int, str]]:
    """Return exhibition areas in the organiser's order."""
    return [(area.id, both(area.label)) for area in areas]


def delegation_choices(options: Iterable[DelegationOption]) -> list[tuple[int, str]]:
    """Return delegations as a tree, what is below another indented."""
    return [
        (option.id, INDENT * (option.depth - 1) + option.name.first(language()))
        for option in options
    ]


def edition_choices(editions: Iterable[Edition]) -> list[tuple[int, str]]:
    """Return editions by name."""
    return [(edition.id, both(edition.label)) for edition in editions]


def spoken_languages() -> list[tuple[str, str]]:
    """Return the languages representatives may speak, named by CLDR."""
    names = locale().languages
    return [(code, str(names.get(code, code))) for code in SPOKEN]
