"""A meeting before it is written down."""

from dataclasses import dataclass
from datetime import datetime

from matchmaking.core.wording import Name
from matchmaking.demonstration.world import Block, Member, Person
from matchmaking.expo.values import Slot
from matchmaking.meetings.values import MeetingState


@dataclass(frozen=True)
class Draft:
    """A meeting to be: who asked whom, for when, and what became of it."""

    requester: Member
    receiver: Member
    asking: Person
    asked: Person
    block: Block
    slot: Slot
    state: MeetingState
    topic: str

    @property
    def title(self) -> Name:
        """Return what the place's calendar shows."""
        one, other = self.requester.name, self.receiver.name
        return Name(f"{one.en} – {other.en}", f"{one.zh} – {other.zh}")


@dataclass(frozen=True)
class Course:
    """When a meeting was asked for, answered and over; who closed it and why."""

    asked_at: datetime
    answered_at: datetime | None
    closed_at: datetime
    closer: Member | None = None
    reason: str = ""
