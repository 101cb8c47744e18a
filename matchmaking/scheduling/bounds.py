"""How few breaks are possible at all: two linear programs that are quick and often exact.

A participant's day is a path through an automaton whose state is the number of meetings so
far and whether the last slot was busy; leaving a busy slot with meetings still to come costs a
break. All paths together keep *twice the meetings of a slot = people busy in it*, and no slot
has more meetings than tables. Where only buyers meet sellers, each side alone is as many as the
meetings.

The first program sends participants who look alike as one flow, and takes milliseconds. The
second keeps everybody apart and ties their days to the single meetings; it sees more where
meetings are restricted.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from matchmaking.scheduling.domains import Domains
from matchmaking.scheduling.linear_program import LinearProgram
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.sides import two_sides


@dataclass(frozen=True, slots=True)
class Profile:
    """All that the automaton needs to know of a participant.

    ``least`` and ``most`` say, per slot, how many of the meetings must and can be over by the
    end of it.
    """

    meetings: int
    possible: frozenset[int]
    certain: frozenset[int]
    least: tuple[int, ...]
    most: tuple[int, ...]


def profile_of(problem: Problem, domains: Domains, person: int) -> Profile:
    """Sum up a participant's day."""
    wanted = [domains[index] for index in problem.meetings_of[person]]
    slots = range(problem.slots)
    first, last = [min(slots) for slots in wanted], [max(slots) for slots in wanted]
    return Profile(
        meetings=len(wanted),
        possible=frozenset().union(*wanted),
        certain=frozenset().union(*(slots for slots in wanted if len(slots) == 1)),
        least=tuple(sum(end <= slot for end in last) for slot in slots),
        most=tuple(sum(start <= slot for start in first) for slot in slots),
    )


def counting_program(problem: Problem, domains: Domains) -> LinearProgram:
    """Send groups of participants who look alike through the automaton."""
    program = LinearProgram()
    held = [program.variable(low=low, high=high) for low, high in _meetings_per_slot(problem)]
    sides = two_sides(problem)
    parts = sides or (range(problem.participants),)
    for people in parts:
        busy = [program.row(low=0, high=0) for _ in held]
        for row, meetings in zip(busy, held, strict=True):
            program.term(row, meetings, -1 if sides else -2)
        groups = Counter(profile_of(problem, domains, person) for person in people)
        for profile, count in groups.items():
            _send(program, profile, count, busy)
    return program


def assignment_program(problem: Problem, domains: Domains) -> LinearProgram:
    """Send every participant through the automaton, tied to fractions of their meetings."""
    program = LinearProgram()
    placed = [{slot: program.variable(high=1) for slot in sorted(slots)} for slots in domains]
    for places in placed:
        once = program.row(low=1, high=1)
        for place in places.values():
            program.term(once, place)
    for slot, (low, high) in enumerate(_meetings_per_slot(problem)):
        held = program.row(low=low, high=high)
        for places in placed:
            if slot in places:
                program.term(held, places[slot])
    for person, indices in enumerate(problem.meetings_of):
        busy = [program.row(low=0, high=0) for _ in range(problem.slots)]
        for places in (placed[index] for index in indices):
            for slot, place in places.items():
                program.term(busy[slot], place, -1)
        _send(program, profile_of(problem, domains, person), 1, busy)
    _keep_order(program, problem, placed)
    return program


def _meetings_per_slot(problem: Problem) -> Iterator[tuple[int, int]]:
    # What the other slots cannot hold has to be in this one.
    elsewhere = (problem.slots - 1) * problem.tables
    for _ in range(problem.slots):
        yield max(0, len(problem.meetings) - elsewhere), problem.tables


def _send(program: LinearProgram, profile: Profile, count: int, busy: list[int]) -> None:
    """Add the paths of ``count`` participants with this profile."""
    layer = {(0, False): program.row(low=-count, high=-count)}
    for slot, busy_row in enumerate(busy):
        following: dict[tuple[int, bool], int] = {}
        is_last = slot == len(busy) - 1
        for (done, was_busy), row in layer.items():
            for now_busy in _moves(profile, slot, done):
                reached = (done + now_busy, now_busy)
                is_break = was_busy and not now_busy and done < profile.meetings
                arc = program.variable(cost=float(is_break))
                program.term(row, arc, -1)
                if now_busy:
                    program.term(busy_row, arc)
                if is_last:
                    continue
                if reached not in following:
                    following[reached] = program.row(low=0, high=0)
                program.term(following[reached], arc)
        layer = following


def _moves(profile: Profile, slot: int, done: int) -> Iterator[bool]:
    """Yield whether the participant can be idle, and busy, in a slot after some meetings."""
    fewest = max(profile.least[slot], profile.meetings - (len(profile.least) - 1 - slot))
    if slot not in profile.certain and fewest <= done <= profile.most[slot]:
        yield False
    if slot in profile.possible and fewest <= done + 1 <= profile.most[slot]:
        yield True


def _keep_order(program: LinearProgram, problem: Problem, placed: list[dict[int, int]]) -> None:
    """No more of a meeting by a slot than of its forerunner before that slot."""
    for index, meeting in enumerate(problem.meetings):
        for earlier in meeting.after:
            for slot in placed[index]:
                row = program.row(low=0, high=1)
                for here in (s for s in placed[earlier] if s < slot):
                    program.term(row, placed[earlier][here])
                for here in (s for s in placed[index] if s <= slot):
                    program.term(row, placed[index][here], -1)
