"""Where a meeting of a plan could be instead: what is free beside the others of the plan. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from matchmaking.core.wording import Name, Sentence, say
from matchmaking.expo.slots import cut
from matchmaking.expo.values import Appointment, Holder, HolderKind, Resource, ResourceKind, Slot
from matchmaking.meetings.standing import Standing
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.differences import Shift, Target, oriented
from matchmaking.timetables.ground import Engagement, Ground, Held, Pair
from matchmaking.timetables.hindrances import Inquiry, reasons
from matchmaking.timetables.models import Round
from matchmaking.timetables.rules import Rules
from matchmaking.timetables.values import Change

# More meetings to swap with than these are no help to anybody.
MOST_SWAPS = 20


@dataclass(frozen=True)
class Option:
    """A slot of the round: who could come and which places are free, or what stands in the way.

    ``ways`` are the people who could meet, each with the places where they could.
    """

    slot: Slot
    block_id: int
    places: tuple[int, ...] = ()
    people: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    sentence: Sentence | None = None
    ways: tuple[tuple[Pair, tuple[int, ...]], ...] = ()

    def nearest(self, people: tuple[int | None, ...], place_id: int | None) -> tuple[int, int, int]:
        """Return who could meet where, as near as can be to these people and this place."""

        def kept(way: tuple[Pair, tuple[int, ...]]) -> tuple[int, bool]:
            same = sum(one == other for one, other in zip(way[0], people, strict=True))
            return same, place_id in way[1]

        (one, other), places = max(self.ways, key=kept)
        return one, other, place_id if place_id in places else places[0]


def holder_of(planned_id: int) -> Holder:
    """Return a planned meeting as what occupies people and places in its plan."""
    return Holder(HolderKind.MEETING, -planned_id)


def with_plan(ground: Ground, targets: Iterable[Target], gone: set[Holder]) -> Ground:
    """Return the ground with a plan's meetings in place of those that stand (``gone``)."""
    found: dict[Held, list[Engagement]] = {
        held: [one for one in all_ if one.appointment.holder not in gone]
        for held, all_ in ground.engagements.items()
    }
    for target in targets:
        standing = target.standing
        hall = ground.sites[standing.place_id].hall_id if standing.place_id else None
        for resource in standing.resources:
            what = _known_as(target, resource, ground)
            appointment = Appointment(
                holder_of(target.planned_id), what, standing.starts_at, standing.ends_at, hall
            )
            held = found.setdefault((resource.kind, resource.id), [])
            held.append(Engagement(appointment, resource.unit))
    return replace(ground, engagements=found)


def _known_as(target: Target, resource: Resource, ground: Ground) -> Name:
    """Return the other side: of who meets, and of whose booth it is."""
    one, other = (ground.parties[key] for key in target.sides)
    is_ours = (
        resource.id == target.standing.requester_representative_id
        if resource.kind is ResourceKind.PERSON
        else resource.kind is ResourceKind.PLACE and resource.id == one.booth_id
    )
    return other.name if is_ours else one.name


@dataclass(frozen=True)
class Drafting:
    """One meeting of a plan that somebody wants elsewhere: ``ground`` has the plan in it.

    With the ``rules`` nothing is offered that the plan would break one by.
    """

    planned_id: int
    pair: Pair
    ground: Ground
    round: Round
    at: datetime
    rules: Rules | None = None

    @property
    def nothing_free(self) -> Sentence:
        """Say that what was chosen is not, or no longer, among what is offered."""
        return say("Choose one of the times, places and people that are free.")

    def options(self) -> Iterator[Option]:
        """Yield every slot to come, with what is free in it or why it can't be."""
        for block in self.round.blocks:
            for slot in cut(block.starts_at, block.ends_at, block.slot_minutes):
                if slot.starts_at > self.at:
                    yield self.option(slot, block.id)

    def option(self, slot: Slot, block_id: int) -> Option:
        """Return what is free in a slot."""
        ways: list[tuple[Pair, tuple[int, ...]]] = []
        sentence: Sentence | None = None
        by_hall = self._free_places(slot, block_id)
        for places in by_hall.values():
            possible, why = self._possible(Option(slot, block_id, tuple(places)))
            sentence = sentence or why
            ways += [(pair, tuple(places)) for pair in possible]
        if not by_hall:
            sentence = self._all_taken(slot)
        free = {key for _pair, where in ways for key in where}
        ordered = tuple(key for key in self.ground.sites if key in free)
        one, other = (tuple(dict.fromkeys(pair[side] for pair, _ in ways)) for side in (0, 1))
        why_not = None if ordered else sentence
        return Option(slot, block_id, ordered, (one, other), why_not, tuple(ways))

    def standing(self, option: Option, people: Pair, place_id: int) -> Standing:
        """Return the meeting as it would be, with somebody who interprets if they need one."""
        site = self.ground.sites[place_id]
        but = {holder_of(self.planned_id)}
        taken = self.ground.units_taken(place_id, option.slot, but)
        unit = next((unit for unit in range(site.at_once) if unit not in taken), 0)
        return Standing(
            state=MeetingState.CONFIRMED,
            starts_at=option.slot.starts_at,
            ends_at=option.slot.ends_at,
            block_id=option.block_id,
            requester_representative_id=people[0],
            receiver_representative_id=people[1],
            place_id=place_id,
            unit=unit,
            interpreter_id=self._helper(option.slot, people, site.hall_id),
        )

    def in_place_of(
        self, planned_id: int, slot: Slot, block_id: int, people: Pair, place_id: int
    ) -> Standing:
        """Return the meeting in the very seat of another one that leaves it."""
        leaving = replace(self, planned_id=planned_id)
        return leaving.standing(Option(slot, block_id), people, place_id)

    def why_not(self, standing: Standing, giving_way: Sequence[int] = ()) -> Sentence | None:
        """Return what keeps the meeting from being so; the meetings that give way don't."""
        but = {holder_of(key) for key in (self.planned_id, *giving_way)}
        shift = Shift(self.pair, self.pair, Change.MOVED, None, standing)
        inquiry = Inquiry(shift, standing, self.ground, but)
        found = next(reasons(inquiry, at=self.at, others=[standing.slot]), None)
        people = (standing.requester_representative_id, standing.receiver_representative_id or 0)
        if found is None and standing.interpreter_id is None and self._share_nothing(people):
            return say("They share no language, and nobody is free to interpret.")
        return found

    def swaps(self, targets: Iterable[Target]) -> list[Target]:
        """Return the meetings of the plan that could change seats with this one."""
        theirs = {one.planned_id: one for one in targets if not one.is_locked}
        mine = theirs.pop(self.planned_id, None)
        found: list[Target] = []
        for other in theirs.values():
            if len(found) == MOST_SWAPS:
                break
            if mine and other.standing.starts_at > self.at and self._could_swap(mine, other):
                found.append(other)
        return sorted(found, key=lambda one: one.standing.starts_at)

    def _could_swap(self, mine: Target, other: Target) -> bool:
        """Return whether both sit well where the other does, each with its own people."""
        if mine.standing.slot == other.standing.slot:
            return False
        partner = replace(self, planned_id=other.planned_id, pair=other.pair)
        ways = ((self, mine, other), (partner, other, mine))
        return all(
            one.why_not(one.in_the_seat_of(here, there), giving_way=(there.planned_id,)) is None
            for one, here, there in ways
        )

    def in_the_seat_of(self, mine: Target, other: Target) -> Standing:
        """Return this meeting's people in the seat of another one that leaves it."""
        one = oriented(mine, self.pair).standing
        people = (one.requester_representative_id, one.receiver_representative_id or 0)
        seat = other.standing
        return self.in_place_of(
            other.planned_id, seat.slot, seat.block_id, people, seat.place_id or 0
        )

    def _possible(self, option: Option) -> tuple[list[Pair], Sentence | None]:
        found, sentence = [], None
        place_id = option.places[0]
        for one in self._team(0):
            for other in self._team(1):
                standing = self.standing(option, (one, other), place_id)
                why = self.why_not(standing)
                if why is None and self.rules is not None:
                    why = self.rules.why_not(standing)
                if why is None:
                    found.append((one, other))
                sentence = sentence or why
        return found, sentence or say("Nobody comes for one of the two.")

    def _team(self, side: int) -> list[int]:
        people = self.ground.people.items()
        key = self.pair[side]
        return [one for one, who in people if who.participation_id == key and who.is_active]

    def _free_places(self, slot: Slot, block_id: int) -> dict[int, list[int]]:
        """Return the places free in a slot by hall: own booths, and those the block may use."""
        ground, but = self.ground, {holder_of(self.planned_id)}
        own = {ground.parties[key].booth_id for key in self.pair}
        found: dict[int, list[int]] = {}
        for key, site in ground.sites.items():
            usable = site.is_open and (key in own or (block_id, key) in ground.usable)
            if usable and len(ground.units_taken(key, slot, but)) < site.at_once:
                found.setdefault(site.hall_id, []).append(key)
        return found

    def _all_taken(self, slot: Slot) -> Sentence:
        """Say that no place is free, and what is at the one that belongs to either of the two."""
        ground, but = self.ground, {holder_of(self.planned_id)}
        booths = (ground.parties[key].booth_id for key in self.pair)
        for key in (key for key in booths if key is not None and ground.sites[key].is_open):
            site = ground.sites[key]
            for one in ground.engaged((ResourceKind.PLACE, key), slot, site.hall_id, but):
                return say(
                    "No place is free: at %(place)s in hall %(hall)s there is “%(what)s”.",
                    place=site.code,
                    hall=site.hall_code,
                    what=one.appointment.what,
                )
        return say("No place is free at this time.")

    def _share_nothing(self, people: Pair) -> bool:
        one, other = (self.ground.people[key].languages for key in people)
        return bool(self.ground.needs_languages and one and other and one.isdisjoint(other))

    def _helper(self, slot: Slot, people: Pair, hall_id: int) -> int | None:
        """Return somebody free who speaks with both, if these two need anybody."""
        if not self._share_nothing(people):
            return None
        spoken = [self.ground.people[key].languages for key in people]
        but = {holder_of(self.planned_id)}
        for key, helper in self.ground.helpers.items():
            held = (ResourceKind.INTERPRETER, key)
            understands = all(helper.languages & languages for languages in spoken)
            busy = any(self.ground.engaged(held, slot, hall_id, but))
            if helper.is_active and understands and not busy:
                return key
        return None
