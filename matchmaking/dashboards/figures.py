"""What each dashboard shows, as frozen values; nothing here reads a database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from matchmaking.agenda.values import Line, Next
from matchmaking.core.money import Money
from matchmaking.core.wording import Name, Sentence
from matchmaking.delegations.models import Delegation
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import Edition
from matchmaking.expo.values import Opening
from matchmaking.intentions.selections import Selection
from matchmaking.intentions.sums import Sums
from matchmaking.intentions.values import Bucket, Dimension, IntentionState
from matchmaking.meetings.queries import Brief
from matchmaking.timetables.queries.wishes import DueWishes

Label = Name | Sentence


@dataclass(frozen=True)
class Part:
    """One row of a breakdown: its name, its sums, and the selection that finds its rows."""

    key: str
    label: Label
    sums: Sums
    rows: Selection

    @property
    def minor(self) -> int:
        """Return the counted amount in minor units of the base currency."""
        return self.sums.counted_minor


@dataclass(frozen=True)
class Breakdown:
    """A total cut along one dimension; its parts sum to the total to the cent."""

    dimension: Dimension
    currency: str
    parts: tuple[Part, ...]

    @property
    def total_minor(self) -> int:
        """Return the sum of all parts."""
        return sum(part.minor for part in self.parts)

    @cached_property
    def largest_minor(self) -> int:
        """Return the largest part: what the longest bar stands for."""
        return max((part.minor for part in self.parts), default=0)

    def shown(self, most: int) -> tuple[Part, ...]:
        """Return the largest parts, as many as fit."""
        return self.parts[:most]

    def rest_count(self, most: int) -> int:
        """Return how many parts are not shown."""
        return max(0, len(self.parts) - most)

    def rest_minor(self, most: int) -> int:
        """Return what the parts not shown amount to."""
        return sum(part.minor for part in self.parts[most:])


@dataclass(frozen=True)
class Standing:
    """What a delegation (or the whole expo) achieved so far, true at a ledger entry."""

    sums: Sums
    currency: str
    sequence: int
    at: datetime | None
    target_minor: int | None = None

    @property
    def counted(self) -> Money:
        """Return the headline."""
        return Money(self.sums.counted_minor, self.currency)

    @property
    def target(self) -> Money | None:
        """Return the target, if one was set."""
        return Money(self.target_minor, self.currency) if self.target_minor else None

    @property
    def target_percent(self) -> int | None:
        """Return how much of the target is reached, in whole per cent rounded down."""
        if not self.target_minor:
            return None
        return self.sums.counted_minor * 100 // self.target_minor

    @property
    def to_go(self) -> Money | None:
        """Return what is missing to the target, nothing below zero."""
        if not self.target_minor:
            return None
        return Money(max(0, self.target_minor - self.sums.counted_minor), self.currency)

    @property
    def beyond(self) -> Money:
        """Return by how much the target is passed, nothing below zero."""
        return Money(max(0, self.sums.counted_minor - (self.target_minor or 0)), self.currency)


@dataclass(frozen=True)
class Comparison:
    """The last edition at the same point before or after its opening, and at its close."""

    then: Money
    at_close: Money
    counted: Money

    @property
    def percent(self) -> float | None:
        """Return the change on the last edition in per cent, nothing if it had nothing then."""
        if self.then.minor == 0:
            return None
        return (self.counted.minor - self.then.minor) / self.then.minor * 100


@dataclass(frozen=True)
class Rank:
    """Where a delegation stands among its equals, and who is next above it."""

    position: int
    among: int
    ahead: Name | None = None
    ahead_by: Money | None = None


@dataclass(frozen=True)
class DayPoint:
    """A day of the day curve: the cumulative amounts of this edition and the last."""

    on: date
    minor: int | None
    previous_minor: int | None


@dataclass(frozen=True)
class Investment:
    """Signed investment projects in one currency: apart, never added to purchases."""

    amount: Money
    count: int


@dataclass(frozen=True)
class LatestMove:
    """A movement in the ledger, named for people."""

    sequence: int
    at: datetime
    intention_id: int
    buyer: Name
    seller: Name
    amount: Money
    state: Label
    tone: str


@dataclass(frozen=True)
class MeetingCounts:
    """A delegation's meetings by what became of them."""

    requested: int = 0
    to_come: int = 0
    unreported: int = 0
    held: int = 0
    missed: int = 0
    disputed: int = 0


@dataclass(frozen=True)
class Ranked:
    """One delegation in the organiser's ranking."""

    position: int
    delegation_id: int
    label: Name
    standing: Standing


@dataclass(frozen=True)
class DialogueFill:
    """How full a session is: seats taken, seats there are, people waiting."""

    dialogue_id: int
    label: Name
    starts_at: datetime
    taken: int
    capacity: int
    waiting: int


@dataclass(frozen=True)
class Stuck:
    """Something that waits for somebody: how many, and where to look."""

    label: Sentence
    count: int
    endpoint: str
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """Something to do before a fair: why, and where."""

    label: Sentence
    why: Sentence
    endpoint: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    is_optional: bool = False
    is_done: bool = False

    @property
    def is_missing(self) -> bool:
        """Return whether the fair can't do without it, and it is still to be done."""
        return not (self.is_done or self.is_optional)


@dataclass(frozen=True)
class Board:
    """A delegation's dashboard, or the whole expo's where ``delegation`` is none."""

    edition: Edition
    delegation: Delegation | None
    standing: Standing
    comparison: Comparison | None
    rank: Rank | None
    curve: Sequence[DayPoint]
    cuts: Mapping[Dimension, Breakdown]
    investments: Sequence[Investment]
    latest: Sequence[LatestMove]
    meetings: MeetingCounts
    unit_count: int
    rules: Sequence[Sentence]
    day_number: int | None
    day_count: int
    at: datetime

    @property
    def label(self) -> Name:
        """Return whose board it is."""
        return self.delegation.label if self.delegation else self.edition.label

    def money(self, minor: int) -> Money:
        """Return minor units of the board's currency as an amount."""
        return Money(minor, self.standing.currency)

    @property
    def rows(self) -> Selection:
        """Return the selection of all deals the board is about."""
        return Selection(delegation_id=self.delegation.id if self.delegation else None)

    @property
    def counted_rows(self) -> Selection:
        """Return the selection of the deals the headline counts."""
        return self.rows.only(self.standing.sums.counted)

    @property
    def project_rows(self) -> Selection:
        """Return the selection of the investment projects that count."""
        return replace(self.counted_rows, is_investment=True)


@dataclass(frozen=True)
class ControlRoom:
    """What an organiser sees first: the expo's board, who leads, what is full, what is stuck.

    ``steps`` are those that make the fair ready, as long as it is being prepared or lacks one.
    """

    board: Board
    steps: Sequence[Step]
    ranked: Sequence[Ranked]
    fill: Sequence[DialogueFill]
    stuck: Sequence[Stuck]
    open_requests: int


@dataclass(frozen=True, slots=True)
class OwnDeal:
    """A deal of one's own as the home page lists it; ``bucket`` is where the ledger counts it."""

    id: int
    title: str
    one_year: Money
    partner: Name
    state: IntentionState
    bucket: Bucket | None
    is_disputed: bool
    is_held: bool


@dataclass(frozen=True)
class Today:
    """What a team member sees first: where to be next, what waits, the day, the deals.

    ``to_sign`` are the deals, or corrections of them, that the other side has signed;
    ``recorded`` are those that meetings without a report led to already, by meeting.
    """

    next: Next | None
    waiting: Sequence[Brief]
    wishes: Sequence[DueWishes]
    unreported: Sequence[Brief]
    recorded: Mapping[int, Sequence[OwnDeal]]
    lines: Sequence[Line]
    to_sign: Sequence[OwnDeal]
    deals: Sequence[OwnDeal]
    profile: ParticipationState
    booking: Opening
    at: datetime

    @property
    def minutes_left(self) -> int:
        """Return in how many minutes the next appointment begins; none if it is on."""
        if self.next is None:
            return 0
        return max(0, -(-int((self.next.entry.starts_at - self.at).total_seconds()) // 60))


def breakdown(
    dimension: Dimension, currency: str, parts: Iterable[Part], *, unspecified: str = ""
) -> Breakdown:
    """Put parts in order: the largest first, what is unspecified last, empty ones left out."""
    rows = [part for part in parts if any(part.sums.minor.values())]
    rows.sort(key=lambda part: (part.key == unspecified, -part.minor, str(part.label)))
    return Breakdown(dimension, currency, tuple(rows))
