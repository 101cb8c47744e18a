"""Forming delegations."""

from sqlalchemy.orm import Session

from matchmaking.core.database import unique_or
from matchmaking.core.wording import Name
from matchmaking.delegations.errors import CodeTakenError
from matchmaking.delegations.models import Delegation
from matchmaking.delegations.values import DelegationKind


def form_delegation(
    session: Session,
    *,
    edition_id: int,
    code: str,
    name: Name,
    kind: DelegationKind,
    parent: Delegation | None = None,
    position: int = 0,
) -> Delegation:
    """Form a delegation, or a sub-delegation of ``parent``, and put it into the tree.

    Raises:
        CodeTakenError: the edition has a delegation with this code.
    """
    delegation = Delegation(
        edition_id=edition_id,
        code=code,
        name_en=name.en,
        name_zh=name.zh,
        kind=kind,
        parent=parent,
        depth=parent.depth + 1 if parent else 1,
        position=position,
    )
    with unique_or(session, CodeTakenError(code)):
        session.add(delegation)
    delegation.path = f"{parent.path if parent else '/'}{delegation.id}/"
    session.flush()
    return delegation
