"""The place a session is held at: taken as a person's time is, so that the database decides."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.dialogues import policies, queries
from matchmaking.dialogues.errors import PlaceTakenError
from matchmaking.dialogues.models import Dialogue, Registration, SigningSlot
from matchmaking.expo.errors import OccupiedError
from matchmaking.expo.models import Occupancy, Place
from matchmaking.expo.services import occupy, vacate
from matchmaking.expo.values import Appointment, Holder, HolderKind, Resource, ResourceKind


def take_place(session: Session, actor: Actor, dialogue: Dialogue) -> None:
    """Take the whole place for the session's time, all the meetings it could hold included.

    Raises:
        PlaceTakenError: something else is held there; it is named to whoever may know of it.
    """
    place = session.get_one(Place, dialogue.place_id)
    whole = [Resource(ResourceKind.PLACE, place.id, n) for n in range(place.meetings_at_once)]
    try:
        occupy(
            session,
            whole,
            dialogue.slot,
            _holder(dialogue),
            what=dialogue.label,
            hall_id=place.hall_id,
        )
    except OccupiedError as occupied:
        known = _known(session, actor, occupied.appointment)
        raise PlaceTakenError(queries.place_named(session, place.id), known) from occupied


def change_place(session: Session, actor: Actor, dialogue: Dialogue) -> None:
    """Move the session to the place and time it has now.

    Raises:
        PlaceTakenError: something else is held there.
    """
    free_place(session, dialogue)
    take_place(session, actor, dialogue)


def free_place(session: Session, dialogue: Dialogue) -> None:
    """Let others have the place."""
    vacate(session, _holder(dialogue))


def correct_calendars(session: Session, dialogue: Dialogue) -> None:
    """Tell the calendars of guests and signers the session's present name and hall."""
    hall_id = session.get_one(Place, dialogue.place_id).hall_id
    guests = sa.select(Registration.id).where(Registration.dialogue_id == dialogue.id)
    signings = sa.select(SigningSlot.id).where(SigningSlot.dialogue_id == dialogue.id)
    _correct(session, HolderKind.SIGNING, signings, hall_id=hall_id)
    named = {"label_en": dialogue.name_en, "label_zh": dialogue.name_zh}
    _correct(session, HolderKind.REGISTRATION, guests, hall_id=hall_id, **named)
    itself = sa.select(sa.literal(dialogue.id))
    _correct(session, HolderKind.DIALOGUE, itself, hall_id=hall_id, **named)


def _correct(session: Session, kind: HolderKind, holders: sa.Select[int], **values: object) -> None:
    session.execute(
        sa.update(Occupancy)
        .where(Occupancy.holder_kind == kind, Occupancy.holder_id.in_(holders))
        .values(**values),
        execution_options={"synchronize_session": False},
    )


def _known(session: Session, actor: Actor, one: Appointment | None) -> Appointment | None:
    """Return what is in the way if this person may know of it: others' drafts are not told."""
    if one is None or actor.is_organiser:
        return one
    if one.holder.kind is not HolderKind.DIALOGUE:
        return None
    other = queries.dialogue_row(session, one.holder.id)
    return one if policies.can_view(actor, other) else None


def _holder(dialogue: Dialogue) -> Holder:
    return Holder(HolderKind.DIALOGUE, dialogue.id)
