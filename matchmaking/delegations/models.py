"""The tree of delegations, their officers and targets."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.bilingual import Bilingual, once
from matchmaking.core.database import Base, BigInt
from matchmaking.delegations.values import DelegationKind, OfficeKind, TargetMeasure


class Delegation(Bilingual, Base):
    """A trading delegation of an edition, or a sub-delegation somewhere below one.

    ``path`` lists the keys from the root to this node, ``/3/17/``: a node governs another if
    its key stands in the other's path. ``code`` is the same for the same delegation in every
    edition, so that editions can be compared.
    """

    __tablename__ = "delegations"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        CheckConstraint("depth >= 1", name="depth_from_one"),
        Index("ix_delegations_edition_id_path", "edition_id", "path"),
        *once("uq_delegations_below", "parent_id"),
        *once("uq_delegations_top", "edition_id", where=" AND parent_id IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("delegations.id"), index=True)
    path: Mapped[str] = mapped_column(default="")
    depth: Mapped[int] = mapped_column(default=1)
    code: Mapped[str]
    kind: Mapped[DelegationKind]
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    parent: Mapped["Delegation | None"] = relationship(remote_side=[id])

    def governs(self, path: str | None) -> bool:
        """Return whether the node with this path is this one or below it."""
        return path is not None and f"/{self.id}/" in path


class Officer(Bilingual, Base):
    """Somebody who holds an office in a delegation: its head, a deputy, the secretary-general."""

    __tablename__ = "officers"

    id: Mapped[int] = mapped_column(primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegations.id"), index=True)
    office: Mapped[OfficeKind]
    title_en: Mapped[str] = mapped_column(default="")
    title_zh: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)


class Target(Base):
    """What a delegation wants to reach: a count, or minor units of the base currency."""

    __tablename__ = "targets"

    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegations.id"), primary_key=True)
    measure: Mapped[TargetMeasure] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(BigInt)
