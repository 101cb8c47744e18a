"""How few breaks are possible at all: two linear programs that are quick and often exact.

A participant's day is a path through an automaton (``days``), whose breaks lie in the range that
fairness leaves everybody. All paths together keep *twice the meetings of a slot = people busy in
it*, and no slot has more meetings than tables. Where only buyers meet sellers, each side alone is
as many as the meetings.

The first program sends participants who look alike as one flow, and takes milliseconds. The
second keeps everybody apart and ties their days to the single meetings; it sees more where
meetings are restricted.
"""

from collections import Counter
from collections.abc import Iterator

from matchmaking.scheduling.days import Profile, profile_of
from matchmaking.scheduling.domains import Domains
from matchmaking.scheduling.linear_program import LinearProgram
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.sides import two_sides


def counting_program(problem: Problem, domains: Domains, fair: range) -> LinearProgram:
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
            _send(program, profile, count, busy, fair)
    return program


def assignment_program(problem: Problem, domains: Domains, fair: range) -> LinearProgram:
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
        _send(program, profile_of(problem, domains, person), 1, busy, fair)
    _keep_order(program, problem, placed)
    return program


def _meetings_per_slot(problem: Problem) -> Iterator[tuple[int, int]]:
    # What the other slots cannot hold has to be in this one.
    elsewhere = (problem.slots - 1) * problem.tables
    for _ in range(problem.slots):
        yield max(0, len(problem.meetings) - elsewhere), problem.tables


def _send(
    program: LinearProgram, profile: Profile, count: int, busy: list[int], fair: range
) -> None:
    """Add the paths of ``count`` participants with this profile and so many breaks each."""
    possible = profile.breaks_possible()
    # Breaks are counted along the way only where some days would have too few or too many.
    is_counted = possible.start < fair.start or possible.stop > fair.stop
    layer = {(0, False, 0): program.row(low=-count, high=-count)}
    for slot, busy_row in enumerate(busy):
        following: dict[tuple[int, bool, int], int] = {}
        is_last = slot == len(busy) - 1
        for (done, was_busy, breaks), row in layer.items():
            for now_busy in profile.moves(slot, done):
                is_break = profile.is_break(done, was_busy=was_busy, now_busy=now_busy)
                total = (breaks + is_break) * is_counted
                if is_counted and (total >= fair.stop or (is_last and total < fair.start)):
                    continue
                arc = program.variable(cost=float(is_break))
                program.term(row, arc, -1)
                if now_busy:
                    program.term(busy_row, arc)
                if is_last:
                    continue
                reached = (done + now_busy, now_busy, total)
                if reached not in following:
                    following[reached] = program.row(low=0, high=0)
                program.term(following[reached], arc)
        layer = following


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
