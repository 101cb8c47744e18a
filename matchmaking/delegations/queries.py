"""Reading the tree of delegations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.delegations.models import Delegation, Officer, Target
from matchmaking.delegations.values import DelegationOption, TargetMeasure


@dataclass(frozen=True)
class Node:
    """A delegation in the tree, with those directly below it."""

    delegation: Delegation
    children: list["Node"] = field(default_factory=list)


def tree_of(session: Session, edition_id: int, *, under: Delegation | None = None) -> list[Node]:
    """Return the delegations of an edition as trees, or only those below one node."""
    query = sa.select(Delegation).where(Delegation.edition_id == edition_id)
    if under is not None:
        query = query.where(in_subtree(under.path), Delegation.id != under.id)
    rows = session.scalars(query.order_by(Delegation.depth, Delegation.position, Delegation.id))
    return _grown(list(rows), under.id if under else None)


def _grown(rows: list[Delegation], root_id: int | None) -> list[Node]:
    children = _by_parent(rows)

    def grow(parent_id: int | None) -> list[Node]:
        return [Node(row, grow(row.id)) for row in children.get(parent_id, ())]

    return grow(root_id)


def _by_parent(rows: Iterable[Delegation]) -> dict[int | None, list[Delegation]]:
    def parent_of(row: Delegation) -> int:
        return row.parent_id or 0

    ordered = sorted(rows, key=parent_of)
    return {key or None: list(group) for key, group in groupby(ordered, key=parent_of)}


def in_subtree(path: str) -> sa.ColumnElement[bool]:
    """Return the condition that a delegation is the node with this path, or below it."""
    return Delegation.path.startswith(path, autoescape=True)


def subtree_ids(session: Session, delegation: Delegation) -> list[int]:
    """Return the keys of a delegation and of everything below it."""
    query = sa.select(Delegation.id).where(
        Delegation.edition_id == delegation.edition_id, in_subtree(delegation.path)
    )
    return list(session.scalars(query))


def subtree_paths(session: Session, delegation: Delegation) -> dict[int, str]:
    """Return the path of a delegation and of everything below it, by key."""
    query = sa.select(Delegation.id, Delegation.path).where(
        Delegation.edition_id == delegation.edition_id, in_subtree(delegation.path)
    )
    return {row.id: row.path for row in session.execute(query)}


def children_of(session: Session, delegation: Delegation) -> list[Delegation]:
    """Return the sub-delegations directly below one, in their order."""
    query = sa.select(Delegation).where(Delegation.parent_id == delegation.id)
    return list(session.scalars(query.order_by(Delegation.position, Delegation.id)))


def roots_of(session: Session, edition_id: int) -> list[Delegation]:
    """Return the delegations of an edition that are below no other, in their order."""
    query = sa.select(Delegation).where(
        Delegation.edition_id == edition_id, Delegation.parent_id.is_(None)
    )
    return list(session.scalars(query.order_by(Delegation.position, Delegation.id)))


def ancestors_of(session: Session, delegation: Delegation) -> list[Delegation]:
    """Return the delegations above one, the topmost first."""
    keys = [int(key) for key in delegation.path.strip("/").split("/") if key][:-1]
    query = sa.select(Delegation).where(Delegation.id.in_(keys)).order_by(Delegation.depth)
    return list(session.scalars(query)) if keys else []


def delegation_in(session: Session, edition_id: int, key: int | None) -> Delegation | None:
    """Return a delegation if it belongs to this edition."""
    found = session.get(Delegation, key) if key is not None and 0 < key < 2**31 else None
    return found if found is not None and found.edition_id == edition_id else None


def delegation_by_code(session: Session, edition_id: int, code: str) -> Delegation | None:
    """Return the delegation with this code, which is the same in every edition."""
    query = sa.select(Delegation).where(
        Delegation.edition_id == edition_id, Delegation.code == code
    )
    return session.scalar(query)


def options_of(session: Session, edition_id: int) -> list[DelegationOption]:
    """Return all delegations in the order of the tree, with their depth, for a select."""
    return list(_flattened(tree_of(session, edition_id)))


def _flattened(nodes: Iterable[Node]) -> Iterator[DelegationOption]:
    for node in nodes:
        row = node.delegation
        yield DelegationOption(row.id, row.label, row.depth)
        yield from _flattened(node.children)


def officers_of(session: Session, delegation: Delegation) -> list[Officer]:
    """Return who holds an office in a delegation, the head first."""
    query = sa.select(Officer).where(Officer.delegation_id == delegation.id)
    return list(session.scalars(query.order_by(Officer.position, Officer.id)))


def targets_of(session: Session, delegation: Delegation) -> dict[TargetMeasure, int]:
    """Return what a delegation wants to reach."""
    query = sa.select(Target).where(Target.delegation_id == delegation.id)
    return {target.measure: target.amount for target in session.scalars(query)}
