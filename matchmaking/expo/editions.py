"""Opening a new edition of a fair."""

import re
from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from babel.numbers import is_currency
from sqlalchemy.orm import Session

from matchmaking.core.database import unique_or
from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.core.wording import say
from matchmaking.expo.models import Edition, Series
from matchmaking.expo.values import Phase

# It is part of addresses.
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
LONGEST_NAME = 200


def create_edition(
    session: Session, *, code: str, series: str, days: tuple[date, date], values: Mapping[str, str]
) -> Edition:
    """Make an edition, and its series if this is its first; the one before it becomes its previous.

    ``values`` has ordinal, name_en, name_zh, city_en, city_zh, time_zone and currency.

    Raises:
        InvalidInputError: a code is no code, a name is missing, the days are the wrong way round,
            the zone or currency is unknown.
        ConflictError: the code or the ordinal is taken.
    """
    _check_names(code, series, values)
    _check(days, values)
    owner = _series(session, series, values)
    before = _before(session, owner, days[0])
    edition = Edition(
        series=owner,
        code=code,
        ordinal=int(values["ordinal"]),
        name_en=values["name_en"],
        name_zh=values["name_zh"],
        city_en=values["city_en"],
        city_zh=values["city_zh"],
        time_zone=values["time_zone"],
        starts_on=days[0],
        ends_on=days[1],
        base_currency=values["currency"],
        phase=Phase.PREPARING,
        previous_id=before.id if before else None,
    )
    taken = ConflictError(say("There is an edition with this code or ordinal already."))
    with unique_or(session, taken):
        session.add(edition)
    return edition


def _series(session: Session, code: str, values: Mapping[str, str]) -> Series:
    owner = session.scalar(sa.select(Series).where(Series.code == code))
    if owner is None:
        names = {"name_en": values["name_en"], "name_zh": values["name_zh"]}
        owner = Series(code=code, short_en=code.upper(), short_zh=values["name_zh"], **names)
        session.add(owner)
        session.flush()
    return owner


def _before(session: Session, series: Series, first_day: date) -> Edition | None:
    query = (
        sa.select(Edition)
        .where(Edition.series_id == series.id, Edition.starts_on < first_day)
        .order_by(Edition.starts_on.desc())
        .limit(1)
    )
    return session.scalar(query)


def _check_names(code: str, series: str, values: Mapping[str, str]) -> None:
    for field, text in (("code", code), ("series", series)):
        if not CODE.fullmatch(text):
            raise InvalidInputError(
                say("“%(code)s” is no code such as ciie-2: letters, digits, hyphens.", code=text),
                field=field,
            )
    for field in ("name_en", "name_zh", "city_en", "city_zh"):
        if not 0 < len(values[field].strip()) <= LONGEST_NAME:
            raise InvalidInputError(say("Names have 1 to 200 characters."), field=field)


def _check(days: tuple[date, date], values: Mapping[str, str]) -> None:
    if days[0] > days[1]:
        raise InvalidInputError(say("The last day can't be before the first."), field="ends")
    if not is_currency(values["currency"]):
        raise InvalidInputError(
            say(
                "“%(code)s” is not an ISO 4217 currency code such as USD.", code=values["currency"]
            ),
            field="currency",
        )
    try:
        ZoneInfo(values["time_zone"])
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise InvalidInputError(
            say("“%(zone)s” is not a time zone such as Asia/Shanghai.", zone=values["time_zone"]),
            field="time_zone",
        ) from unknown
