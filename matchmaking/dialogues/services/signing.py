"""Signing slots of a ceremony: making them, booking one for two parties, giving it up."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import unique_or
from matchmaking.core.wording import Name
from matchmaking.dialogues import queries
from matchmaking.dialogues.errors import (
    SamePartyError,
    SessionBegunError,
    SessionCancelledError,
    SessionNotOpenError,
    SlotExistsError,
    SlotFreeError,
    SlotOutsideSessionError,
    SlotTakenError,
    StrangeSignerError,
    TimesOutOfOrderError,
)
from matchmaking.dialogues.models import Dialogue, SigningSlot
from matchmaking.dialogues.services import seats
from matchmaking.dialogues.values import DialogueState, SigningPlan
from matchmaking.enterprises.models import Representative
from matchmaking.expo.services import occupy, vacate
from matchmaking.expo.values import Holder, HolderKind, Resource, ResourceKind, Slot

IS_FREE = SigningSlot.participation_id.is_(None)


def add_slot(
    session: Session, actor: Actor, dialogue: Dialogue, slot: Slot, *, at: datetime
) -> SigningSlot:
    """Offer a time on the ceremony's stage.

    Raises:
        TimesOutOfOrderError: it ends before it begins.
        SlotOutsideSessionError: it lies outside the ceremony.
        SlotExistsError: there is one at this time.
    """
    if slot.starts_at >= slot.ends_at:
        raise TimesOutOfOrderError
    if slot.starts_at < dialogue.starts_at or slot.ends_at > dialogue.ends_at:
        raise SlotOutsideSessionError
    if any(one.slot.overlaps(slot) for one in queries.slots_of(session, dialogue.id)):
        raise SlotExistsError
    row = SigningSlot(dialogue_id=dialogue.id, starts_at=slot.starts_at, ends_at=slot.ends_at)
    with unique_or(session, SlotExistsError()):
        session.add(row)
    record(session, actor, "offered a signing slot", subject=("dialogue", dialogue.id), at=at)
    return row


def remove_slot(session: Session, actor: Actor, slot: SigningSlot, *, at: datetime) -> None:
    """Take a free slot back.

    Raises:
        SlotTakenError: somebody has booked it.
    """
    removed = session.execute(sa.delete(SigningSlot).where(SigningSlot.id == slot.id, IS_FREE))
    if not removed.rowcount:  # type: ignore[attr-defined]
        raise SlotTakenError
    record(session, actor, "removed a signing slot", subject=("dialogue", slot.dialogue_id), at=at)
    session.flush()


def book_slot(
    session: Session, actor: Actor, slot: SigningSlot, plan: SigningPlan, *, at: datetime
) -> None:
    """Book a time on the stage for two parties; who signs for them can't be elsewhere then.

    Of several who press the button at once one has the slot, and the others are told.

    Raises:
        SessionCancelledError, SessionNotOpenError, SessionBegunError: not now.
        SamePartyError: the two parties are one.
        StrangeSignerError: a signer is not of their party.
        SlotTakenError: somebody else has it.
        OccupiedError: a signer has something else at that time; it is named.
    """
    _refuse_closed(slot.dialogue, at=at)
    if plan.participation_id == plan.counterpart_id:
        raise SamePartyError
    signers = _signers(session, plan)
    seats.hold_row(session, slot.dialogue_id)
    _claim(session, slot, plan)
    seated = queries.seated_at(session, slot.dialogue_id, [one.id for one in signers])
    resources = [Resource(ResourceKind.PERSON, one.id) for one in signers if one.id not in seated]
    stage = Resource(ResourceKind.STAGE, slot.dialogue_id)
    occupy(
        session,
        [stage, *resources],
        slot.slot,
        _holder(slot),
        what=Name(plan.subject, plan.subject),
        hall_id=slot.dialogue.place.hall_id,
    )
    record(session, actor, "booked a signing slot", subject=("dialogue", slot.dialogue_id), at=at)
    session.flush()
    session.refresh(slot)


def _claim(session: Session, slot: SigningSlot, plan: SigningPlan) -> None:
    """Write the parties into a slot that is still free: of several at once, one succeeds."""
    taken = session.execute(
        sa.update(SigningSlot)
        .where(SigningSlot.id == slot.id, IS_FREE)
        .values(
            participation_id=plan.participation_id,
            counterpart_id=plan.counterpart_id,
            signer_id=plan.signer_id,
            counterpart_signer_id=plan.counterpart_signer_id,
            subject=plan.subject,
            version=SigningSlot.version + 1,
        ),
        execution_options={"synchronize_session": False},
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise SlotTakenError


def _signers(session: Session, plan: SigningPlan) -> list[Representative]:
    found = []
    for field, key, party_id in (
        ("signer_id", plan.signer_id, plan.participation_id),
        ("counterpart_signer_id", plan.counterpart_signer_id, plan.counterpart_id),
    ):
        if key is None:
            continue
        person = session.get(Representative, key)
        if person is None or person.participation_id != party_id or not person.is_active:
            raise StrangeSignerError(field)
        found.append(person)
    return found


def _refuse_closed(dialogue: Dialogue, *, at: datetime) -> None:
    if dialogue.state is DialogueState.CANCELLED:
        raise SessionCancelledError
    if dialogue.state is DialogueState.DRAFT:
        raise SessionNotOpenError
    if at >= dialogue.ends_at:
        raise SessionBegunError(dialogue.starts_at, dialogue.ends_at, at=at)


def release_slot(session: Session, actor: Actor, slot: SigningSlot, *, at: datetime) -> None:
    """Give a signing slot up; others can book it at once.

    Raises:
        SlotFreeError: nobody has it.
        StaleDataError: somebody changed it at the same moment.
    """
    if slot.participation_id is None:
        raise SlotFreeError
    seats.hold_row(session, slot.dialogue_id)
    slot.participation_id = slot.counterpart_id = None
    slot.signer_id = slot.counterpart_signer_id = None
    slot.subject = ""
    session.flush()
    vacate(session, _holder(slot))
    record(session, actor, "gave up a signing slot", subject=("dialogue", slot.dialogue_id), at=at)
    session.flush()


def _holder(slot: SigningSlot) -> Holder:
    return Holder(HolderKind.SIGNING, slot.id)
