"""Times at which two sides could meet."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.free_slots import FreeSlot, common_free_slots
from matchmaking.expo.models import Occupancy
from matchmaking.expo.queries import reaching_into
from matchmaking.expo.values import Holder, HolderKind, ResourceKind, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries.meetings import people_of

ALTERNATIVES = 3


def free_between(
    session: Session,
    requester: Participation,
    receiver: Participation,
    *,
    at: datetime,
    only: int | None = None,
    preferred: int | None = None,
) -> list[FreeSlot]:
    """Return the slots free for both; ``only`` one person of the requester, or one preferred."""
    people = people_of(session, requester.id, receiver.id)
    return common_free_slots(
        session,
        requester.edition_id,
        [
            _in_order(people[requester.id], only=only, preferred=(preferred,)),
            _in_order(people[receiver.id]),
        ],
        own_place_ids=own_places(requester, receiver),
        at=at,
    )


def other_times(
    session: Session,
    meeting: Meeting,
    side_id: int,
    *,
    at: datetime,
    only: int | None = None,
) -> list[FreeSlot]:
    """Return the times a side may propose instead of the one a meeting has.

    The meeting itself, and what is proposed for it already, count as given up: both are at other
    times. Where somebody interprets, the interpreter is free too.
    """
    people = people_of(session, meeting.requester_id, meeting.receiver_id)
    coming = (meeting.requester_representative_id, meeting.receiver_representative_id)
    partner_id = meeting.partner_of(side_id).id
    free = common_free_slots(
        session,
        meeting.edition_id,
        [
            _in_order(people[side_id], only=only, preferred=coming),
            _in_order(people[partner_id], preferred=coming),
        ],
        own_place_ids=own_places(meeting.requester, meeting.receiver),
        at=at,
        apart_from=[Holder(kind, meeting.id) for kind in (HolderKind.MEETING, HolderKind.PROPOSAL)],
    )
    taken = [meeting.slot, *_interpreted(session, meeting, free)]
    if meeting.proposed is not None:
        taken.append(meeting.proposed.slot)
    return [one for one in free if not any(one.slot.overlaps(slot) for slot in taken)]


def own_places(requester: Participation, receiver: Participation) -> tuple[int, ...]:
    """Return the booths or fixed tables of two sides, the receiver's first."""
    return tuple(key for key in (receiver.booth_id, requester.booth_id) if key is not None)


def alternatives(
    session: Session,
    requester: Participation,
    receiver: Participation,
    *,
    at: datetime,
    only: int | None = None,
) -> tuple[Slot, ...]:
    """Return the next three times that are free for both sides."""
    return first_of(free_between(session, requester, receiver, at=at, only=only))


def first_of(free: Sequence[FreeSlot]) -> tuple[Slot, ...]:
    """Return the first three times of several."""
    return tuple(dict.fromkeys(one.slot for one in free))[:ALTERNATIVES]


def _in_order(
    people: Sequence[Representative],
    *,
    only: int | None = None,
    preferred: Sequence[int | None] = (),
) -> list[int]:
    """Return who may come of a side, those preferred before the others."""
    keys = [person.id for person in people] if only is None else [only]
    return sorted(keys, key=lambda key: key not in preferred)


def _interpreted(session: Session, meeting: Meeting, free: Sequence[FreeSlot]) -> list[Slot]:
    """Return when the interpreter of a meeting has others."""
    if meeting.interpreter_id is None or not free:
        return []
    window = Slot(free[0].slot.starts_at, max(one.slot.ends_at for one in free))
    query = sa.select(Occupancy.starts_at, Occupancy.ends_at).where(
        Occupancy.resource_kind == ResourceKind.INTERPRETER,
        Occupancy.resource_id == meeting.interpreter_id,
        reaching_into(window),
    )
    return [Slot(start, end) for start, end in session.execute(query)]
