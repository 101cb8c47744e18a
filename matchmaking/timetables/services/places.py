"""Closing a place and opening it again: nothing is moved by it, a repair is offered."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.expo.models import Place
from matchmaking.timetables.edit_errors import ClosingReasonError, PlaceStateError
from matchmaking.timetables.queries.places import CLOSED, REOPENED


def close_place(session: Session, place: Place, *, actor: Actor, at: datetime, reason: str) -> None:
    """Close a place: from now on no meeting is put there. Those that stand there stay so far.

    Raises:
        ClosingReasonError: no reason is given.
        PlaceStateError: it is closed already.
    """
    if not reason:
        raise ClosingReasonError
    _set(session, place, is_open=False)
    record(session, actor, CLOSED.text, subject=("place", place.id), at=at, reason=reason)


def reopen_place(session: Session, place: Place, *, actor: Actor, at: datetime) -> None:
    """Open a place again.

    Raises:
        PlaceStateError: it is open already.
    """
    _set(session, place, is_open=True)
    record(session, actor, REOPENED.text, subject=("place", place.id), at=at)


def _set(session: Session, place: Place, *, is_open: bool) -> None:
    changed = session.execute(
        sa.update(Place)
        .where(Place.id == place.id, Place.is_open.is_not(is_open))
        .values(is_open=is_open)
        .returning(Place.id)
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None:
        raise PlaceStateError(is_open=is_open)
    session.refresh(place)
