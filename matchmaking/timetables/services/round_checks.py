"""What a round has to keep to when it is laid down or changed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.expo.models import Edition, MeetingBlock
from matchmaking.expo.values import Slot
from matchmaking.timetables.models import Round
from matchmaking.timetables.queries.blocks import blocks_of, same_places, standing_in
from matchmaking.timetables.round_errors import (
    NoBlockError,
    RoundTimesError,
    SamePlacesError,
    SlotsLostError,
)
from matchmaking.timetables.values import MINUTES_OF_DAY, RoundPlanning


def take_turn_in(session: Session, edition_id: int) -> Edition:
    """Wait until nobody else chooses blocks for a round of this edition."""
    # Whoever merely refers to the edition, such as a meeting, does not wait.
    query = sa.select(Edition).where(Edition.id == edition_id).with_for_update(key_share=True)
    return session.scalars(query).one()


def require_blocks(
    session: Session, edition_id: int, planning: RoundPlanning
) -> list[MeetingBlock]:
    """Return the blocks that were chosen, the earliest first.

    Raises:
        NoBlockError: there is none, or one is not this edition's.
    """
    query = sa.select(MeetingBlock).where(
        MeetingBlock.edition_id == edition_id, MeetingBlock.id.in_(planning.block_ids)
    )
    found = list(session.scalars(query.order_by(MeetingBlock.starts_at)))
    if not found or len(found) != len(set(planning.block_ids)):
        raise NoBlockError
    return found


def require_times(
    planning: RoundPlanning, blocks: Sequence[MeetingBlock], *, zone: ZoneInfo
) -> None:
    """Go on only if wishes close before the first meetings, and lunch is during the round.

    Raises:
        RoundTimesError: the times are not in order.
    """
    if planning.wishes_open_at >= planning.wishes_close_at:
        raise RoundTimesError(field="closes")
    if planning.wishes_close_at > blocks[0].starts_at:
        raise RoundTimesError(field="before", starts_at=blocks[0].starts_at)
    if planning.lunch and planning.lunch[0] >= planning.lunch[1]:
        raise RoundTimesError(field="lunch")
    if planning.lunch and not _is_during(planning.lunch, blocks, zone):
        raise RoundTimesError(field="outside")


def require_to_come(known: datetime | None, planning: RoundPlanning, *, at: datetime) -> None:
    """Go on only if somebody can still wish; a ``known`` deadline that is over may stay.

    Raises:
        RoundTimesError: it is a new deadline, and over already.
    """
    is_new = not known or not same_minute(known, planning.wishes_close_at)
    if is_new and planning.wishes_close_at <= at:
        raise RoundTimesError(field="past")


def same_minute(one: datetime, other: datetime) -> bool:
    """Return whether two times look alike on a page, which shows and takes minutes only."""
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def require_places(session: Session, round_: Round, blocks: Sequence[MeetingBlock]) -> None:
    """Go on only if each place is the round's alone, and once at a time, in the blocks it gains.

    Raises:
        SamePlacesError: two blocks would use one place at the same time; names both.
    """
    before = blocks_of(session, round_.id)
    chosen = [block.id for block in blocks]
    gained = [key for key in chosen if key not in before]
    found = same_places(session, gained, chosen, round_id=round_.id)
    if found is not None:
        one, other, of = found
        times = (Slot(one.starts_at, one.ends_at), Slot(other.starts_at, other.ends_at))
        raise SamePlacesError(one.label, other.label, times, of.label if of else None)


def require_accepted(
    session: Session, round_: Round, blocks: Iterable[MeetingBlock], *, accepted: int, at: datetime
) -> None:
    """Go on only if whoever takes blocks out knows how many published meetings stand in them.

    Raises:
        SlotsLostError: there are more than they accepted.
    """
    gone = blocks_of(session, round_.id) - {block.id for block in blocks}
    count = standing_in(session, round_.id, gone, at=at)
    if count > accepted:
        raise SlotsLostError(count)


def _is_during(lunch: tuple[int, int], blocks: Iterable[MeetingBlock], zone: ZoneInfo) -> bool:
    """Return whether lunch falls between a day's first meetings and its last."""
    days: dict[date, list[tuple[int, int]]] = {}
    for block in blocks:
        for day, start, end in _days_of(block, zone):
            days.setdefault(day, []).append((start, end))
    return any(
        lunch[0] < max(end for _start, end in day) and min(start for start, _end in day) < lunch[1]
        for day in days.values()
    )


def _days_of(block: MeetingBlock, zone: ZoneInfo) -> Iterator[tuple[date, int, int]]:
    """Yield the days a block lies on, with the minutes from and until which it does."""
    start, end = block.starts_at.astimezone(zone), block.ends_at.astimezone(zone)
    for number in range((end.date() - start.date()).days + 1):
        begins = 0 if number else _minute(start)
        ends = _minute(end) if start.date() + timedelta(number) == end.date() else MINUTES_OF_DAY
        if begins < ends:
            yield start.date() + timedelta(number), begins, ends


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute
