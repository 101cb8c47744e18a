"""Purchase intentions, the signatures under them, their evidence; the ledger and its snapshots."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from matchmaking.core.database import Base, BigInt
from matchmaking.core.money import Money
from matchmaking.core.numbers import plain_number
from matchmaking.enterprises.models import Participation
from matchmaking.intentions.terms import Amounts
from matchmaking.intentions.values import (
    Bucket,
    CorrectionState,
    IntentionKind,
    IntentionState,
    Side,
    contract_key,
)
from matchmaking.reference.models import ExchangeRate, HsCode

IS_PROPOSED = text("state = 'proposed'")


class Intention(Base):
    """A deal two enterprises of an edition sign: one deal, one intention.

    ``one_year_minor`` is the amount that counts, ``full_value_minor`` the whole term's, both in
    ``currency``; ``base_minor`` is the one-year amount in the edition's base currency at the
    frozen rate. ``number`` is counted per edition and is what people quote. The entry of the
    ledger that put the deal where it stands is ``standing_sequence``. ``replaces_id`` names what
    this deal supersedes once it counts, ``held_for_id`` what it is suspected to repeat, until an
    officer decides; ``is_cleared`` says that one decided it is a deal of its own.
    """

    __tablename__ = "intentions"
    __table_args__ = (
        UniqueConstraint("edition_id", "number"),
        CheckConstraint("buyer_id <> seller_id", name="parties_differ"),
        CheckConstraint("full_value_minor >= 0 AND one_year_minor >= 0", name="not_negative"),
        CheckConstraint("one_year_minor <= full_value_minor", name="one_year_within_full"),
        CheckConstraint(
            "state IN ('draft', 'withdrawn') OR base_minor IS NOT NULL", name="signed_has_rate"
        ),
        CheckConstraint(
            "(kind = 'call_off') = (framework_id IS NOT NULL)", name="call_off_has_framework"
        ),
        Index("ix_intentions_edition_id_state", "edition_id", "state"),
        Index("ix_intentions_edition_id_contract_key", "edition_id", "contract_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    number: Mapped[int]
    kind: Mapped[IntentionKind]
    state: Mapped[IntentionState] = mapped_column(default=IntentionState.DRAFT)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    seller_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    author_side: Mapped[Side]
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    title: Mapped[str]
    currency: Mapped[str]
    full_value_minor: Mapped[int] = mapped_column(BigInt)
    one_year_minor: Mapped[int] = mapped_column(BigInt)
    term_months: Mapped[int] = mapped_column(default=12)
    rate_id: Mapped[int | None] = mapped_column(ForeignKey("exchange_rates.id"))
    base_minor: Mapped[int | None] = mapped_column(BigInt)
    signed_on: Mapped[date]
    is_on_site: Mapped[bool] = mapped_column(default=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"), index=True)
    dialogue_id: Mapped[int | None] = mapped_column(ForeignKey("dialogues.id"), index=True)
    signing_slot_id: Mapped[int | None] = mapped_column(ForeignKey("signing_slots.id"))
    framework_id: Mapped[int | None] = mapped_column(ForeignKey("intentions.id"), index=True)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("intentions.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("intentions.id"))
    held_for_id: Mapped[int | None] = mapped_column(ForeignKey("intentions.id"), index=True)
    is_cleared: Mapped[bool] = mapped_column(default=False)
    contract_number: Mapped[str] = mapped_column(default="")
    contract_key: Mapped[str] = mapped_column(default="")
    rate_asked_at: Mapped[datetime | None]
    disputed_at: Mapped[datetime | None]
    disputed_by_id: Mapped[int | None] = mapped_column(ForeignKey("participations.id"))
    dispute_reason: Mapped[str] = mapped_column(default="")
    close_reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    standing_sequence: Mapped[int | None] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    buyer: Mapped[Participation] = relationship(foreign_keys=[buyer_id])
    seller: Mapped[Participation] = relationship(foreign_keys=[seller_id])
    rate: Mapped[ExchangeRate | None] = relationship()
    lines: Mapped[list["IntentionLine"]] = relationship(
        order_by="IntentionLine.position", cascade="all, delete-orphan"
    )
    signatures: Mapped[list["Signature"]] = relationship(order_by="Signature.id")
    verifications: Mapped[list["Verification"]] = relationship(
        order_by="Verification.id", cascade="all, delete-orphan"
    )
    evidence: Mapped[list["Evidence"]] = relationship(order_by="Evidence.id")
    corrections: Mapped[list["Correction"]] = relationship(order_by="Correction.id")

    standing: Mapped["LedgerEntry | None"] = relationship(
        primaryjoin="and_(foreign(Intention.standing_sequence) == remote(LedgerEntry.sequence), "
        "Intention.edition_id == remote(LedgerEntry.edition_id))",
        viewonly=True,
        uselist=False,
    )
    entries: Mapped[list["LedgerEntry"]] = relationship(
        order_by="LedgerEntry.sequence", viewonly=True
    )

    @validates("contract_number")
    def _keep_key(self, _name: str, number: str) -> str:
        """Keep beside the number, as it was typed, what tells it from other numbers."""
        self.contract_key = contract_key(number)
        return number

    @property
    def credit_path(self) -> str | None:
        """Return the path of the delegation node the deal is credited to, or would be."""
        return self.standing.credit_path if self.standing else self.buyer.delegation_path

    @property
    def one_year(self) -> Money:
        """Return the amount that counts, as signed."""
        return Money(self.one_year_minor, self.currency)

    @property
    def full_value(self) -> Money:
        """Return the amount of the whole term, as signed."""
        return Money(self.full_value_minor, self.currency)

    @property
    def amounts(self) -> Amounts:
        """Return both amounts, as signed."""
        return Amounts(self.full_value, self.one_year)

    def party(self, side: Side) -> Participation:
        """Return the party on a side."""
        return self.buyer if side is Side.BUYER else self.seller

    def side_of(self, participation_id: int | None) -> Side | None:
        """Return which side a participation is on, if any."""
        sides = {self.buyer_id: Side.BUYER, self.seller_id: Side.SELLER}
        return sides.get(participation_id) if participation_id else None


class IntentionLine(Base):
    """One line of an intention: what, how much, for how much. ``quantity`` is decimal text."""

    __tablename__ = "intention_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    intention_id: Mapped[int] = mapped_column(ForeignKey("intentions.id"), index=True)
    position: Mapped[int]
    hs_code: Mapped[str | None] = mapped_column(ForeignKey("hs_codes.code"))
    description: Mapped[str]
    quantity: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    amount_minor: Mapped[int] = mapped_column(BigInt)

    hs: Mapped[HsCode | None] = relationship()

    @property
    def quantity_by_thousands(self) -> str:
        """Return the quantity as people read it."""
        number = plain_number(self.quantity)
        return self.quantity if number is None else f"{number:,}"

    def amount(self, currency: str) -> Money:
        """Return what the line comes to, in the intention's currency."""
        return Money(self.amount_minor, currency)


class Signature(Base):
    """One side's signature: the author's when signing, the other party's when countersigning."""

    __tablename__ = "signatures"
    __table_args__ = (UniqueConstraint("intention_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    intention_id: Mapped[int] = mapped_column(ForeignKey("intentions.id"))
    side: Mapped[Side]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    signed_at: Mapped[datetime]


class Verification(Base):
    """An officer's confirmation that the deal was signed as recorded; never by an author."""

    __tablename__ = "verifications"
    __table_args__ = (UniqueConstraint("intention_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    intention_id: Mapped[int] = mapped_column(ForeignKey("intentions.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    verified_at: Mapped[datetime]


class Evidence(Base):
    """A file that shows what was signed, kept under a random name with its SHA-256."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    intention_id: Mapped[int] = mapped_column(ForeignKey("intentions.id"), index=True)
    file_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    stored_as: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]


class Correction(Base):
    """Another amount one side proposes for a deal both had signed; the old stands meanwhile.

    ``old_…`` is what stood when it was proposed; of the earliest corrections it was not kept.
    """

    __tablename__ = "corrections"
    __table_args__ = (
        CheckConstraint("one_year_minor <= full_value_minor", name="one_year_within_full"),
        CheckConstraint("one_year_minor >= 0", name="not_negative"),
        Index(
            "uq_corrections_proposed",
            "intention_id",
            unique=True,
            sqlite_where=IS_PROPOSED,
            postgresql_where=IS_PROPOSED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    intention_id: Mapped[int] = mapped_column(ForeignKey("intentions.id"), index=True)
    side: Mapped[Side]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    currency: Mapped[str]
    full_value_minor: Mapped[int] = mapped_column(BigInt)
    one_year_minor: Mapped[int] = mapped_column(BigInt)
    old_currency: Mapped[str | None]
    old_full_value_minor: Mapped[int | None] = mapped_column(BigInt)
    old_one_year_minor: Mapped[int | None] = mapped_column(BigInt)
    reason: Mapped[str]
    state: Mapped[CorrectionState] = mapped_column(default=CorrectionState.PROPOSED)
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    @property
    def one_year(self) -> Money:
        """Return the corrected amount that would count."""
        return Money(self.one_year_minor, self.currency)

    @property
    def amounts(self) -> Amounts:
        """Return both corrected amounts."""
        return Amounts(Money(self.full_value_minor, self.currency), self.one_year)

    @property
    def old_amounts(self) -> Amounts | None:
        """Return what stood when it was proposed, if that is known."""
        full, part, currency = (
            self.old_full_value_minor,
            self.old_one_year_minor,
            self.old_currency,
        )
        if full is None or part is None or currency is None:
            return None
        return Amounts(Money(full, currency), Money(part, currency))


class LedgerHead(Base):
    """The newest entry of an edition's ledger: its number, and its hash for the next to chain to.

    Appending updates this row first, so appends to one ledger take turns and its numbers have
    no gaps. ``numbered`` is the last number given to an intention of the edition.
    """

    __tablename__ = "ledger_heads"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInt, default=0)
    hash: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime | None]
    numbered: Mapped[int] = mapped_column(default=0)


class LedgerEntry(Base):
    """One movement of money between buckets; inserted once, never changed (triggers refuse it).

    The dimensions are frozen at the moment of the entry. ``credit_path`` is the path of the
    buyer's delegation node: a total of a node sums the entries whose path it governs.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("edition_id", "sequence"),
        Index("ix_ledger_entries_intention_id", "intention_id"),
        Index("ix_ledger_entries_edition_id_delegation_id", "edition_id", "delegation_id"),
        Index("ix_ledger_entries_edition_id_at", "edition_id", "at"),
    )

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    sequence: Mapped[int] = mapped_column(BigInt)
    intention_id: Mapped[int] = mapped_column(ForeignKey("intentions.id"))
    step: Mapped[str]
    bucket: Mapped[Bucket]
    kind: Mapped[IntentionKind]
    deal_count: Mapped[int]
    amount_minor: Mapped[int] = mapped_column(BigInt)
    currency: Mapped[str]
    base_minor: Mapped[int] = mapped_column(BigInt)
    base_currency: Mapped[str]
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegations.id"))
    credit_path: Mapped[str]
    area_code: Mapped[str]
    source_territory: Mapped[str]
    buyer_ownership: Mapped[str]
    day: Mapped[date]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(default="")
    reason_digest: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class LedgerSnapshot(Base):
    """The sums of an edition's ledger up to a sequence number: a cache, never a source."""

    __tablename__ = "ledger_snapshots"
    __table_args__ = (UniqueConstraint("edition_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    sequence: Mapped[int] = mapped_column(BigInt)
    made_at: Mapped[datetime]


class SnapshotCell(Base):
    """One sum of a snapshot: of a delegation node (with everything below it), in one dimension.

    ``delegation_id`` 0 stands for the whole edition; ``dimension`` "" for the total over all its
    values; ``value`` "" inside a dimension for what is unspecified. The key's order is that of
    the questions: one node's breakdown, or one dimension of all nodes, lies side by side.
    """

    __tablename__ = "snapshot_cells"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("ledger_snapshots.id"), primary_key=True)
    is_investment: Mapped[bool] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    delegation_id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    minor: Mapped[int] = mapped_column(BigInt)
    deal_count: Mapped[int]
