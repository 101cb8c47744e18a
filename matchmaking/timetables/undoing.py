"""What undoing a publication changes back, as far as things can stand again as they did. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from matchmaking.core.wording import Sentence, say
from matchmaking.meetings.standing import Standing
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.differences import Shift, Stand, same_seat, seated
from matchmaking.timetables.ground import Ground, Pair, is_over
from matchmaking.timetables.hindrances import Hindrance, hindrances
from matchmaking.timetables.values import Change


@dataclass(frozen=True)
class Done:
    """What a publication did to a meeting, and how that stands today.

    ``is_by_people`` is whether one of the two sides has called it off, ``answer_until`` the
    deadline of the request it was made of.
    """

    stand: Stand
    change: Change
    before: Standing | None
    after: Standing
    answer_until: datetime
    is_by_people: bool = False


@dataclass(frozen=True)
class Undoing:
    """What can be put back, and what can't, with the reason."""

    shifts: tuple[Shift, ...]
    hindrances: tuple[Hindrance, ...]


def undoing(
    done: Sequence[Done], standing: Mapping[Pair, int], ground: Ground, *, at: datetime
) -> Undoing:
    """Return what is put back; ``standing`` are the open meetings of pairs, by their key.

    What can't be put back keeps what it occupies, so that others may have to stay as well.
    """
    shifts, hindered = [], []
    for one in done:
        shift, sentence = _back(one, standing, at)
        if sentence is not None:
            hindered.append(Hindrance(shift, sentence))
        elif shift.change is not None:
            shifts.append(shift)
    while True:
        shifts = list(seated(shifts, ground))
        found = hindrances(shifts, ground, at=at)
        if not found:
            return Undoing(tuple(shifts), tuple(hindered))
        hindered += found
        stay = {one.shift.pair for one in found}
        shifts = [one for one in shifts if one.pair not in stay]


def _back(one: Done, standing: Mapping[Pair, int], at: datetime) -> tuple[Shift, Sentence | None]:
    now = one.stand.standing
    shift = Shift(one.stand.pair, one.stand.sides, None, now, now, one.stand)
    if one.change is Change.REMOVED:
        return _revived(one, shift, standing)
    if now.state is not MeetingState.CONFIRMED:
        return shift, None
    stays = _why_it_stays(one, at)
    if stays is not None:
        return shift, stays
    if one.change is Change.ADDED:
        return _withdrawn(one, shift, at), None
    return replace(shift, change=Change.MOVED, after=one.before), None


def _why_it_stays(one: Done, at: datetime) -> Sentence | None:
    """Return why a meeting can neither be called off nor moved back, if it can't."""
    now = one.stand.standing
    if is_over(now.slot, at):
        return say("This meeting has begun.")
    if one.stand.is_agreed:
        return say("Its two sides have agreed on another time since: it stays there.")
    if one.change is Change.MOVED and not same_seat(now, one.after):
        return say("This meeting has been changed since by one of the two.")
    return None


def _revived(
    one: Done, shift: Shift, standing: Mapping[Pair, int]
) -> tuple[Shift, Sentence | None]:
    if one.stand.standing.state is not MeetingState.CANCELLED or one.is_by_people:
        return shift, None
    if one.stand.pair in standing:
        return shift, say("The two have arranged another meeting since.")
    return replace(shift, change=Change.ADDED, before=shift.before, after=one.before), None


def _withdrawn(one: Done, shift: Shift, at: datetime) -> Shift:
    """Call an added meeting off; the request it was made of is open again if there is time."""
    was = one.before
    is_open = was is not None and one.answer_until > at and not is_over(was.slot, at)
    return replace(shift, change=Change.REMOVED, after=was if is_open else None)
