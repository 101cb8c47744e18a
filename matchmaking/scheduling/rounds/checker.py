"""Check a round's timetable against the definition, sharing no code with what makes timetables.

Locked meetings are facts: a rule counts as broken only where a meeting that isn't locked takes
part. ``score`` measures a timetable in every aim.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from matchmaking.scheduling.rounds.satisfaction import best_alone, floor_of
from matchmaking.scheduling.rounds.values import Aim, Away, RoundProblem, Seat

Seats = Sequence[Seat | None]
Presence = tuple[int, Seat]


class FaultKind(StrEnum):
    """The rules that a timetable can break."""

    COUNT = "not one seat or none per wanted meeting"
    UNKNOWN = "something that does not exist"
    LOCKED = "a locked meeting is not where it must be"
    WRONG_PERSON = "somebody of another party attends"
    SAME_PERSON = "somebody meets themself"
    CLOSED = "somebody can't come"
    AWAY = "somebody has an appointment"
    WALK_FROM_AWAY = "too little time to walk to or from an appointment"
    TWICE = "somebody is in two meetings at once"
    WALK = "too little time to walk between two meetings"
    SITE_FULL = "more meetings than places"
    FOREIGN_SITE = "a place that belongs to others"
    OWN_SITE_FREE = "not at the own place although it is free"
    MAXIMUM = "a party has more meetings than it wants"
    NO_INTERPRETER = "no common language and nobody to interpret"
    WRONG_INTERPRETER = "the interpreter does not speak these languages"
    LUNCH = "somebody has no time for lunch"


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule, the meetings that break it, and who or what is concerned."""

    kind: FaultKind
    meetings: tuple[int, ...] = ()
    person: int | None = None
    interpreter: int | None = None
    party: int | None = None
    site: int | None = None
    slot: int | None = None


def faults(problem: RoundProblem, seats: Seats) -> list[Fault]:
    """Return everything that is wrong with a timetable; nothing if it may be trusted."""
    if len(seats) != len(problem.meetings):
        return [Fault(FaultKind.COUNT)]
    found = [
        Fault(FaultKind.UNKNOWN, (index,))
        for index, seat in enumerate(seats)
        if seat is not None and not _exists(problem, seat)
    ]
    if found:
        return found
    for rule in (_locks, _attendance, _languages, _agendas, _places, _own_places, _quotas):
        found.extend(rule(problem, seats))
    return found


def score(problem: RoundProblem, seats: Seats, best: Sequence[int] | None = None) -> dict[Aim, int]:
    """Return what a timetable reaches in every aim.

    ``best``, what each party could have had alone, spares working it out again.
    """
    best = best_alone(problem) if best is None else best
    placed = [m for m, seat in zip(problem.meetings, seats, strict=True) if seat is not None]
    counts = Counter(party for meeting in placed for party in (meeting.a, meeting.b))
    minima = enumerate(party.minimum for party in problem.parties)
    return {
        Aim.MUSTS: sum(meeting.is_must for meeting in placed),
        Aim.MINIMA: sum(max(0, minimum - counts[party]) for party, minimum in minima),
        Aim.FLOOR: floor_of(problem, seats, best),
        Aim.WISHES: sum(meeting.weight for meeting in placed),
        Aim.BREAKS: sum(personal_costs(problem, seats, Aim.BREAKS).values()),
        Aim.WALKING: sum(personal_costs(problem, seats, Aim.WALKING).values()),
    }


def personal_costs(problem: RoundProblem, seats: Seats, aim: Aim) -> dict[int, int]:
    """Return the breaks, or the minutes walked, of everybody who has any."""
    agendas: defaultdict[int, list[Seat]] = defaultdict(list)
    for seat in seats:
        if seat is not None:
            agendas[seat.person_a].append(seat)
            agendas[seat.person_b].append(seat)
    count = _breaks if aim is Aim.BREAKS else _walking
    costs = {}
    for person, agenda in agendas.items():
        agenda.sort(key=lambda seat: problem.slots[seat.slot].starts)
        costs[person] = count(problem, agenda)
    return {person: cost for person, cost in costs.items() if cost}


def _breaks(problem: RoundProblem, agenda: list[Seat]) -> int:
    breaks = 0
    for earlier, later in pairwise(agenda):
        before, after = problem.slots[earlier.slot], problem.slots[later.slot]
        if before.block == after.block and before.ends < after.starts:
            between = (slot for slot in problem.slots if slot.block == before.block)
            breaks += any(before.starts < slot.starts < after.starts for slot in between)
    return breaks


def _walking(problem: RoundProblem, agenda: list[Seat]) -> int:
    minutes = 0
    for earlier, later in pairwise(agenda):
        if problem.slots[earlier.slot].day == problem.slots[later.slot].day:
            halls = (problem.sites[seat.site].hall for seat in (earlier, later))
            minutes += problem.walk(*halls)
    return minutes


def _exists(problem: RoundProblem, seat: Seat) -> bool:
    known = [
        (seat.slot, problem.slots),
        (seat.person_a, problem.people),
        (seat.person_b, problem.people),
        (seat.site, problem.sites),
    ]
    if seat.interpreter is not None:
        known.append((seat.interpreter, problem.interpreters))
    return all(0 <= index < len(things) for index, things in known)


def _free_to_err(problem: RoundProblem, seats: Seats) -> Iterator[tuple[int, Seat]]:
    """Yield the seats that were chosen: all but the locked."""
    for index, seat in enumerate(seats):
        if seat is not None and problem.meetings[index].locked is None:
            yield index, seat


def _locks(problem: RoundProblem, seats: Seats) -> Iterator[Fault]:
    for index, meeting in enumerate(problem.meetings):
        if meeting.locked is not None and seats[index] != meeting.locked:
            yield Fault(FaultKind.LOCKED, (index,))


def _attendance(problem: RoundProblem, seats: Seats) -> Iterator[Fault]:
    for index, seat in _free_to_err(problem, seats):
        meeting = problem.meetings[index]
        sides = ((meeting.a, seat.person_a), (meeting.b, seat.person_b))
        for party, person in sides:
            if person not in problem.parties[party].people:
                yield Fault(FaultKind.WRONG_PERSON, (index,), person=person, party=party)
        if seat.person_a == seat.person_b:
            yield Fault(FaultKind.SAME_PERSON, (index,), person=seat.person_a)
        if problem.sites[seat.site].party not in {None, meeting.a, meeting.b}:
            yield Fault(FaultKind.FOREIGN_SITE, (index,), site=seat.site)


def _languages(problem: RoundProblem, seats: Seats) -> Iterator[Fault]:
    if not problem.needs_languages:
        return
    for index, seat in _free_to_err(problem, seats):
        one = problem.people[seat.person_a].languages
        other = problem.people[seat.person_b].languages
        if not one or not other or not one.isdisjoint(other):
            continue
        if seat.interpreter is None:
            yield Fault(FaultKind.NO_INTERPRETER, (index,), slot=seat.slot)
            continue
        spoken = problem.interpreters[seat.interpreter].languages
        if spoken.isdisjoint(one) or spoken.isdisjoint(other):
            kind = FaultKind.WRONG_INTERPRETER
            yield Fault(kind, (index,), interpreter=seat.interpreter)


def _agendas(problem: RoundProblem, seats: Seats) -> Iterator[Fault]:
    people: defaultdict[int, list[Presence]] = defaultdict(list)
    interpreters: defaultdict[int, list[Presence]] = defaultdict(list)
    for index, seat in enumerate(seats):
        if seat is not None:
            people[seat.person_a].append((index, seat))
            people[seat.person_b].append((index, seat))
            if seat.interpreter is not None:
                interpreters[seat.interpreter].append((index, seat))
    for person, agenda in people.items():
        who = problem.people[person]
        name = _naming(person=person)
        yield from _one_agenda(problem, agenda, who.closed, who.away, name)
    for interpreter, agenda in interpreters.items():
        helper = problem.interpreters[interpreter]
        name = _naming(interpreter=interpreter)
        yield from _one_agenda(problem, agenda, helper.closed, helper.away, name)


Naming = Callable[[FaultKind, tuple[int, ...], int], Fault]


def _naming(person: int | None = None, interpreter: int | None = None) -> Naming:
    def name(kind: FaultKind, meetings: tuple[int, ...], slot: int) -> Fault:
        return Fault(kind, meetings, person=person, interpreter=interpreter, slot=slot)

    return name


def _one_agenda(
    problem: RoundProblem,
    agenda: list[Presence],
    closed: frozenset[int],
    aways: tuple[Away, ...],
    name: Naming,
) -> Iterator[Fault]:
    for index, seat in agenda:
        if problem.meetings[index].locked is not None:
            continue
        if seat.slot in closed:
            yield name(FaultKind.CLOSED, (index,), seat.slot)
        for away in aways:
            kind = _clash_with(problem, seat, away)
            if kind is not None:
                yield name(kind, (index,), seat.slot)
    for (first, one), (second, other) in _close_pairs(problem, agenda):
        if any(problem.meetings[index].locked is None for index in (first, second)):
            kind = _clash_between(problem, one, other)
            if kind is not None:
                yield name(kind, (first, second), other.slot)
    yield from _lunches(problem, agenda, aways, name)


def _close_pairs(
    problem: RoundProblem, agenda: list[Presence]
) -> Iterator[tuple[Presence, Presence]]:
    """Yield the earlier and the later of meetings that could be too close to each other."""
    longest = max((max(row) for row in problem.walks), default=0)
    in_turn = sorted(agenda, key=lambda presence: problem.slots[presence[1].slot].starts)
    for place, one in enumerate(in_turn):
        ends = problem.slots[one[1].slot].ends
        for other in in_turn[place + 1 :]:
            if problem.slots[other[1].slot].starts - ends >= longest:
                break
            yield one, other


def _clash_with(problem: RoundProblem, seat: Seat, away: Away) -> FaultKind | None:
    time, hall = problem.slots[seat.slot], problem.sites[seat.site].hall
    if time.ends > away.starts and away.ends > time.starts:
        return FaultKind.AWAY
    comes_after = time.starts >= away.ends
    pause = time.starts - away.ends if comes_after else away.starts - time.ends
    way = problem.walk(away.hall, hall) if comes_after else problem.walk(hall, away.hall)
    return FaultKind.WALK_FROM_AWAY if pause < way else None


def _clash_between(problem: RoundProblem, earlier: Seat, later: Seat) -> FaultKind | None:
    pause = problem.slots[later.slot].starts - problem.slots[earlier.slot].ends
    if pause < 0:
        return FaultKind.TWICE
    way = problem.walk(problem.sites[earlier.site].hall, problem.sites[later.site].hall)
    return FaultKind.WALK if pause < way else None


def _lunches(
    problem: RoundProblem, agenda: list[Presence], aways: tuple[Away, ...], name: Naming
) -> Iterator[Fault]:
    for lunch in problem.lunch:
        meeting_at = {seat.slot: index for index, seat in agenda if seat.slot in lunch}
        chosen = [i for i in meeting_at.values() if problem.meetings[i].locked is None]
        is_missed = all(
            slot in meeting_at
            or any(
                away.starts < problem.slots[slot].ends and problem.slots[slot].starts < away.ends
                for away in aways
            )
            for slot in lunch
        )
        if chosen and is_missed:
            yield name(FaultKind.LUNCH, tuple(meeting_at.values()), min(lunch))


def _places(problem: RoundProblem, seats: Seats) -> Iterator[Fault]:
    taken: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for index, seat in enumerate(seats):
        if seat is not None:
            taken[seat.site, seat.slot].append(index)
    for (site, slot), indices in taken.items():
        is_chosen = any(problem.meetings[index].locked is None for index in indices)
        if is_chosen and len(indices) > problem.sites[site].spots[slot]:
            yield Fault(FaultKind.SITE_FULL, tuple(indices), site=site, slot=slot)


def _own_places(problem: RoundProblem, seats: Seats) -> Iterator[Fault]:
    taken = Counter((seat.site, seat.slot) for seat in seats if seat is not None)
    for index, seat in _free_to_err(problem, seats):
        meeting = problem.meetings[index]
        stood = meeting.standing
        if stood is not None and (stood.site, stood.slot) == (seat.site, seat.slot):
            continue
        own = {problem.parties[party].own_site for party in (meeting.a, meeting.b)} - {None}
        if seat.site in own:
            continue
        for site in (one for one in own if one is not None):
            belongs_to = problem.sites[site].party
            is_usable = belongs_to in {None, meeting.a, meeting.b}
            if is_usable and taken[site, seat.slot] < problem.sites[site].spots[seat.slot]:
                yield Fault(FaultKind.OWN_SITE_FREE, (index,), site=site, slot=seat.slot)


def _quotas(problem: RoundProblem, seats: Seats) -> Iterator[Fault]:
    for party, wishes in enumerate(problem.meetings_of):
        maximum = problem.parties[party].maximum
        placed = tuple(index for index in wishes if seats[index] is not None)
        is_chosen = any(problem.meetings[index].locked is None for index in placed)
        if maximum is not None and is_chosen and len(placed) > maximum:
            yield Fault(FaultKind.MAXIMUM, placed, party=party)
