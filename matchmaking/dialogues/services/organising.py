"""Putting on a session: draft, change, publish, cancel. Its guests are told once of each."""

from dataclasses import fields
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import unique_or
from matchmaking.dialogues import queries
from matchmaking.dialogues.errors import (
    AlreadyPublishedError,
    CapacityTooSmallError,
    SessionCancelledError,
    SessionOverError,
    SlotsOutsideError,
    TimesOutOfOrderError,
)
from matchmaking.dialogues.models import Dialogue
from matchmaking.dialogues.services import everybody, rooms, seats
from matchmaking.dialogues.services.promotion import promote
from matchmaking.dialogues.values import DialogueState, SessionPlan
from matchmaking.expo.values import Slot

NAMED = ("name", "about", "host")


def create_session(
    session: Session, actor: Actor, plan: SessionPlan, *, edition_id: int, at: datetime
) -> Dialogue:
    """Draft a session; only those who run it see it until it is published.

    Raises:
        TimesOutOfOrderError: it ends before it begins.
        PlaceTakenError: something else is held there at that time.
    """
    dialogue = Dialogue(edition_id=edition_id, state=DialogueState.DRAFT)
    _lay_down(dialogue, plan)
    session.add(dialogue)
    session.flush()
    rooms.take_place(session, actor, dialogue)
    _record(session, actor, "drafted a session", dialogue, at=at)
    return dialogue


def change_session(
    session: Session, actor: Actor, dialogue: Dialogue, plan: SessionPlan, *, at: datetime
) -> None:
    """Change a session. If it moves, everybody with a seat moves along and is told.

    Whoever has something else at the new time loses the seat and is told what stands in the way.

    Raises:
        TimesOutOfOrderError: it ends before it begins.
        SessionCancelledError: it was cancelled.
        SlotsOutsideError: signing slots lie outside the new times.
        CapacityTooSmallError: more seats are taken or kept.
        PlaceTakenError: something else is held there at that time.
        StaleDataError: somebody else changed the session first.
    """
    if dialogue.state is DialogueState.CANCELLED:
        raise SessionCancelledError
    _refuse_outside_slots(session, dialogue, plan)
    before = (dialogue.slot, dialogue.place_id)
    moves = before != (Slot(plan.starts_at, plan.ends_at), plan.place_id)
    seats.hold_row(session, dialogue.id)
    if moves:
        everybody.hold_registrations(session, dialogue.id)
    _lay_down_anew(session, dialogue, plan)
    _record(session, actor, "changed a session", dialogue, at=at)
    session.flush()
    if moves:
        rooms.change_place(session, actor, dialogue)
    rooms.correct_calendars(session, dialogue)
    if moves and dialogue.state is DialogueState.PUBLISHED:
        everybody.move(session, dialogue, before[0], at=at)
    promote(session, dialogue.id, at=at)


def _lay_down_anew(session: Session, dialogue: Dialogue, plan: SessionPlan) -> None:
    now = queries.seats_left(session, dialogue.id)
    too_small = CapacityTooSmallError(now.taken, now.kept)
    if plan.capacity < now.taken + now.kept:
        raise too_small
    with unique_or(session, too_small):
        _lay_down(dialogue, plan)


def _lay_down(dialogue: Dialogue, plan: SessionPlan) -> None:
    if plan.starts_at >= plan.ends_at:
        raise TimesOutOfOrderError
    for column in NAMED:
        value = getattr(plan, column)
        setattr(dialogue, f"{column}_en", value.en)
        setattr(dialogue, f"{column}_zh", value.zh)
    for field in fields(plan):
        if field.name not in NAMED:
            setattr(dialogue, field.name, getattr(plan, field.name))


def _refuse_outside_slots(session: Session, dialogue: Dialogue, plan: SessionPlan) -> None:
    span = queries.span_of_slots(session, dialogue.id)
    if span and (span[0] < plan.starts_at or span[1] > plan.ends_at):
        raise SlotsOutsideError(*span)


def publish_session(session: Session, actor: Actor, dialogue: Dialogue, *, at: datetime) -> None:
    """Show a draft to everybody and take bookings.

    Raises:
        AlreadyPublishedError: it is no draft any more.
        SessionOverError: nobody could come any more.
    """
    if dialogue.state is not DialogueState.DRAFT:
        raise AlreadyPublishedError
    if dialogue.ends_at <= at:
        raise SessionOverError
    dialogue.state = DialogueState.PUBLISHED
    _record(session, actor, "published a session", dialogue, at=at)
    session.flush()


def cancel_session(
    session: Session, actor: Actor, dialogue: Dialogue, *, reason: str, at: datetime
) -> int:
    """Call a session off: all seats and calendars become free. Return how many people were told.

    Raises:
        SessionCancelledError: it was cancelled before.
    """
    if dialogue.state is DialogueState.CANCELLED:
        raise SessionCancelledError
    was_published = dialogue.state is DialogueState.PUBLISHED
    seats.hold_row(session, dialogue.id)
    everybody.hold_registrations(session, dialogue.id)
    guests = queries.involved(session, dialogue.id)
    everybody.send_away(session, dialogue)
    rooms.free_place(session, dialogue)
    session.execute(
        sa.update(Dialogue)
        .where(Dialogue.id == dialogue.id)
        .values(taken=0, kept=queries.kept_by_allotments(session, dialogue.id))
    )
    dialogue.state = DialogueState.CANCELLED
    dialogue.cancel_reason = reason
    _record(session, actor, "cancelled a session", dialogue, at=at, reason=reason)
    session.flush()
    if was_published:
        everybody.tell_of_cancelling(session, guests, reason, at=at)
    return len(guests)


def _record(
    session: Session,
    actor: Actor,
    action: str,
    dialogue: Dialogue,
    *,
    at: datetime,
    reason: str = "",
) -> None:
    record(session, actor, action, subject=("dialogue", dialogue.id), at=at, reason=reason)
