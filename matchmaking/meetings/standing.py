"""How a meeting stands: what a timetable changes about it, and what undoing that brings back."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from matchmaking.expo.values import Resource, ResourceKind, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import MeetingState


@dataclass(frozen=True)
class Standing:
    """Its state, when and where it is, who attends; ``unit`` is the place's, if it takes several.

    A request holds its sender's person, a confirmed meeting everything, any other nothing.
    """

    state: MeetingState
    starts_at: datetime
    ends_at: datetime
    block_id: int
    requester_representative_id: int
    receiver_representative_id: int | None
    place_id: int | None = None
    unit: int = 0
    interpreter_id: int | None = None

    @property
    def slot(self) -> Slot:
        """Return its time."""
        return Slot(self.starts_at, self.ends_at)

    @property
    def resources(self) -> frozenset[Resource]:
        """Return what it occupies."""
        person, place, help_ = ResourceKind.PERSON, ResourceKind.PLACE, ResourceKind.INTERPRETER
        held = [Resource(person, self.requester_representative_id)]
        if self.state is MeetingState.REQUESTED:
            return frozenset(held)
        if self.state is not MeetingState.CONFIRMED:
            return frozenset()
        if self.receiver_representative_id is not None:
            held.append(Resource(person, self.receiver_representative_id))
        if self.place_id is not None:
            held.append(Resource(place, self.place_id, self.unit))
        if self.interpreter_id is not None:
            held.append(Resource(help_, self.interpreter_id))
        return frozenset(held)

    def packed(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        times = {name: values[name].isoformat() for name in ("starts_at", "ends_at")}
        return {**values, **times, "state": self.state.value}


def unpacked(values: dict[str, Any]) -> Standing:
    """Make a standing again from what ``packed`` returned."""
    times = {name: datetime.fromisoformat(values[name]) for name in ("starts_at", "ends_at")}
    return Standing(**{**values, **times, "state": MeetingState(values["state"])})


def standing_of(meeting: Meeting, unit: int = 0) -> Standing:
    """Return how a meeting stands; which unit of its place it has, only ``Occupancy`` knows."""
    return Standing(
        state=meeting.state,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        block_id=meeting.block_id,
        requester_representative_id=meeting.requester_representative_id,
        receiver_representative_id=meeting.receiver_representative_id,
        place_id=meeting.place_id,
        unit=unit,
        interpreter_id=meeting.interpreter_id,
    )
