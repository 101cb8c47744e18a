"""What happens to all guests of a session at once."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.wording import say
from matchmaking.dialogues import queries
from matchmaking.dialogues.errors import GuestElsewhereError, elsewhere
from matchmaking.dialogues.models import Allotment, Dialogue, Registration, SigningSlot
from matchmaking.dialogues.services import registering
from matchmaking.dialogues.services.notices import tell
from matchmaking.dialogues.services.withdrawing import withdraw
from matchmaking.dialogues.values import OUTSIDE, Candidacy, RegistrationState
from matchmaking.expo.models import Occupancy
from matchmaking.expo.services import vacate
from matchmaking.expo.values import HolderKind, Slot
from matchmaking.notifications.values import is_soon


def hold_registrations(session: Session, dialogue_id: int) -> None:
    """Hold the rows of all who have something here; the session's own is held already.

    Whoever gives up a seat holds the session's row first too, so nobody waits in a circle.
    """
    session.execute(
        sa.update(Registration)
        .where(Registration.dialogue_id == dialogue_id, Registration.state.not_in(OUTSIDE))
        .values(version=Registration.version + 1),
        execution_options={"synchronize_session": False},
    )


def move(session: Session, dialogue: Dialogue, before: Slot, *, at: datetime) -> None:
    """Take everybody along to the session's new time and place, and tell them.

    One guest's calendar after the other, in the order of their keys: two sessions that move at
    once and share guests don't wait for each other in a circle.
    """
    moving = queries.involved(session, dialogue.id)
    for candidacy in sorted(moving, key=lambda one: one.guest.representative_id):
        if candidacy.standing.is_seated and not _comes_along(session, candidacy, before, at=at):
            continue
        tell(
            session,
            candidacy.guest,
            say(
                "“%(what)s” was moved from %(before)s to %(starts)s, %(place)s, %(hall)s.",
                what=dialogue.label,
                before=before.starts_at,
                starts=dialogue.starts_at,
                place=queries.place_named(session, dialogue.place_id),
                hall=queries.hall_named(session, dialogue.place_id),
            ),
            candidacy.terms,
            at=at,
            is_urgent=is_soon(before.starts_at, dialogue.starts_at, at=at),
        )


def _comes_along(session: Session, candidacy: Candidacy, before: Slot, *, at: datetime) -> bool:
    terms, guest, standing = candidacy.terms, candidacy.guest, candidacy.standing
    key = standing.registration_id or 0
    vacate(session, registering.seat_holder(key))
    try:
        registering.be_there(session, candidacy, key)
    except GuestElsewhereError as clash:
        withdraw(session, candidacy, RegistrationState.CANCELLED)
        tell(
            session,
            guest,
            say(
                "“%(what)s” was moved to %(starts)s. %(clash)s The seat of %(name)s was given up; "
                "book again once that time is free.",
                what=terms.name,
                starts=terms.starts_at,
                clash=elsewhere(guest.name, clash.appointment),
                name=guest.name,
            ),
            terms,
            at=at,
            is_urgent=is_soon(before.starts_at, terms.starts_at, at=at),
        )
        return False
    return True


def send_away(session: Session, dialogue: Dialogue) -> None:
    """Take all seats, places on the waiting list and signing slots away."""
    _free_calendars(session, HolderKind.REGISTRATION, _registrations_of(dialogue.id))
    _free_calendars(
        session,
        HolderKind.SIGNING,
        sa.select(SigningSlot.id).where(SigningSlot.dialogue_id == dialogue.id),
    )
    session.execute(
        sa.update(Registration)
        .where(Registration.dialogue_id == dialogue.id, Registration.state.not_in(OUTSIDE))
        .values(
            state=RegistrationState.CANCELLED,
            waiting_number=None,
            allotment_id=None,
            version=Registration.version + 1,
        )
    )
    session.execute(
        sa.update(SigningSlot)
        .where(SigningSlot.dialogue_id == dialogue.id)
        .values(
            participation_id=None,
            counterpart_id=None,
            signer_id=None,
            counterpart_signer_id=None,
            subject="",
            version=SigningSlot.version + 1,
        )
    )
    part = sa.orm.aliased(Allotment)
    kept = (
        sa.select(sa.func.coalesce(sa.func.sum(part.capacity), 0))
        .where(part.parent_id == Allotment.id)
        .scalar_subquery()
    )
    session.execute(
        sa.update(Allotment).where(Allotment.dialogue_id == dialogue.id).values(taken=0, kept=kept),
        execution_options={"synchronize_session": False},
    )


def tell_of_cancelling(
    session: Session, guests: Iterable[Candidacy], reason: str, *, at: datetime
) -> None:
    """Tell everybody who had something here that it doesn't take place."""
    for candidacy in guests:
        terms = candidacy.terms
        said = (
            say(
                "“%(what)s” on %(starts)s has been cancelled: %(reason)s",
                what=terms.name,
                starts=terms.starts_at,
                reason=reason,
            )
            if reason
            else say(
                "“%(what)s” on %(starts)s has been cancelled.",
                what=terms.name,
                starts=terms.starts_at,
            )
        )
        is_urgent = is_soon(terms.starts_at, at=at)
        tell(session, candidacy.guest, said, terms, at=at, is_urgent=is_urgent)


def _registrations_of(dialogue_id: int) -> sa.Select[int]:
    return sa.select(Registration.id).where(Registration.dialogue_id == dialogue_id)


def _free_calendars(session: Session, kind: HolderKind, holders: sa.Select[int]) -> None:
    session.execute(
        sa.delete(Occupancy).where(Occupancy.holder_kind == kind, Occupancy.holder_id.in_(holders)),
        execution_options={"synchronize_session": False},
    )
