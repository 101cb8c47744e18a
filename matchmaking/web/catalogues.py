"""Catalogues of translations: one file per slice and language, compiled into one.

A file per slice keeps each beside the words it belongs to, and lets people translate side by
side. ``flask translations update`` writes new messages into the slice that uses them first;
``compile`` merges all into what the pages read.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from matchmaking.config import ROOT

LANGUAGE = "zh_Hans"
TRANSLATIONS = ROOT / "matchmaking" / "translations" / LANGUAGE
COMPILED = TRANSLATIONS / "LC_MESSAGES" / "messages.mo"
METHODS = [
    ("**.py", "python"),
    ("**.html", "jinja2.ext:babel_extract"),
    ("**.txt", "jinja2.ext:babel_extract"),
]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "say": None,
    "say_count": (1, 2),
}
JINJA = {"**.html": {"trimmed": "true", "extensions": "jinja2.ext.do"}}


@dataclass(frozen=True)
class Used:
    """A message the code or a template uses, and the slice that uses it first."""

    id: str | tuple[str, ...]
    part: str


def used_messages() -> dict[str | tuple[str, ...], Used]:
    """Collect every message of the code and the templates."""
    found: dict[str | tuple[str, ...], Used] = {}
    for folder in (ROOT / "matchmaking", ROOT / "templates"):
        for path, _line, message, _comments, _context in extract_from_dir(
            folder, method_map=METHODS, options_map=JINJA, keywords=KEYWORDS
        ):
            found.setdefault(message, Used(message, part_of(Path(path))))
    return found


def part_of(path: Path) -> str:
    """Return the catalogue a file's messages belong to: its slice, or ``layout`` for the frame."""
    parts = path.with_suffix("").parts
    first = parts[0] if len(parts) > 1 else "layout"
    frame = {"layouts", "components", "errors", "styleguide", "web", "core"}
    return "layout" if first in frame else first


def read_catalogues() -> Iterator[tuple[Path, Catalog]]:
    """Read every slice's catalogue."""
    for path in sorted(TRANSLATIONS.glob("*.po")):
        with path.open("rb") as file:
            yield path, read_po(file, locale=LANGUAGE)


def key_of(message: Message) -> str | tuple[str, ...]:
    """Return what identifies a message: its text, or both texts if it counts something."""
    return tuple(message.id) if isinstance(message.id, list | tuple) else message.id


def update_catalogues(parts: Collection[str] = ()) -> int:
    """Bring the catalogues (or those of these parts only) up to date with the code.

    Returns how many messages are new.
    """
    used = used_messages()
    catalogues = dict(read_catalogues())
    known: set[str | tuple[str, ...]] = set()
    for catalogue in catalogues.values():
        for message in list(catalogue):
            if message.id and (key_of(message) not in used or key_of(message) in known):
                catalogue.delete(message.id if isinstance(message.id, str) else message.id[0])
            elif message.id:
                known.add(key_of(message))
    wanted = [use for key, use in used.items() if key not in known]
    new = [use for use in wanted if not parts or use.part in parts]
    for use in new:
        path = TRANSLATIONS / f"{use.part}.po"
        catalogue = catalogues.setdefault(path, Catalog(locale=LANGUAGE, charset="utf-8"))
        catalogue.add(use.id, flags=["python-format"] if "%(" in str(use.id) else [])
    TRANSLATIONS.mkdir(parents=True, exist_ok=True)
    for path, catalogue in catalogues.items():
        if not parts or path.stem in parts:
            write_catalogue(path, catalogue)
    return len(new)


def write_catalogue(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue without dates and line numbers, so that only changes of words show."""
    for message in catalogue:
        message.locations = []
    with path.open("wb") as file:
        write_po(
            file, catalogue, width=100, omit_header=True, sort_output=True, ignore_obsolete=True
        )


def untranslated() -> list[str]:
    """Name what the Chinese catalogue lacks: messages missing, empty or fuzzy."""
    translated = {
        key_of(message)
        for _path, catalogue in read_catalogues()
        for message in catalogue
        if message.id
        and message.string
        and not message.fuzzy
        and (isinstance(message.string, str) or all(message.string))
    }
    return [f"{used.part}: {key}" for key, used in used_messages().items() if key not in translated]


def compile_catalogues() -> None:
    """Merge all catalogues into the one the pages read."""
    merged = Catalog(locale=LANGUAGE, charset="utf-8")
    for _path, catalogue in read_catalogues():
        for message in catalogue:
            if message.id and message.string:
                merged.add(message.id, message.string, flags=message.flags - {"fuzzy"})
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    scratch = COMPILED.with_suffix(f".{id(merged)}.new")
    with scratch.open("wb") as file:
        write_mo(file, merged)
    scratch.replace(COMPILED)


def compile_if_stale() -> None:
    """Compile if a catalogue is newer than the compiled one."""
    newest = max((p.stat().st_mtime for p in TRANSLATIONS.glob("*.po")), default=0.0)
    if not COMPILED.exists() or COMPILED.stat().st_mtime < newest:
        compile_catalogues()
