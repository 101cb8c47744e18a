"""Arranging, moving and calling off many meetings at once: what a published timetable does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record_all
from matchmaking.core.database import unique_or
from matchmaking.core.wording import Name, say
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.holds import Hold, Row, give_up, note_halls, resource_of, rows_of, take_free
from matchmaking.expo.models import Interpreter, Place
from matchmaking.expo.queries import clash_of
from matchmaking.expo.services import vacate
from matchmaking.expo.values import Holder, Resource, ResourceKind, Slot
from matchmaking.meetings.errors import (
    MeetingChangedError,
    NoLongerFreeError,
    PairsHaveMeetingError,
)
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.placing import title_of
from matchmaking.meetings.services.settling import holder_of, proposal_of
from matchmaking.meetings.standing import Standing
from matchmaking.meetings.values import NOTHING_PROPOSED, MeetingState, pair_key

ARRANGED = say("arranged the meeting by the timetable")
MOVED = say("moved the meeting by the timetable")
CALLED_OFF = say("called the meeting off by the timetable")
REOPENED = say("put the request back as it was")


@dataclass(frozen=True)
class Step:
    """What becomes of one meeting; ``before`` is how it stood, nothing if it is new."""

    meeting: Meeting
    before: Standing | None
    after: Standing

    @property
    def title(self) -> Name:
        """Return the two sides' names."""
        return title_of(self.meeting)


def draft_meeting(
    sides: tuple[Participation, Participation], standing: Standing, *, at: datetime
) -> Meeting:
    """Make a meeting that nobody asked for by a request: the first of its sides wished it."""
    requester, receiver = sides
    return Meeting(
        edition_id=requester.edition_id,
        requester=requester,
        receiver=receiver,
        pair_key=pair_key(requester.id, receiver.id),
        topic="",
        requested_at=at,
        expires_at=standing.starts_at,
        **_columns(standing, at),
    )


def rearrange(session: Session, steps: Sequence[Step], *, actor: Actor, at: datetime) -> None:
    """Bring meetings from how they stood to how they shall stand: all of them or none.

    What a meeting gives up another may take. New rows come first, then what is free is occupied,
    then the rows change in the order of their keys, then what was given up is taken: in the
    order in which requests and answers do it, so that none waits for us in a circle. Nobody is
    told: whoever calls this knows the whole and tells each person once.

    Raises:
        PairsHaveMeetingError: two enterprises have got an open request or meeting meanwhile.
        NoLongerFreeError: somebody or something is taken; names by what.
        MeetingChangedError: somebody has changed one of the meetings.
    """
    ordered = sorted(steps, key=lambda step: step.meeting.id or 0)
    _insert(session, [step.meeting for step in ordered if step.before is None])
    halls = _halls(session, ordered)
    new = {step.meeting.id: _holds(step, step.after, halls) for step in ordered}
    old = {step.meeting.id: _holds(step, step.before, halls) for step in ordered}
    kept = {key: _places_taken(new[key]) & _places_taken(old[key]) for key in new}
    proposals = [proposal_of(step.meeting) for step in ordered if step.meeting.proposed]
    missing = take_free(session, rows_of(_without(new, kept)))
    _change(session, [step for step in ordered if step.before is not None], at=at)
    give_up(session, _without(old, kept))
    vacate(session, *proposals)
    still_missing = take_free(session, missing)
    if still_missing:
        raise _taken(session, still_missing[0], {step.meeting.id: step for step in ordered})
    note_halls(session, _other_halls(ordered, halls))
    deeds = [(_deed(step), ("meeting", step.meeting.id)) for step in ordered]
    record_all(session, actor, deeds, at=at)


def _insert(session: Session, meetings: list[Meeting]) -> None:
    with unique_or(session, PairsHaveMeetingError()):
        session.add_all(meetings)


def _halls(session: Session, steps: Sequence[Step]) -> dict[int | None, int]:
    standings = [one for step in steps for one in (step.before, step.after) if one]
    keys = {one.place_id for one in standings if one.place_id is not None}
    rows = session.execute(sa.select(Place.id, Place.hall_id).where(Place.id.in_(keys)))
    return dict(iter(rows))


def _other_halls(steps: Sequence[Step], halls: dict[int | None, int]) -> dict[Holder, int | None]:
    """Return the halls of the meetings that leave theirs, for the rows that they keep."""
    return {
        holder_of(step.meeting): halls.get(step.after.place_id)
        for step in steps
        if step.before and halls.get(step.before.place_id) != halls.get(step.after.place_id)
    }


def _holds(step: Step, standing: Standing | None, halls: dict[int | None, int]) -> list[Hold]:
    """Return what a meeting occupies as it stands, labelled for whoever meets it in their way."""
    if standing is None:
        return []
    names = {
        standing.requester_representative_id: step.meeting.receiver.label,
        standing.receiver_representative_id: step.meeting.requester.label,
    }
    title, holder, hall = step.title, holder_of(step.meeting), halls.get(standing.place_id)
    return [
        Hold(
            one,
            standing.slot,
            holder,
            names[one.id] if one.kind is ResourceKind.PERSON else title,
            hall if standing.state is MeetingState.CONFIRMED else None,
        )
        for one in standing.resources
    ]


def _places_taken(holds: list[Hold]) -> set[tuple[Resource, Slot]]:
    return {(hold.resource, hold.slot) for hold in holds}


def _without(
    holds: dict[int, list[Hold]], kept: dict[int, set[tuple[Resource, Slot]]]
) -> list[Hold]:
    return [
        hold
        for key, mine in holds.items()
        for hold in mine
        if (hold.resource, hold.slot) not in kept[key]
    ]


def _change(session: Session, steps: Sequence[Step], *, at: datetime) -> None:
    """Update the rows of meetings, by their keys, if they still stand as they were read.

    Raises:
        MeetingChangedError: one of them doesn't.
    """
    if not steps:
        return
    _hold(session, steps)
    change = sa.update(Meeting).where(Meeting.id == sa.bindparam("of_id"))
    rows = [{"of_id": step.meeting.id, **_columns(step.after, at)} for step in steps]
    version = {"version": Meeting.version + 1}
    session.connection().execute(change.values(**version, **NOTHING_PROPOSED), rows)
    # All at once: read one by one they would be as many statements.
    session.scalars(_rows(steps).execution_options(populate_existing=True)).all()


def _hold(session: Session, steps: Sequence[Step]) -> None:
    """Keep everybody else from changing meetings that still stand as they were read."""
    locked = _rows(steps).with_only_columns(Meeting.id, Meeting.version, Meeting.state)
    found = session.execute(locked.order_by(Meeting.id).with_for_update())
    stands = {key: (version, state) for key, version, state in found}
    for step in steps:
        read = (step.meeting.version, (step.before or step.after).state)
        if stands.get(step.meeting.id) != read:
            raise MeetingChangedError(step.title)


def _rows(steps: Sequence[Step]) -> sa.Select[Meeting]:
    return sa.select(Meeting).where(Meeting.id.in_([step.meeting.id for step in steps]))


def _columns(standing: Standing, at: datetime) -> dict[str, object]:
    """Return what a meeting's row says when it stands so."""
    is_open = standing.state is MeetingState.REQUESTED
    return {
        "state": standing.state,
        "starts_at": standing.starts_at,
        "ends_at": standing.ends_at,
        "block_id": standing.block_id,
        "requester_representative_id": standing.requester_representative_id,
        "receiver_representative_id": standing.receiver_representative_id,
        "place_id": standing.place_id,
        "interpreter_id": standing.interpreter_id,
        "answered_at": None if is_open else at,
    }


def _taken(session: Session, row: Row, steps: dict[int, Step]) -> NoLongerFreeError:
    """Word which meeting can't stand so, and what stands in its way."""
    step, resource = steps[row["holder_id"]], resource_of(row)
    clash = clash_of(session, resource, step.after.slot)
    what = clash.what if clash else None
    return NoLongerFreeError(step.title, step.after.starts_at, _named(session, resource), what)


def _named(session: Session, resource: Resource) -> Name:
    match resource.kind:
        case ResourceKind.PERSON:
            return session.get_one(Representative, resource.id).label
        case ResourceKind.INTERPRETER:
            return session.get_one(Interpreter, resource.id).label
        case _:
            return session.get_one(Place, resource.id).label


def _deed(step: Step) -> str:
    match step.after.state:
        case MeetingState.REQUESTED:
            return REOPENED.text
        case MeetingState.CONFIRMED:
            stood = step.before and step.before.state is MeetingState.CONFIRMED
            return MOVED.text if stood else ARRANGED.text
        case _:
            return CALLED_OFF.text
