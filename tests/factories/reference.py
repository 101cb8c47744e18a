"""Countries, HS codes, rates."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from matchmaking.reference.models import ExchangeRate, HsCode, Territory


def make_territory(session: Session, code: str = "CN", **values: Any) -> Territory:
    """Make a country or region, or return the one with this code."""
    known = session.get(Territory, code)
    if known:
        return known
    territory = Territory(
        **{
            "code": code,
            "alpha3": f"{code}X",
            "name_en": f"Land {code}",
            "name_zh": f"国家{code}",
            **values,
        }
    )
    session.add(territory)
    session.flush()
    return territory


def make_hs_code(session: Session, code: str = "87", **values: Any) -> HsCode:
    """Make a heading of the Harmonised System, or return the one with this code."""
    known = session.get(HsCode, code)
    if known:
        return known
    hs_code = HsCode(**{"code": code, "name_en": "Vehicles", "name_zh": "车辆", **values})
    session.add(hs_code)
    session.flush()
    return hs_code


def make_rate(session: Session, **values: Any) -> ExchangeRate:
    """Make a rate: one euro is 1.1 US dollars on 5 November 2019."""
    rate = ExchangeRate(
        **{
            "base": "EUR",
            "quote": "USD",
            "quoted_on": date(2019, 11, 5),
            "source": "made up",
            "value": "1.1",
            **values,
        }
    )
    session.add(rate)
    session.flush()
    return rate
