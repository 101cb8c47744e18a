"""Enterprises and their people."""

from typing import Any

from sqlalchemy.orm import Session

from matchmaking.enterprises.models import CatalogueItem, Enterprise, Participation, Representative
from matchmaking.enterprises.values import CatalogueKind, ParticipationState
from matchmaking.expo.models import Edition
from tests.factories import fresh
from tests.factories.reference import make_territory


def make_enterprise(session: Session, **values: Any) -> Enterprise:
    """Make an enterprise of the People's Republic of China unless said otherwise."""
    number = fresh()
    code = values.pop("territory_code", "CN")
    make_territory(session, code)
    enterprise = Enterprise(
        **{
            "legal_name": f"企业{number}有限公司",
            "name_en": f"Enterprise {number}",
            "name_zh": f"企业{number}",
            "territory_code": code,
            "legal_identifier": f"ID{number}",
            "is_confirmed": True,
            **values,
        }
    )
    session.add(enterprise)
    session.flush()
    return enterprise


def make_participation(session: Session, edition: Edition, **values: Any) -> Participation:
    """Make an approved participation of a fresh enterprise, as exhibitor and buyer."""
    enterprise = values.pop("enterprise", None) or make_enterprise(
        session,
        **{
            k: values.pop(k)
            for k in ("territory_code", "ownership", "legal_name", "name_en", "name_zh")
            if k in values
        },
    )
    participation = Participation(
        **{
            "edition_id": edition.id,
            "enterprise": enterprise,
            "is_exhibitor": True,
            "is_buyer": True,
            "state": ParticipationState.APPROVED,
            **values,
        }
    )
    session.add(participation)
    session.flush()
    return participation


def make_representative(
    session: Session, participation: Participation, **values: Any
) -> Representative:
    """Make a person of an enterprise; the first one is its contact."""
    number = fresh()
    representative = Representative(
        **{
            "participation": participation,
            "name_en": f"Person {number}",
            "name_zh": f"代表{number}",
            "languages": "en,zh",
            **values,
        }
    )
    session.add(representative)
    session.flush()
    return representative


def make_catalogue_item(
    session: Session, participation: Participation, **values: Any
) -> CatalogueItem:
    """Make something an enterprise offers."""
    number = fresh()
    item = CatalogueItem(
        **{
            "participation": participation,
            "kind": CatalogueKind.OFFER,
            "title_en": f"Thing {number}",
            "title_zh": f"产品{number}",
            **values,
        }
    )
    session.add(item)
    session.flush()
    return item
