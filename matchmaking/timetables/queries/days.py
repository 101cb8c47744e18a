"""Reading the days and halls of a plan, and what else takes its places and people then."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.wording import Name
from matchmaking.expo.models import BlockPlace, Occupancy
from matchmaking.expo.queries import appointments_of, reaching_into
from matchmaking.expo.slots import cut
from matchmaking.expo.values import Appointment, HolderKind, ResourceKind, Slot
from matchmaking.timetables.grids import Taken
from matchmaking.timetables.models import ArrangedMeeting, Round, RoundBlock
from matchmaking.timetables.settings import PlanSettings


def slots_of(round_: Round, settings: PlanSettings, used: Iterable[Slot] = ()) -> list[Slot]:
    """Return the slots of the round's blocks, those that a what-if adds, and those in use."""
    windows = [(b.starts_at, b.ends_at, b.slot_minutes) for b in round_.blocks]
    windows += [
        (one.slot.starts_at, one.slot.ends_at, one.slot_minutes) for one in settings.extra_blocks
    ]
    found = {slot.starts_at: slot for slot in used}
    for start, end, minutes in windows:
        for slot in cut(start, end, minutes):
            found.setdefault(slot.starts_at, slot)
    return [slot for _, slot in sorted(found.items())]


def day_of(slot: Slot, zone: tzinfo) -> date:
    """Return the day of a slot at the venue."""
    return slot.starts_at.astimezone(zone).date()


def open_in(
    session: Session, round_: Round, settings: PlanSettings, slots: Sequence[Slot]
) -> dict[int, set[datetime]]:
    """Return, per place, the starts of the slots in which the round may use it."""
    query = (
        sa.select(BlockPlace.place_id, BlockPlace.block_id)
        .join(RoundBlock, RoundBlock.block_id == BlockPlace.block_id)
        .where(RoundBlock.round_id == round_.id)
    )
    windows = {block.id: (block.starts_at, block.ends_at) for block in round_.blocks}
    found: dict[int, set[datetime]] = {}
    for place, block in session.execute(query):
        if place in settings.closed_places or block not in windows:
            continue
        start, end = windows[block]
        found.setdefault(place, set()).update(
            slot.starts_at
            for slot in slots
            if start <= slot.starts_at < end and not _is_left_out(slot, settings)
        )
    return found


def _is_left_out(slot: Slot, settings: PlanSettings) -> bool:
    return any(out.overlaps(slot) for out in settings.left_out)


def taken_in(
    session: Session, round_: Round, place_ids: Iterable[int], slots: Sequence[Slot]
) -> list[Taken]:
    """Return what takes places in these slots apart from the round's own meetings."""
    keys = list(place_ids)
    if not slots or not keys:
        return []
    query = (
        sa.select(
            Occupancy.resource_id,
            Occupancy.starts_at,
            Occupancy.ends_at,
            Occupancy.label_en,
            Occupancy.label_zh,
        )
        .distinct()
        .where(
            Occupancy.resource_kind == ResourceKind.PLACE,
            Occupancy.resource_id.in_(keys),
            reaching_into(Slot(slots[0].starts_at, slots[-1].ends_at)),
            _is_not_of(round_),
        )
        .order_by(Occupancy.resource_id, Occupancy.starts_at)
    )
    return [
        Taken(place, Slot(start, end), Name(en, zh))
        for place, start, end, en, zh in session.execute(query)
    ]


def _is_not_of(round_: Round) -> sa.ColumnElement[bool]:
    arranged = sa.select(ArrangedMeeting.meeting_id).where(ArrangedMeeting.round_id == round_.id)
    return sa.or_(Occupancy.holder_kind != HolderKind.MEETING, Occupancy.holder_id.not_in(arranged))


def others_of(
    session: Session, round_: Round, person_ids: Iterable[int], slots: Sequence[Slot]
) -> dict[int, list[Appointment]]:
    """Return what people have on the days of a plan apart from the round's own meetings."""
    keys = list(person_ids)
    if not slots or not keys:
        return {}
    query = sa.select(ArrangedMeeting.meeting_id).where(ArrangedMeeting.round_id == round_.id)
    arranged = set(session.scalars(query))
    found = appointments_of(session, keys, slots[0].starts_at, slots[-1].ends_at)
    return {
        person: [
            one
            for one in mine
            if one.holder.kind is not HolderKind.MEETING or one.holder.id not in arranged
        ]
        for person, mine in found.items()
    }
