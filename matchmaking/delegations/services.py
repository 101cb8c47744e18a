"""Forming delegations, renaming them, and removing them while nothing hangs on them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.changes import Sight, as_seen
from matchmaking.audit.services import record
from matchmaking.core.database import unique_or
from matchmaking.core.wording import Name, say
from matchmaking.delegations.errors import CodeTakenError
from matchmaking.delegations.models import Delegation
from matchmaking.delegations.values import DelegationKind
from matchmaking.expo.correcting import Values, rewrite
from matchmaking.expo.naming import Others, once_in_its_list, require_free
from matchmaking.expo.removing import StillUsedError

RENAMED = say("renamed a delegation")
REMOVED = say("removed a delegation")


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
        InvalidInputError: there is no name.
        NameTakenError: another one beside it is called so.
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
    beside = _beside(edition_id, parent.id if parent else None)
    with once_in_its_list(
        session, lambda: require_free(session, name, beside), otherwise=CodeTakenError(code)
    ):
        session.add(delegation)
    delegation.path = f"{parent.path if parent else '/'}{delegation.id}/"
    session.flush()
    return delegation


def _beside(edition_id: int, parent_id: int | None) -> Others:
    return sa.select(Delegation.name_en, Delegation.name_zh).where(
        Delegation.edition_id == edition_id, Delegation.parent_id.is_not_distinct_from(parent_id)
    )


def correct_delegation(
    session: Session,
    actor: Actor,
    delegation: Delegation,
    values: Values,
    *,
    seen: int,
    at: datetime,
) -> None:
    """Correct the names and the code of a delegation; its tree, enterprises and deals stay.

    Raises:
        InvalidInputError: there is no name.
        NameTakenError: another one beside it is called so.
        CodeTakenError: another one of the edition has the code.
        ChangedMeanwhileError: it is not what the person saw.
    """
    sight = Sight(("delegation", delegation.id), seen, frozenset({RENAMED.text}))
    with as_seen(session, delegation, sight):
        beside = _beside(delegation.edition_id, delegation.parent_id)
        others = beside.where(Delegation.id != delegation.id)
        name = Name(values["name_en"], values["name_zh"])
        rewrite(
            session,
            actor,
            delegation,
            values,
            sight=sight,
            deed=RENAMED.text,
            check=lambda: require_free(session, name, others, was=delegation.label),
            taken=CodeTakenError(values["code"]),
            at=at,
        )


def remove_delegation(
    session: Session, actor: Actor, delegation: Delegation, *, at: datetime
) -> None:
    """Remove a delegation that was formed by mistake.

    Raises:
        StillUsedError: sub-delegations, enterprises, leads, officers or figures belong to it.
    """
    key = delegation.id
    with unique_or(session, StillUsedError(delegation.label)):
        session.delete(delegation)
    record(session, actor, REMOVED.text, subject=("delegation", key), at=at)
