"""Enterprises, their participation in an edition, what they offer and need, who comes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.bilingual import Bilingual
from matchmaking.core.database import Base
from matchmaking.core.wording import Name
from matchmaking.delegations.models import Delegation
from matchmaking.enterprises.values import CatalogueKind, Ownership, ParticipationState, UnitType
from matchmaking.expo.models import ExhibitionArea, Place
from matchmaking.reference.models import HsCode, Territory

# Compared byte by byte on both databases, so that words with one beginning stand together.
BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")


class Enterprise(Bilingual, Base):
    """A company or other unit, the same through all editions.

    ``legal_identifier`` is the Unified Social Credit Code for units in mainland China (checked
    by its check digit), the registration number elsewhere. Whoever mistypes theirs must not
    lock out the unit it belongs to: only once an officer has approved the enterprise
    (``is_confirmed``) is its identifier its own, and no longer for its team to change.
    """

    __tablename__ = "enterprises"
    __table_args__ = (
        Index(
            "uq_enterprises_confirmed_identifier",
            "territory_code",
            "legal_identifier",
            unique=True,
            sqlite_where=text("is_confirmed"),
            postgresql_where=text("is_confirmed"),
        ),
        Index("ix_enterprises_legal_identifier", "legal_identifier"),
        CheckConstraint("name_en <> '' OR name_zh <> ''", name="has_a_name"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_its_own_parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    legal_name: Mapped[str]
    territory_code: Mapped[str] = mapped_column(ForeignKey("territories.code"), index=True)
    legal_identifier: Mapped[str | None]
    unit_type: Mapped[UnitType] = mapped_column(default=UnitType.ENTERPRISE)
    ownership: Mapped[Ownership | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("enterprises.id"), index=True)
    global_500_rank: Mapped[int | None]
    website: Mapped[str] = mapped_column(default="")
    is_confirmed: Mapped[bool] = mapped_column(default=False)
    is_invented: Mapped[bool] = mapped_column(default=False)

    territory: Mapped[Territory] = relationship()
    parent: Mapped["Enterprise | None"] = relationship(remote_side=[id])


class Participation(Base):
    """An enterprise in one edition: as exhibitor, buyer or both; its area, booth and delegation."""

    __tablename__ = "participations"
    __table_args__ = (
        UniqueConstraint("edition_id", "enterprise_id"),
        CheckConstraint("is_exhibitor OR is_buyer", name="has_a_role"),
        CheckConstraint(
            "state <> 'returned' OR return_reason <> ''", name="returned_with_a_reason"
        ),
        Index("ix_participations_edition_id_state", "edition_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"), index=True)
    is_exhibitor: Mapped[bool] = mapped_column(default=False)
    is_buyer: Mapped[bool] = mapped_column(default=False)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("exhibition_areas.id"), index=True)
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegations.id"), index=True)
    booth_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    about_en: Mapped[str] = mapped_column(default="")
    about_zh: Mapped[str] = mapped_column(default="")
    state: Mapped[ParticipationState] = mapped_column(default=ParticipationState.DRAFT)
    return_reason: Mapped[str] = mapped_column(default="")
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    enterprise: Mapped[Enterprise] = relationship()
    area: Mapped[ExhibitionArea | None] = relationship()
    delegation: Mapped[Delegation | None] = relationship()
    booth: Mapped[Place | None] = relationship()
    items: Mapped[list["CatalogueItem"]] = relationship(
        back_populates="participation", order_by="CatalogueItem.id", cascade="all, delete-orphan"
    )
    representatives: Mapped[list["Representative"]] = relationship(
        back_populates="participation", order_by="Representative.id"
    )

    @property
    def label(self) -> Name:
        """Return the enterprise's name."""
        return self.enterprise.label

    @property
    def delegation_path(self) -> str | None:
        """Return the path of the delegation node it belongs to, if any."""
        return self.delegation.path if self.delegation else None


class CatalogueItem(Base):
    """Something an enterprise offers or needs at the fair, coded by the Harmonised System."""

    __tablename__ = "catalogue_items"
    __table_args__ = (
        CheckConstraint("title_en <> '' OR title_zh <> ''", name="has_a_title"),
        Index("ix_catalogue_items_hs_code_kind", "hs_code", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    kind: Mapped[CatalogueKind]
    hs_code: Mapped[str | None] = mapped_column(ForeignKey("hs_codes.code"))
    title_en: Mapped[str] = mapped_column(default="")
    title_zh: Mapped[str] = mapped_column(default="")
    keywords: Mapped[str] = mapped_column(default="")

    participation: Mapped[Participation] = relationship(back_populates="items")
    hs: Mapped[HsCode | None] = relationship()

    @property
    def title(self) -> Name:
        """Return what it is called."""
        return Name(self.title_en, self.title_zh)


class Representative(Bilingual, Base):
    """A person of an enterprise in this edition. ``languages`` are codes such as ``en,zh``."""

    __tablename__ = "representatives"
    __table_args__ = (
        UniqueConstraint("participation_id", "account_id"),
        CheckConstraint("name_en <> '' OR name_zh <> ''", name="has_a_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    title_en: Mapped[str] = mapped_column(default="")
    title_zh: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="")
    is_contact: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)

    participation: Mapped[Participation] = relationship(back_populates="representatives")


class SearchTerm(Base):
    """A word that finds a participation: folded words, pairs of Chinese characters, pinyin.

    The same tokenizer writes and asks, so both databases find the same, two-character Chinese
    words included.
    """

    __tablename__ = "search_terms"
    __table_args__ = (Index("ix_search_terms_edition_id_term", "edition_id", "term"),)

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), primary_key=True)
    term: Mapped[str] = mapped_column(BYTEWISE, primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
