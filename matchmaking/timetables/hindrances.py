"""What stands in the way of a plan as things are now, named so that one can act on it. Pure."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from matchmaking.core.wording import Name, Sentence, say
from matchmaking.expo.values import Appointment, Holder, ResourceKind, Slot
from matchmaking.meetings.standing import Standing
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.differences import Shift
from matchmaking.timetables.ground import Ground, is_over


@dataclass(frozen=True)
class Hindrance:
    """Why a meeting can't stand as it is planned."""

    shift: Shift
    sentence: Sentence


@dataclass(frozen=True)
class Inquiry:
    """One meeting asked about: who may be where it shall be, whatever gives way apart."""

    shift: Shift
    standing: Standing
    ground: Ground
    giving_way: Container[Holder]

    @property
    def people(self) -> Iterator[tuple[int, int]]:
        """Yield who attends, with the enterprise they come for."""
        one, other = self.shift.sides
        yield self.standing.requester_representative_id, one
        if self.standing.receiver_representative_id is not None:
            yield self.standing.receiver_representative_id, other

    @property
    def hall_id(self) -> int | None:
        """Return the hall it is in, if it has a place."""
        if self.standing.place_id is None:
            return None
        return self.ground.sites[self.standing.place_id].hall_id


def hindrances(shifts: Sequence[Shift], ground: Ground, *, at: datetime) -> list[Hindrance]:
    """Return what stands in the way of meetings as they shall stand, one reason per meeting.

    What is removed needs nothing, what two enterprises arranged themselves is their own concern,
    and what has begun is beyond anybody's.
    """
    giving_way = {holder for one in shifts for holder in one.giving_way}
    crowds = _crowds(shifts)
    found = []
    for shift in shifts:
        if shift.after is None or shift.is_free_standing:
            continue
        if shift.change is None and is_over(shift.after.slot, at):
            continue
        inquiry = Inquiry(shift, shift.after, ground, giving_way)
        sentence = next(reasons(inquiry, at=at, others=crowds.get(shift.after.place_id, ())), None)
        if sentence is not None:
            found.append(Hindrance(shift, sentence))
    return found


def reasons(inquiry: Inquiry, *, at: datetime, others: Sequence[Slot] = ()) -> Iterator[Sentence]:
    """Yield everything that keeps a meeting from standing so.

    ``others`` are the times at which its place is wanted by meetings of the same plan, its own
    included.
    """
    if is_over(inquiry.standing.slot, at):
        yield say("This time is over.")
    if inquiry.standing.state is MeetingState.CONFIRMED:
        yield from _about_sides(inquiry)
        if inquiry.standing.block_id not in inquiry.ground.blocks:
            yield say("The block in which it stands was taken out of the round.")
    yield from _about_people(inquiry)
    if inquiry.standing.state is MeetingState.CONFIRMED:
        yield from _about_interpreter(inquiry)
        yield from _about_place(inquiry, others)


def _crowds(shifts: Iterable[Shift]) -> dict[int | None, list[Slot]]:
    wanted: dict[int | None, list[Slot]] = {}
    for one in shifts:
        if one.change is not None and one.after is not None:
            wanted.setdefault(one.after.place_id, []).append(one.after.slot)
    return wanted


def _about_sides(inquiry: Inquiry) -> Iterator[Sentence]:
    ground, (one, other) = inquiry.ground, inquiry.shift.sides
    for key in (one, other):
        if not ground.parties[key].is_approved:
            yield say("%(who)s no longer takes part.", who=ground.parties[key].name)
    if ground.has_vetoed(one, other) or ground.has_vetoed(other, one):
        yield say("One of the two wants no meeting with the other.")
    by = ground.called_off.get(inquiry.shift.pair)
    if by is not None and inquiry.shift.change is not None:
        yield say("%(who)s has called this meeting off.", who=ground.parties[by].name)


def _about_people(inquiry: Inquiry) -> Iterator[Sentence]:
    ground, slot = inquiry.ground, inquiry.standing.slot
    for person_id, party_id in inquiry.people:
        person = ground.people[person_id]
        if not person.is_active or person.participation_id != party_id:
            who = ground.parties[party_id].name
            yield say("%(person)s no longer represents %(who)s.", person=person.name, who=who)
        elif ground.absent(party_id, person_id, slot):
            yield say("%(person)s can't come at this time.", person=person.name)
        else:
            yield from _engaged(inquiry, ResourceKind.PERSON, person_id, person.name)


def _about_interpreter(inquiry: Inquiry) -> Iterator[Sentence]:
    key = inquiry.standing.interpreter_id
    if key is None:
        return
    helper = inquiry.ground.helpers[key]
    if not helper.is_active:
        yield say("%(person)s no longer interprets here.", person=helper.name)
    else:
        yield from _engaged(inquiry, ResourceKind.INTERPRETER, key, helper.name)


def _about_place(inquiry: Inquiry, others: Sequence[Slot]) -> Iterator[Sentence]:
    ground, standing = inquiry.ground, inquiry.standing
    if standing.place_id is None:
        return
    site = ground.sites[standing.place_id]
    facts = {"place": site.code, "hall": site.hall_code}
    own = {ground.parties[key].booth_id for key in inquiry.shift.sides}
    if not site.is_open:
        yield say("Place %(place)s in hall %(hall)s is closed.", **facts)
    elif standing.place_id not in own and (standing.block_id, standing.place_id) not in (
        ground.usable
    ):
        yield say("Place %(place)s in hall %(hall)s is no longer used for this block.", **facts)
    elif inquiry.shift.change is not None:
        yield from _crowded(inquiry, others, site.at_once, facts)


def _crowded(
    inquiry: Inquiry, others: Sequence[Slot], at_once: int, facts: dict[str, str]
) -> Iterator[Sentence]:
    """Say by what a place is taken if it has too few units left for what the plan wants there."""
    ground, standing = inquiry.ground, inquiry.standing
    if standing.place_id is None:
        return
    held = (ResourceKind.PLACE, standing.place_id)
    taken = list(ground.engaged(held, standing.slot, inquiry.hall_id, inquiry.giving_way))
    wanted = sum(one.overlaps(standing.slot) for one in others)
    if taken and len({one.unit for one in taken}) + max(wanted, 1) > at_once:
        yield say(
            "At place %(place)s in hall %(hall)s there is already “%(what)s”.",
            what=taken[0].appointment.what,
            **facts,
        )


def _engaged(inquiry: Inquiry, kind: ResourceKind, key: int, name: Name) -> Iterator[Sentence]:
    """Say what somebody has at this time, or too far away to be there in time."""
    if inquiry.shift.change is None:
        return
    engaged = inquiry.ground.engaged
    slot = inquiry.standing.slot
    for one in engaged((kind, key), slot, inquiry.hall_id, inquiry.giving_way):
        word = _meanwhile if one.appointment.slot.overlaps(slot) else _too_far
        yield word(name, one.appointment)


def _meanwhile(name: Name, one: Appointment) -> Sentence:
    return say(
        "%(person)s already has “%(what)s” (%(starts)s to %(ends)s).",
        person=name,
        what=one.what,
        starts=one.starts_at,
        ends=one.ends_at,
    )


def _too_far(name: Name, one: Appointment) -> Sentence:
    return say(
        "%(person)s can't walk here in time from or to “%(what)s” (%(starts)s to %(ends)s).",
        person=name,
        what=one.what,
        starts=one.starts_at,
        ends=one.ends_at,
    )
