from collections.abc import Mapping
from datetime import date

import pytest
from sqlalchemy.orm import Session

from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.expo.editions import create_edition
from matchmaking.expo.models import Edition

VALUES = {
    "ordinal": "3",
    "name_en": "3rd Fair",
    "name_zh": "第三届博览会",
    "city_en": "Shanghai",
    "city_zh": "上海",
    "time_zone": "Asia/Shanghai",
    "currency": "USD",
}
DAYS = (date(2020, 11, 5), date(2020, 11, 10))


def created(session: Session, values: Mapping[str, str] = VALUES, code: str = "new-3") -> Edition:
    return create_edition(session, code=code, series="new", days=DAYS, values=values)


def test_the_first_edition_of_a_series_has_no_previous_one(session: Session) -> None:
    edition = created(session)

    assert (edition.series.code, edition.previous_id) == ("new", None)


def test_an_edition_follows_the_one_before_it(session: Session) -> None:
    first = created(session)

    second = create_edition(
        session,
        code="new-4",
        series="new",
        days=(date(2021, 11, 5), date(2021, 11, 10)),
        values={**VALUES, "ordinal": "4"},
    )

    assert second.previous_id == first.id


def test_a_code_is_given_once(session: Session) -> None:
    created(session)

    with pytest.raises(ConflictError):
        created(session, {**VALUES, "ordinal": "4"})


@pytest.mark.parametrize(
    "change, field",
    [({"currency": "XYZW"}, "currency"), ({"time_zone": "Mars/Olympus"}, "time_zone")],
)
def test_an_unknown_currency_or_zone_is_refused_by_name(
    session: Session, change: Mapping[str, str], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        created(session, {**VALUES, **change})

    assert refused.value.field == field


def test_the_days_must_be_in_order(session: Session) -> None:
    with pytest.raises(InvalidInputError) as refused:
        create_edition(session, code="x", series="x", days=(DAYS[1], DAYS[0]), values=VALUES)

    assert refused.value.field == "ends"
