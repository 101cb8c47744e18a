"""What later steps of the demonstration need to know of earlier ones."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from matchmaking.core.wording import Name
from matchmaking.delegations.values import DelegationKind
from matchmaking.enterprises.values import Ownership, UnitType
from matchmaking.expo.values import Slot
from matchmaking.notifications.values import NoticeKind


@dataclass(frozen=True)
class Visit:
    """A time at which somebody is in a hall, or anywhere if none is named."""

    slot: Slot
    hall_id: int | None


@dataclass(eq=False)
class Person:
    """A representative, and when they are where."""

    id: int
    account_id: int
    name: Name
    languages: tuple[str, ...]
    busy: set[int] = field(default_factory=set)
    visits: list[Visit] = field(default_factory=list)

    def is_free(self, slot: Slot) -> bool:
        """Return whether they could be somewhere at this time."""
        return self.busy.isdisjoint(slot.ticks)

    def can_reach(self, slot: Slot, hall_id: int, walks: dict[tuple[int, int], int]) -> bool:
        """Return whether the walks before and after would leave them in time."""
        for visit in self.visits:
            if visit.hall_id is None or visit.hall_id == hall_id:
                continue
            walk = timedelta(minutes=walks[visit.hall_id, hall_id])
            if visit.slot.starts_at - walk < slot.ends_at and slot.starts_at < (
                visit.slot.ends_at + walk
            ):
                return False
        return True


@dataclass(eq=False)
class Node:
    """A delegation or sub-delegation, with the account that verifies for it."""

    id: int
    path: str
    code: str
    name: Name
    kind: DelegationKind
    place: Name
    gb: str
    parent: "Node | None" = None
    officer_id: int = 0

    @property
    def root(self) -> "Node":
        """Return the delegation this node belongs to."""
        return self.parent.root if self.parent else self


@dataclass
class Spot:
    """A place at which meetings are held, and the 5-minute ticks it is taken."""

    id: int
    hall_id: int
    name: Name
    is_open: bool = True
    busy: set[int] = field(default_factory=set)

    def is_free(self, slot: Slot) -> bool:
        """Return whether nobody meets there at this time."""
        return self.busy.isdisjoint(slot.ticks)


@dataclass(eq=False)
class Member:
    """An enterprise in the edition, with its people."""

    id: int
    enterprise_id: int
    name: Name
    territory: str
    trade: str
    area: str
    is_exhibitor: bool
    is_buyer: bool
    ownership: Ownership | None = None
    unit_type: UnitType = UnitType.ENTERPRISE
    node: Node | None = None
    rank: int | None = None
    booth: Spot | None = None
    is_approved: bool = True
    is_leading: bool = False
    languages: frozenset[str] = frozenset()
    people: list[Person] = field(default_factory=list)
    last_id: int = 0

    @property
    def contact(self) -> Person:
        """Return the person who answers for it."""
        return self.people[0]


@dataclass(frozen=True)
class Block:
    """A window of meeting slots."""

    id: int
    slots: tuple[Slot, ...]


@dataclass
class Fair:
    """The edition worked in, and the one before."""

    edition_id: int
    last_edition_id: int
    areas: dict[str, int]
    last_areas: dict[str, int]
    halls: dict[str, int]
    walks: dict[tuple[int, int], int]
    tables: list[Spot] = field(default_factory=list)
    rooms: dict[str, int] = field(default_factory=dict)
    hall_of_room: dict[int, int] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Held:
    """A meeting that was held: something may have been signed after it."""

    id: int
    seller: Member
    buyer: Member
    ended_at: datetime


@dataclass
class World:
    """Everything made so far."""

    fair: Fair
    nodes: list[Node] = field(default_factory=list)
    last_nodes: dict[str, Node] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    organiser_ids: list[int] = field(default_factory=list)
    named: dict[str, Member] = field(default_factory=dict)
    told_account_ids: set[int] = field(default_factory=set)
    daily: set[tuple[int, NoticeKind]] = field(default_factory=set)
    held: list[Held] = field(default_factory=list)
    open_pairs: set[str] = field(default_factory=set)

    @cached_property
    def exhibitors(self) -> list[Member]:
        """Return the approved exhibitors; nobody may join later."""
        return [m for m in self.members if m.is_exhibitor and m.is_approved]

    @cached_property
    def buyers(self) -> list[Member]:
        """Return the approved buyers that came with a delegation; nobody may join later."""
        return [m for m in self.members if m.is_buyer and m.is_approved and m.node]
