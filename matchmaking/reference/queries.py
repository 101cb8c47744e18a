"""Finding codes of the Harmonised System, countries and regions."""

import re
import unicodedata
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.reference.errors import UnknownHsCodeError
from matchmaking.reference.models import HsCode, Territory
from matchmaking.reference.sources import trade_words
from matchmaking.reference.values import HsMatch

MOST_WORDS = 6
LONGEST_QUERY = 80


def typed_code(text: str) -> str:
    """Return the digits of a code however it was typed: ``8708.30``, ``8708 30``, ``８７``."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"[\s.\-]", "", folded)


def hs_code_typed(session: Session, text: str, *, field: str = "hs_code") -> HsCode | None:
    """Return the code somebody typed into a field, or nothing if they left it empty.

    What the typeahead writes, the code with its name behind, is understood as well.

    Raises:
        UnknownHsCodeError: there is no such code.
    """
    if not text.strip():
        return None
    found = re.match(r"\s*([\d.\s\-]+)", unicodedata.normalize("NFKC", text))
    code = typed_code(found[1]) if found else ""
    row = session.get(HsCode, code) if code.isascii() and code.isdigit() else None
    if row is None:
        raise UnknownHsCodeError(text.strip()[:LONGEST_QUERY], field=field)
    return row


def hs_search(session: Session, text: str, *, limit: int = 12) -> list[HsMatch]:
    """Find codes by their first digits, or by words in either language; coarser codes first.

    English words are looked for at every level, Chinese ones in the chapters' titles; beyond
    that, everyday words such as “car parts” or “咖啡” lead to their codes.
    """
    text = text.replace("\x00", "").strip()[:LONGEST_QUERY]
    code = typed_code(text)
    if not code:
        return []
    if code.isascii() and code.isdigit():
        return _matches(session, HsCode.code.startswith(code[:6]), limit=limit)
    words = unicodedata.normalize("NFKC", text).casefold().split()[:MOST_WORDS]
    everyday = _everyday_codes(words)
    by_trade = _matches(session, HsCode.code.in_(everyday), limit=limit) if everyday else []
    texts = [
        sa.or_(
            (sa.literal(" ") + HsCode.name_en).icontains(f" {word}", autoescape=True),
            HsCode.name_zh.contains(word, autoescape=True),
        )
        for word in words
    ]
    by_text = _matches(session, *texts, HsCode.code.not_in(everyday), limit=limit)
    return [*by_trade, *by_text][:limit]


def _everyday_codes(words: list[str]) -> list[str]:
    return [
        code
        for code, known in trade_words()
        if all(any(entry.startswith(word) for entry in known) for word in words)
    ]


def _matches(session: Session, *conditions: sa.ColumnElement[bool], limit: int) -> list[HsMatch]:
    chapter = sa.orm.aliased(HsCode)
    query = (
        sa.select(HsCode, chapter)
        .join(chapter, chapter.code == sa.func.substr(HsCode.code, 1, 2))
        .where(*conditions)
        .order_by(sa.func.length(HsCode.code), HsCode.code)
        .limit(limit)
    )
    return [
        HsMatch(found.code, found.label, above.label) for found, above in session.execute(query)
    ]


def chapters_of(session: Session, codes: Iterable[str]) -> dict[str, HsCode]:
    """Return the chapters that codes lie in: only chapters have Chinese titles."""
    wanted = {code[:2] for code in codes}
    if not wanted:
        return {}
    rows = session.scalars(sa.select(HsCode).where(HsCode.code.in_(wanted)))
    return {row.code: row for row in rows}


def territories(session: Session) -> list[Territory]:
    """Return all countries and regions."""
    return list(session.scalars(sa.select(Territory).order_by(Territory.name_en)))
