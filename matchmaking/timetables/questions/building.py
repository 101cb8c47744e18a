"""Putting a round to the solver: from the facts and a plan's settings to numbers from zero."""

from functools import cached_property

from matchmaking.expo.values import HolderKind, Resource, ResourceKind, Slot
from matchmaking.scheduling.rounds.values import (
    Away,
    Interpreter,
    Party,
    Person,
    RoundProblem,
    Seat,
    Site,
    WantedMeeting,
)
from matchmaking.timetables.questions.facts import Facts, Held
from matchmaking.timetables.questions.numbering import (
    Clock,
    lunch_sets,
    numbers,
    slots_of,
    time_slots,
)
from matchmaking.timetables.questions.places import grounds
from matchmaking.timetables.questions.question import Question
from matchmaking.timetables.questions.wanted import WantedPair, choose
from matchmaking.timetables.settings import PlanSettings


def build(facts: Facts, settings: PlanSettings) -> Question:
    """Return the problem of a round under these settings."""
    return _Builder(facts, settings).question()


class _Builder:
    """Numbers the things of a round, and turns what refers to them into numbers."""

    def __init__(self, facts: Facts, settings: PlanSettings) -> None:
        self.facts = facts
        self.settings = settings
        self.slots = slots_of(facts, settings)
        self.clock = Clock(facts, self.slots)
        self.wanted = choose(facts, settings, self.slots)
        self.moved = {held.meeting_id for held in self.wanted.moved}
        self.parties = numbers(sorted({key for one in self.wanted.pairs for key in one.pair}))
        self.people = numbers(key for team in self.parties for key in facts.teams[team].people)
        self.helpers = numbers(facts.interpreters)
        every = grounds(facts, settings, self.slots, self.wanted.moved)
        self.sites = [one for one in every if one.owner is None or one.owner in self.parties]
        self.halls = numbers(sorted(self._halls()))
        self.absences = self._absences()

    def question(self) -> Question:
        """Return the problem with what its numbers stand for."""
        pairs = self.wanted.pairs
        return Question(
            problem=self._problem(),
            slots=self.slots,
            people=tuple(self.people),
            parties=tuple(self.parties),
            spots=tuple(site.spots for site in self.sites),
            interpreters=tuple(self.helpers),
            halls=tuple(self.halls),
            pairs=tuple(one.pair for one in pairs),
            meetings=tuple(one.meeting_id for one in pairs),
            held=tuple(one.held for one in pairs),
            skipped=self.wanted.skipped,
        )

    def _problem(self) -> RoundProblem:
        facts, times = self.facts, time_slots(self.slots, self.clock)
        return RoundProblem(
            slots=times,
            people=tuple(
                self._person(team, key) for team in self.parties for key in facts.teams[team].people
            ),
            parties=tuple(self._party(key) for key in self.parties),
            sites=tuple(
                Site(
                    self.halls[site.hall_id],
                    tuple(map(len, site.spots)),
                    None if site.owner is None else self.parties[site.owner],
                )
                for site in self.sites
            ),
            meetings=tuple(self._meeting(one) for one in self.wanted.pairs),
            interpreters=(
                *(self._interpreter(key) for key in self.helpers),
                *(
                    Interpreter(frozenset(one.languages), self._outside(one.slot))
                    for one in self.settings.more_interpreters
                ),
            ),
            walks=tuple(
                tuple(
                    0 if one == other else facts.walks.get((one, other), 0) for other in self.halls
                )
                for one in self.halls
            ),
            lunch=lunch_sets(self.slots, self.clock, facts.lunch),
            needs_languages=facts.needs_languages,
        )

    def _halls(self) -> set[int]:
        away = {
            busy.hall_id
            for resource, taken in self.facts.busy.items()
            if resource.kind is not ResourceKind.PLACE
            for busy in taken
        }
        return {site.hall_id for site in self.sites} | {hall for hall in away if hall is not None}

    def _absences(self) -> dict[tuple[int, int | None], list[Slot]]:
        found: dict[tuple[int, int | None], list[Slot]] = {}
        for away in self.facts.absences:
            found.setdefault((away.participation_id, away.representative_id), []).append(away.slot)
        return found

    def _outside(self, time: Slot) -> frozenset[int]:
        """Return the slots that have nothing in common with a time."""
        return frozenset(n for n, one in enumerate(self.slots) if not one.slot.overlaps(time))

    def _person(self, team: int, key: int) -> Person:
        absent = [*self.absences.get((team, None), ()), *self.absences.get((team, key), ())]
        comes = [one.slot for one in self.settings.comes if one.representative_id == key]
        closed = (
            number
            for number, one in enumerate(self.slots)
            if any(one.slot.overlaps(away) for away in absent)
            and not any(one.slot.overlaps(time) for time in comes)
        )
        return Person(
            closed=frozenset(closed),
            languages=self.facts.teams[team].people[key],
            away=self._away(Resource(ResourceKind.PERSON, key)),
        )

    def _interpreter(self, key: int) -> Interpreter:
        away = self._away(Resource(ResourceKind.INTERPRETER, key))
        return Interpreter(self.facts.interpreters[key], away=away)

    def _away(self, resource: Resource) -> tuple[Away, ...]:
        """Return the appointments of somebody that this plan does not move."""
        return tuple(
            Away(
                self.clock.minutes(busy.slot.starts_at),
                self.clock.minutes(busy.slot.ends_at),
                None if busy.hall_id is None else self.halls[busy.hall_id],
            )
            for busy in self.facts.busy.get(resource, ())
            if busy.holder.kind is not HolderKind.MEETING or busy.holder.id not in self.moved
        )

    def _party(self, key: int) -> Party:
        """Return an enterprise; the meetings it has without this plan count for its numbers."""
        listed = self.facts.lists.get(key)
        more = sum(o.number for o in self.settings.more_meetings if o.participation_id == key)
        done = self.wanted.done[key] - more
        own = (n for n, site in enumerate(self.sites) if site.owner == key)
        minimum = listed.minimum if listed else 0
        maximum = listed.maximum if listed else None
        return Party(
            people=tuple(self.people[person] for person in self.facts.teams[key].people),
            minimum=max(0, minimum - self.wanted.done[key]),
            maximum=None if maximum is None else max(0, maximum - done),
            own_site=next(own, None),
        )

    def _meeting(self, wanted: WantedPair) -> WantedMeeting:
        seat = self._seat(wanted.held) if wanted.held else None
        nearest = self._nearest(wanted.near) if wanted.near else None
        return WantedMeeting(
            self.parties[wanted.pair[0]],
            self.parties[wanted.pair[1]],
            *wanted.grades,
            locked=seat if wanted.is_fixed else None,
            standing=seat or nearest,
        )

    @cached_property
    def _spots(self) -> dict[tuple[Slot, int | None, int], tuple[int, int]]:
        """Return the numbers of slot and site of every spot that is a place."""
        return {
            (self.slots[slot].slot, spot.place_id, spot.unit): (slot, number)
            for number, site in enumerate(self.sites)
            for slot, spots in enumerate(site.spots)
            for spot in spots
        }

    def _seat(self, held: Held) -> Seat | None:
        """Return a seat in numbers, if its spot is among those the round has."""
        spot = self._spots.get((held.slot, held.place_id, held.unit))
        if spot is None:
            return None
        helper = held.interpreter_id
        one, other = (self.people[key] for key in held.people)
        return Seat(spot[0], one, other, spot[1], None if helper is None else self.helpers[helper])

    def _nearest(self, held: Held) -> Seat | None:
        """Return the seat nearest to one that is no more: the same time, people who still come."""
        slot = next((n for n, one in enumerate(self.slots) if one.slot == held.slot), None)
        teams = [list(self.facts.teams[key].people) for key in held.pair]
        if slot is None:
            return None
        one, other = (
            self.people[person if person in team else team[0]]
            for person, team in zip(held.people, teams, strict=True)
        )
        for site, ground in enumerate(self.sites):
            if ground.spots[slot] and ground.owner in {None, *held.pair}:
                helper = held.interpreter_id
                return Seat(slot, one, other, site, self.helpers.get(helper or 0))
        return None
