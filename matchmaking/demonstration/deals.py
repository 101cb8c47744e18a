"""A deal before it is written down: what was agreed, and the steps it went through."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

from matchmaking.accounts.values import Role
from matchmaking.demonstration.world import Member, Node
from matchmaking.intentions.counting import standing_bucket
from matchmaking.intentions.values import Bucket, IntentionKind, IntentionState, Side

_order = count()


@dataclass(frozen=True)
class Party:
    """An enterprise in one edition."""

    member: Member
    participation_id: int
    area: str
    node: Node | None


@dataclass(frozen=True)
class Season:
    """An edition deals are made in: its parties, officers and end of time."""

    edition_id: int
    opening: date
    until: datetime
    two_officers_from: int | None
    organiser_id: int
    party: Callable[[Member], Party]
    officer_of: Callable[[Node], int]


@dataclass(frozen=True)
class Line:
    """What was sold, and for how much."""

    hs_code: str | None
    description: str
    quantity: str
    unit: str
    minor: int


@dataclass(frozen=True)
class Agreement:
    """What the parties agreed, in whole and for one year, and what that is in US dollars."""

    kind: IntentionKind
    title: str
    currency: str
    full_minor: int
    one_year_minor: int
    base_minor: int | None
    rate_id: int | None
    months: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Move:
    """A step that may move the deal's money: who did what when, and where it stands since."""

    step: str
    at: datetime
    account_id: int
    role: Role
    bucket: Bucket | None
    reason: str = ""
    order: int = field(default_factory=lambda: next(_order))


@dataclass(eq=False)
class Deal:
    """A deal between two parties, and its course so far."""

    id: int
    season: Season
    buyer: Party
    seller: Party
    side: Side
    agreement: Agreement
    created_at: datetime
    signed_on: date
    contract_number: str = ""
    meeting_id: int | None = None
    is_on_site: bool = True
    framework: "Deal | None" = None
    replaces: "Deal | None" = None
    held_for: "Deal | None" = None
    superseded_by: "Deal | None" = None
    rate_asked_at: datetime | None = None
    state: IntentionState = IntentionState.DRAFT
    disputed_at: datetime | None = None
    disputed_by: Party | None = None
    dispute_reason: str = ""
    close_reason: str = ""
    signatures: list[tuple[Side, int, datetime]] = field(default_factory=list)
    verifications: list[tuple[int, datetime]] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    standing_sequence: int | None = None

    @property
    def author(self) -> int:
        """Return the account that recorded it."""
        return self.on(self.side).member.contact.account_id

    @property
    def other_side(self) -> Side:
        """Return the side across the table from the author's."""
        return Side.SELLER if self.side is Side.BUYER else Side.BUYER

    def on(self, side: Side) -> Party:
        """Return the party on a side."""
        return self.buyer if side is Side.BUYER else self.seller

    def sign(self, at: datetime) -> None:
        """Sign for the author's side."""
        self.state = IntentionState.SIGNED
        self.signatures.append((self.side, self.author, at))
        self._move("signed", at, self.author)

    def countersign(self, at: datetime) -> None:
        """Sign for the other side; what this deal replaces leaves the ledger."""
        self.state = IntentionState.COUNTERSIGNED
        account_id = self.on(self.other_side).member.contact.account_id
        self.signatures.append((self.other_side, account_id, at))
        self._move("countersigned", at, account_id)
        if self.replaces and self.held_for is None:
            self.replaces.be_superseded(self, at, account_id)

    def verify(self, officer_id: int, at: datetime) -> None:
        """Confirm as an officer; a large deal is verified once a second one has."""
        self.verifications.append((officer_id, at))
        threshold = self.season.two_officers_from
        is_large = threshold is not None and (self.agreement.base_minor or 0) >= threshold
        if len(self.verifications) > 1 or not is_large:
            self.state = IntentionState.VERIFIED
            self._move("verified", at, officer_id, role=Role.DELEGATION_LEAD)

    def dispute(self, side: Side, reason: str, at: datetime) -> None:
        """Object to it."""
        self.disputed_at, self.disputed_by = at, self.on(side)
        self.dispute_reason = reason
        self._move("disputed", at, self.disputed_by.member.contact.account_id, reason=reason)

    def withdraw(self, reason: str, at: datetime) -> None:
        """Take it out for good."""
        self.state, self.close_reason = IntentionState.WITHDRAWN, reason
        self._move("withdrawn", at, self.author, reason=reason)

    def be_superseded(self, by: "Deal", at: datetime, account_id: int) -> None:
        """Leave the ledger, because another deal stands for it."""
        self.state, self.superseded_by = IntentionState.SUPERSEDED, by
        self._move("superseded", at, account_id)

    def _move(
        self,
        step: str,
        at: datetime,
        account_id: int,
        *,
        role: Role = Role.ENTERPRISE_ADMIN,
        reason: str = "",
    ) -> None:
        bucket = standing_bucket(
            self.state,
            is_held=self.held_for is not None,
            is_disputed=self.disputed_at is not None,
            is_covered=self.framework is not None,
        )
        self.moves.append(Move(step, at, account_id, role, bucket, reason))
