"""Reading the places of an edition: which are open, why others are not, what stands there."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.audit.models import AuditEntry
from matchmaking.core.wording import say
from matchmaking.enterprises.models import Participation
from matchmaking.expo.models import BlockPlace, Hall, Place
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.models import RoundBlock, Wish, WishList

CLOSED = say("closed the place")
REOPENED = say("opened the place again")


@dataclass(frozen=True)
class PlaceLine:
    """A place on the list: how many meetings are still to come there, and why it is closed."""

    place: Place
    coming: int
    reason: str


def places_of(
    edition_id: int, *, words: str = "", closed: bool = False, round_id: int | None = None
) -> sa.Select[Place]:
    """Return the places at which meetings are held, hall by hall, the lowest numbers first.

    With a round only those that it may use: of its blocks, and booths of those it is about.
    """
    used = sa.select(BlockPlace.place_id)
    booths = sa.select(Participation.booth_id).where(Participation.booth_id.is_not(None))
    if round_id is not None:
        filled = sa.select(RoundBlock.block_id).where(RoundBlock.round_id == round_id)
        used = used.where(BlockPlace.block_id.in_(filled))
        booths = booths.where(Participation.id.in_(_parties_of(round_id)))
    query = (
        sa.select(Place)
        .options(joinedload(Place.hall))
        .join(Hall, Hall.id == Place.hall_id)
        .where(
            Place.edition_id == edition_id,
            sa.or_(Place.id.in_(used), sa.and_(Place.id.in_(booths), _is_for_meetings())),
        )
        .order_by(Hall.code, sa.func.length(Place.code), Place.code, Place.id)
    )
    if closed:
        query = query.where(Place.is_open.is_(False))
    if words:
        query = query.where(
            sa.or_(
                Place.code.icontains(words, autoescape=True),
                Hall.code.icontains(words, autoescape=True),
            )
        )
    return query


def _closings() -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions of the entries about places that were closed."""
    return AuditEntry.object_kind == "place", AuditEntry.action == CLOSED.text


def _is_for_meetings() -> sa.ColumnElement[bool]:
    """Return the condition of a booth that takes meetings, or did until somebody closed it."""
    closed = sa.select(AuditEntry.object_id).where(*_closings())
    return sa.or_(Place.is_open, Place.id.in_(closed))


def _parties_of(round_id: int) -> sa.CompoundSelect[int]:
    """Return who may have meetings in a round: who is invited to it, and who is wished for."""
    wished = (
        sa.select(Wish.partner_id)
        .join(WishList, WishList.id == Wish.wish_list_id)
        .where(WishList.round_id == round_id)
    )
    invited = sa.select(WishList.participation_id).where(WishList.round_id == round_id)
    return wished.union(invited)


def lines_of(session: Session, places: list[Place], *, at: datetime) -> list[PlaceLine]:
    """Return places with what is to come there and why they are closed, in two queries."""
    keys = [place.id for place in places]
    coming = dict(
        iter(
            session.execute(
                sa.select(Meeting.place_id, sa.func.count())
                .where(
                    Meeting.place_id.in_(keys),
                    Meeting.state == MeetingState.CONFIRMED,
                    Meeting.ends_at > at,
                )
                .group_by(Meeting.place_id)
            )
        )
    )
    newest = (
        sa.select(sa.func.max(AuditEntry.id))
        .where(*_closings(), AuditEntry.object_id.in_(keys))
        .group_by(AuditEntry.object_id)
    )
    reasons = dict(
        iter(
            session.execute(
                sa.select(AuditEntry.object_id, AuditEntry.reason).where(AuditEntry.id.in_(newest))
            )
        )
    )
    return [
        PlaceLine(
            place, coming.get(place.id, 0), "" if place.is_open else reasons.get(place.id, "")
        )
        for place in places
    ]
