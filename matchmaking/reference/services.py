"""Loading the reference lists: the Harmonised System, countries and regions."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from babel import Locale
from sqlalchemy.orm import Session

from matchmaking.core.errors import InvalidInputError, NotFoundError
from matchmaking.core.wording import Name, say
from matchmaking.reference.models import HsCode, Territory
from matchmaking.reference.sources import read_source

# Rows of the source that stand for no goods.
FILLERS = frozenset({"TOTAL", "99", "9999", "999999"})
# Names people of the field use where CLDR words them differently.
TERRITORY_NAMES = {
    "HK": Name("Hong Kong, China", "中国香港"),
    "MO": Name("Macao, China", "中国澳门"),
}


def load_reference(session: Session) -> dict[str, int]:
    """Load all lists; what is there already stays. Returns how many rows each list now has."""
    return {"hs_codes": load_hs_codes(session), "territories": load_territories(session)}


def load_hs_codes(session: Session) -> int:
    """Load the Harmonised System, or bring it up to date; return how many codes there are."""
    wanted = {row["code"]: row for row in hs_rows()}
    found = {row.code: row for row in session.execute(_hs_columns())}
    changed = [row for code, row in wanted.items() if code in found and found[code] != _tuple(row)]
    missing = [row for code, row in wanted.items() if code not in found]
    if changed:
        session.execute(sa.update(HsCode), changed)
    for digits in (2, 4, 6):  # parents first
        if rows := [row for row in missing if len(row["code"]) == digits]:
            session.execute(sa.insert(HsCode), rows)
    return len(wanted)


def _hs_columns() -> sa.Select[str, str, str, str | None, str]:
    return sa.select(HsCode.code, HsCode.name_en, HsCode.name_zh, HsCode.parent, HsCode.section)


def _tuple(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("code", "name_en", "name_zh", "parent", "section"))


def hs_rows() -> Iterator[dict[str, Any]]:
    """Yield the codes as rows of the table, texts put right, chapters in both languages."""
    chinese = {row["chapter"]: row["title_zh"] for row in read_source("hs_chapters_en_zh.csv")}
    corrected = {row["code"]: row["description"] for row in read_source("hs2022_corrections.csv")}
    for row in read_source("hs2022_en.csv"):
        code = row["hscode"]
        if code in FILLERS:
            continue
        yield {
            "code": code,
            "name_en": corrected.get(code, row["description"]).rstrip(" ,;"),
            "name_zh": chinese.get(code, ""),
            "parent": code[:-2] or None,
            "section": row["section"],
        }


def load_territories(session: Session) -> int:
    """Load countries and regions that are missing; names an organiser has changed stay."""
    known = set(session.scalars(sa.select(Territory.code)))
    rows = list(territory_rows())
    if missing := [row for row in rows if row["code"] not in known]:
        session.execute(sa.insert(Territory), missing)
    return len(rows)


def territory_rows() -> Iterator[dict[str, Any]]:
    """Yield countries and regions as rows of the table, named in both languages by CLDR."""
    english, chinese = Locale("en").territories, Locale("zh", script="Hans").territories
    for row in read_source("country_codes.csv"):
        code = row["ISO3166-1-Alpha-2"]
        name = TERRITORY_NAMES.get(code, Name(english[code], chinese[code]))
        yield {
            "code": code,
            "name_en": name.en,
            "name_zh": name.zh,
            "alpha3": row["ISO3166-1-Alpha-3"],
            "world_region": row["Region Name"],
            "currency": _own_currency(code, row["ISO4217-currency_alphabetic_code"]),
            "is_least_developed": bool(row["Least Developed Countries (LDC)"].strip()),
        }


def _own_currency(code: str, currencies: str) -> str:
    """Return the currency that bears the territory's code, of several, else the first."""
    listed = currencies.split(",")
    return next((currency for currency in listed if currency.startswith(code)), listed[0])


def rename_territory(session: Session, code: str, name: Name) -> Territory:
    """Show a country or region under other names from now on.

    Raises:
        NotFoundError: no territory has this code.
        InvalidInputError: a name is missing.
    """
    if not (name.en.strip() and name.zh.strip()):
        raise InvalidInputError(say("Give the name in English and in Chinese."))
    territory = session.get(Territory, code.upper())
    if territory is None:
        raise NotFoundError(say("No country or region has the code %(code)s.", code=code.upper()))
    territory.name_en, territory.name_zh = name.en, name.zh
    session.flush()
    return territory
