"""Reading when the people, places and interpreters of a round are taken by something."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.enterprises.models import Participation, Representative
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import Interpreter, Occupancy, Place
from matchmaking.expo.queries import reaching_into
from matchmaking.expo.values import Holder, Resource, ResourceKind, Slot
from matchmaking.timetables.models import Round
from matchmaking.timetables.questions.facts import Busy

# How far from a slot something can still keep somebody from being there in time: a walk.
MARGIN = timedelta(hours=3)


def approved(round_: Round) -> sa.Select[int]:
    """Return the keys of the enterprises that take part in the round's edition."""
    return sa.select(Participation.id).where(
        Participation.edition_id == round_.edition_id,
        Participation.state == ParticipationState.APPROVED,
    )


def busy_in(session: Session, round_: Round, slots: Sequence[Slot]) -> dict[Resource, list[Busy]]:
    """Return what takes people, places and interpreters of the edition around these times."""
    if not slots:
        return {}
    first = min(slot.starts_at for slot in slots) - MARGIN
    window = Slot(first, max(slot.ends_at for slot in slots) + MARGIN)
    people = sa.select(Representative.id).where(
        Representative.participation_id.in_(approved(round_))
    )
    places = sa.select(Place.id).where(Place.edition_id == round_.edition_id)
    interpreters = sa.select(Interpreter.id).where(Interpreter.edition_id == round_.edition_id)
    known = {
        ResourceKind.PERSON: people,
        ResourceKind.PLACE: places,
        ResourceKind.INTERPRETER: interpreters,
    }
    found: dict[Resource, list[Busy]] = {}
    for kind, keys in known.items():
        for key, unit, holder, starts_at, ends_at, hall in _taken(session, kind, keys, window):
            busy = Busy(Slot(starts_at, ends_at), hall, holder)
            found.setdefault(Resource(kind, key, unit), []).append(busy)
    return found


def _taken(
    session: Session, kind: ResourceKind, keys: sa.Select[int], window: Slot
) -> list[tuple[int, int, Holder, datetime, datetime, int | None]]:
    query = (
        sa.select(
            Occupancy.resource_id,
            Occupancy.unit,
            Occupancy.holder_kind,
            Occupancy.holder_id,
            Occupancy.starts_at,
            Occupancy.ends_at,
            Occupancy.hall_id,
        )
        .where(
            Occupancy.resource_kind == kind,
            Occupancy.resource_id.in_(keys),
            reaching_into(window),
        )
        .order_by(Occupancy.starts_at, Occupancy.resource_id, Occupancy.unit)
    )
    return [
        (key, unit, Holder(holder_kind, holder), starts_at, ends_at, hall)
        for key, unit, holder_kind, holder, starts_at, ends_at, hall in session.execute(query)
    ]
