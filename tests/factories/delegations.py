"""Delegations."""

from typing import Any

from sqlalchemy.orm import Session

from matchmaking.delegations.models import Delegation
from matchmaking.delegations.values import DelegationKind
from matchmaking.expo.models import Edition
from tests.factories import fresh


def make_delegation(
    session: Session, edition: Edition, *, parent: Delegation | None = None, **values: Any
) -> Delegation:
    """Make a delegation, or a sub-delegation of ``parent``."""
    number = fresh()
    delegation = Delegation(
        **{
            "edition_id": edition.id,
            "parent_id": parent.id if parent else None,
            "depth": parent.depth + 1 if parent else 1,
            "code": f"delegation{number}",
            "kind": DelegationKind.LOCAL,
            "name_en": f"Delegation {number}",
            "name_zh": f"交易团{number}",
            **values,
        }
    )
    session.add(delegation)
    session.flush()
    delegation.path = f"{parent.path if parent else '/'}{delegation.id}/"
    session.flush()
    return delegation
