"""What publishing a plan changes against what stands. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from matchmaking.expo.values import Holder, HolderKind, Slot
from matchmaking.meetings.standing import Standing
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.ground import Ground, Pair, is_over
from matchmaking.timetables.values import Change


@dataclass(frozen=True)
class Stand:
    """A meeting or open request of two enterprises as it stands now.

    Only one that stands because of a plan of this round (``is_arranged``) may be moved by another.
    Once its two sides have agreed on another time (``is_agreed``), none may.
    """

    meeting_id: int
    sides: Pair
    standing: Standing
    is_arranged: bool
    is_locked: bool = False
    is_agreed: bool = False

    @property
    def pair(self) -> Pair:
        """Return the two enterprises, the smaller key first."""
        low, high = sorted(self.sides)
        return (low, high)

    @property
    def is_request(self) -> bool:
        """Return whether it still waits for an answer."""
        return self.standing.state is MeetingState.REQUESTED


@dataclass(frozen=True)
class Target:
    """Where a plan wants two enterprises to meet: ``sides`` are who wished it, and the other."""

    planned_id: int
    sides: Pair
    standing: Standing
    is_locked: bool = False

    @property
    def pair(self) -> Pair:
        """Return the two enterprises, the smaller key first."""
        low, high = sorted(self.sides)
        return (low, high)


@dataclass(frozen=True)
class Shift:
    """What becomes of one meeting: nothing (no ``change``), or it is added, moved or removed."""

    pair: Pair
    sides: Pair
    change: Change | None
    before: Standing | None
    after: Standing | None
    stand: Stand | None = None
    planned_id: int | None = None
    is_locked: bool = False

    @property
    def holder(self) -> Holder | None:
        """Return what it occupies people and places as, if it stands."""
        return Holder(HolderKind.MEETING, self.stand.meeting_id) if self.stand else None

    @property
    def giving_way(self) -> tuple[Holder, ...]:
        """Return what no longer occupies anything once this is done.

        With a meeting that changes goes the other time that is proposed for it.
        """
        if self.stand is None or self.change is None:
            return ()
        kinds = (HolderKind.MEETING, HolderKind.PROPOSAL)
        return tuple(Holder(kind, self.stand.meeting_id) for kind in kinds)

    @property
    def shown(self) -> Standing:
        """Return where it will be, or was if it is removed."""
        standing = self.after or self.before
        if standing is None:
            message = "A shift is of something."
            raise ValueError(message)
        return standing

    @property
    def is_free_standing(self) -> bool:
        """Return whether the two have arranged this meeting themselves: no plan touches it."""
        return bool(self.stand and not self.stand.is_arranged and not self.stand.is_request)


def compare(
    targets: Iterable[Target], stands: Mapping[Pair, Stand], *, at: datetime
) -> list[Shift]:
    """Return what becomes of every meeting of a plan and of every one that stands.

    What has begun stays as it is, and so does what two enterprises have arranged themselves.
    """
    wanted = {target.pair: target for target in targets}
    shifts = [_shift(target, stands.get(pair), at) for pair, target in wanted.items()]
    shifts += [
        _gone(stand, at)
        for pair, stand in stands.items()
        if pair not in wanted and (stand.is_arranged or stand.is_agreed)
    ]
    return sorted(shifts, key=lambda one: (one.shown.starts_at, one.pair))


def _shift(target: Target, stand: Stand | None, at: datetime) -> Shift:
    if stand is None or _may_try_again(stand, target, at):
        return _as_planned(target, Change.ADDED, None)
    if stand.is_request:
        after = oriented(target, stand.sides)
        return replace(_as_planned(after, Change.ADDED, stand), before=stand.standing)
    after = oriented(target, stand.sides)
    stays = not stand.is_arranged or is_over(stand.standing.slot, at)
    if stays or same_seat(stand.standing, after.standing):
        return Shift(
            target.pair,
            stand.sides,
            None,
            stand.standing,
            stand.standing,
            stand,
            target.planned_id,
            target.is_locked,
        )
    return replace(_as_planned(after, Change.MOVED, stand), before=stand.standing)


def _may_try_again(stand: Stand, target: Target, at: datetime) -> bool:
    """Return whether a plan may arrange the meeting anew: one of the two had stayed away."""
    missed = stand.standing.state is MeetingState.NO_SHOW
    return missed and not is_over(target.standing.slot, at)


def _as_planned(target: Target, change: Change, stand: Stand | None) -> Shift:
    return Shift(
        target.pair,
        target.sides,
        change,
        None,
        target.standing,
        stand,
        target.planned_id,
        target.is_locked,
    )


def _gone(stand: Stand, at: datetime) -> Shift:
    if stand.is_agreed or is_over(stand.standing.slot, at):
        return Shift(stand.pair, stand.sides, None, stand.standing, stand.standing, stand)
    return Shift(stand.pair, stand.sides, Change.REMOVED, stand.standing, None, stand)


def oriented(target: Target, sides: Pair) -> Target:
    """Return a target with its sides, and so its people, the way round they stand."""
    if target.sides == sides:
        return target
    one = target.standing
    turned = replace(
        one,
        requester_representative_id=one.receiver_representative_id or 0,
        receiver_representative_id=one.requester_representative_id,
    )
    return replace(target, sides=sides, standing=turned)


def same_seat(one: Standing, other: Standing) -> bool:
    """Return whether nobody would notice a difference: a place's unit is nobody's concern."""
    return replace(one, unit=0) == replace(other, unit=0)


def seated(shifts: Iterable[Shift], ground: Ground) -> Iterator[Shift]:
    """Give every meeting that is added or moved a free unit of its place.

    Where none is left it keeps what the plan says: occupying it will tell by what it is taken.
    """
    ours = list(shifts)
    moving = {holder for one in ours for holder in one.giving_way}
    given: dict[int, list[tuple[Slot, int]]] = {}
    for one in ours:
        if one.change is None or one.after is None or one.after.place_id is None:
            yield one
            continue
        place_id, slot = one.after.place_id, one.after.slot
        mine = given.setdefault(place_id, [])
        taken = ground.units_taken(place_id, slot, moving)
        taken |= {unit for other, unit in mine if other.overlaps(slot)}
        free = (unit for unit in range(ground.sites[place_id].at_once) if unit not in taken)
        unit = next(free, one.after.unit)
        mine.append((slot, unit))
        yield replace(one, after=replace(one.after, unit=unit))
