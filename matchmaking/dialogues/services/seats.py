"""The counters of seats. Every change of them is one conditional update that the database decides.

Lock order, so that nobody waits in a circle: the session's row first; then registrations that
somebody has already (a seat, a request, a place on the list), signing slots, calendars in the
order of people's keys, the session's allotments. Whoever holds the session's row is alone with
all of these. The one exception is a newcomer's booking, the step that many take at once: it writes
a registration nobody else can want yet and the newcomer's calendar, and takes the row last, for
as short as possible.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.dialogues import queries
from matchmaking.dialogues.errors import DialogueFullError
from matchmaking.dialogues.models import Allotment, Dialogue
from matchmaking.dialogues.seating import OPEN_SEAT, Part, Seats
from matchmaking.dialogues.values import Audience, DialogueState, Terms

dialogues = cast("sa.Table", Dialogue.__table__)
allotments = cast("sa.Table", Allotment.__table__)
CHANGED = dialogues.c.seat_changes + 1
UNDER_THESE_TERMS = sa.and_(
    dialogues.c.id == sa.bindparam("dialogue"),
    dialogues.c.version == sa.bindparam("seen"),
    dialogues.c.state == DialogueState.PUBLISHED,
)
TAKE_OPEN = (
    sa.update(dialogues)
    .where(UNDER_THESE_TERMS, dialogues.c.taken + dialogues.c.kept < dialogues.c.capacity)
    .values(taken=dialogues.c.taken + 1, seat_changes=CHANGED)
)
TAKE_KEPT = (
    sa.update(dialogues)
    .where(UNDER_THESE_TERMS, dialogues.c.kept > 0)
    .values(taken=dialogues.c.taken + 1, kept=dialogues.c.kept - 1, seat_changes=CHANGED)
)
FREE_OPEN = (
    sa.update(dialogues)
    .where(dialogues.c.id == sa.bindparam("dialogue"))
    .values(taken=dialogues.c.taken - 1, seat_changes=CHANGED)
)
FREE_KEPT = FREE_OPEN.values(kept=dialogues.c.kept + 1)
HOLD = sa.update(dialogues).where(UNDER_THESE_TERMS).values(seat_changes=CHANGED)
NUMBER = HOLD.values(waiting_sequence=dialogues.c.waiting_sequence + 1).returning(
    dialogues.c.waiting_sequence
)
TAKE_PART = (
    sa.update(allotments)
    .where(
        allotments.c.id == sa.bindparam("part"),
        allotments.c.taken + allotments.c.kept < allotments.c.capacity,
    )
    .values(taken=allotments.c.taken + 1)
)
FREE_PART = (
    sa.update(allotments)
    .where(allotments.c.id == sa.bindparam("part"))
    .values(taken=allotments.c.taken - 1)
)


@dataclass(frozen=True)
class Seating:
    """Where a guest will try to sit, the tightest allotment first."""

    seats: Seats
    choices: tuple[int | None, ...]


def look_for_seat(session: Session, terms: Terms, audiences: Iterable[Audience]) -> Seating:
    """Return where a guest can sit, as far as one can tell without holding the session's row.

    Allotments are only read if one of them keeps a seat.
    """
    parts = queries.parts_of(session, terms.dialogue_id) if terms.kept else ()
    seats = Seats(terms.capacity, terms.taken, terms.kept, parts)
    choices = [choice for choice in seats.choices(audiences) if choice is not OPEN_SEAT]
    return Seating(seats, (*choices, OPEN_SEAT))


def take_seat(session: Session, terms: Terms, seating: Seating) -> int | None:
    """Take a seat at the first place that still has one; return its allotment, if it has one.

    Raises:
        DialogueFullError: there is none for this guest.
        ChangedMeanwhileError: the organiser changed the session after ``terms`` were read.
    """
    for choice in seating.choices:
        if _take(session, terms, seating.seats.chain(choice)):
            return choice
    now = session.execute(
        sa.select(dialogues.c.version, dialogues.c.capacity - dialogues.c.taken).where(
            dialogues.c.id == terms.dialogue_id
        )
    ).one()
    if now.version != terms.version:
        raise ChangedMeanwhileError
    raise DialogueFullError(kept=now[1])


def _take(session: Session, terms: Terms, chain: list[Part]) -> bool:
    seen = {"dialogue": terms.dialogue_id, "seen": terms.version}
    if not changed(session, TAKE_KEPT if chain else TAKE_OPEN, seen):
        return False
    if not chain:
        return True
    if not changed(session, TAKE_PART, {"part": chain[0].id}):
        changed(session, FREE_KEPT, seen)
        return False
    _shift_wholes(session, chain, 1)
    return True


def free_seat(session: Session, dialogue_id: int, allotment_id: int | None) -> None:
    """Give a seat back to where it came from; from here on this transaction holds the session."""
    if allotment_id is None:
        changed(session, FREE_OPEN, {"dialogue": dialogue_id})
        return
    changed(session, FREE_KEPT, {"dialogue": dialogue_id})
    changed(session, FREE_PART, {"part": allotment_id})
    chain = queries.seats_left(session, dialogue_id).chain(allotment_id)
    _shift_wholes(session, chain, -1)


def _shift_wholes(session: Session, chain: list[Part], by: int) -> None:
    if len(chain) > 1:
        session.execute(
            sa.update(allotments)
            .where(allotments.c.id.in_([part.id for part in chain[1:]]))
            .values(taken=allotments.c.taken + by, kept=allotments.c.kept - by)
        )


def hold(session: Session, terms: Terms) -> None:
    """Hold the session's row: its seats wait for the end of this transaction.

    Raises:
        ChangedMeanwhileError: the organiser changed the session after ``terms`` were read.
    """
    if not changed(session, HOLD, {"dialogue": terms.dialogue_id, "seen": terms.version}):
        raise ChangedMeanwhileError


def hold_row(session: Session, dialogue_id: int) -> None:
    """Hold the session's row whatever its terms."""
    session.execute(
        sa.update(Dialogue)
        .where(Dialogue.id == dialogue_id)
        .values(seat_changes=Dialogue.seat_changes + 1)
    )


def next_waiting_number(session: Session, terms: Terms) -> int:
    """Hold the session's row and return the next number of its waiting list.

    The row is held until the transaction commits: the numbers are in the order of commits.

    Raises:
        ChangedMeanwhileError: the organiser changed the session after ``terms`` were read.
    """
    number = session.scalar(NUMBER, {"dialogue": terms.dialogue_id, "seen": terms.version})
    if number is None:
        raise ChangedMeanwhileError
    return int(number)


def changed(session: Session, statement: sa.Update, parameters: dict[str, int]) -> bool:
    """Run a conditional update; return whether its condition held."""
    return bool(session.connection().execute(statement, parameters).rowcount)
