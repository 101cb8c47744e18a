"""Check a plan against the definition of the problem, sharing no code with what made the plan."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from matchmaking.scheduling.plan import Plan, Status
from matchmaking.scheduling.problem import Half, Meeting, Problem


def objections(problem: Problem, plan: Plan) -> list[str]:
    """Say everything that is wrong with a plan; an empty list means that it may be trusted."""
    complaints = list(_claims(plan))
    if plan.slots is None:
        return complaints
    complaints += timetable_objections(problem, plan.slots)
    if not complaints:
        breaks = sum(breaks_of(problem, plan.slots))
        if breaks != plan.breaks:
            complaints.append(f"the plan claims {plan.breaks} breaks but has {breaks}")
    return complaints


def timetable_objections(problem: Problem, slots: Sequence[int]) -> list[str]:
    """Say every rule of the problem that giving the meetings these slots would break."""
    complaints = list(_shape(problem, slots))
    if complaints:
        return complaints
    for index, meeting in enumerate(problem.meetings):
        complaints += _own_rules(problem, slots, index, meeting)
    complaints += _crowding(problem, slots)
    complaints += _fairness(problem, slots)
    return complaints


def breaks_of(problem: Problem, slots: Sequence[int]) -> list[int]:
    """Count every participant's breaks: consecutive meetings of theirs in non-adjacent slots."""
    agendas: list[list[int]] = [[] for _ in range(problem.participants)]
    for meeting, slot in zip(problem.meetings, slots, strict=True):
        agendas[meeting.a].append(slot)
        agendas[meeting.b].append(slot)
    counts = []
    for agenda in agendas:
        agenda.sort()
        counts.append(sum(later - earlier > 1 for earlier, later in pairwise(agenda)))
    return counts


def _claims(plan: Plan) -> Iterator[str]:
    has_plan = plan.slots is not None
    if plan.status in {Status.OPTIMAL, Status.FEASIBLE} and not has_plan:
        yield f"an {plan.status} result must come with a timetable"
    if plan.status in {Status.INFEASIBLE, Status.UNKNOWN} and has_plan:
        yield f"an {plan.status} result cannot come with a timetable"
    if has_plan != (plan.breaks is not None):
        yield "breaks and timetable must come together"
    if plan.bound is not None and plan.bound < 0:
        yield "the bound is below zero"
    if plan.breaks is not None:
        yield from _bound_claims(plan, plan.breaks)


def _bound_claims(plan: Plan, breaks: int) -> Iterator[str]:
    if plan.bound is None:
        yield "a plan must come with a bound"
    elif plan.bound > breaks:
        yield f"the bound {plan.bound} is above the plan's {breaks} breaks"
    elif plan.status is Status.OPTIMAL and plan.bound < breaks:
        yield f"an optimal plan of {breaks} breaks cannot have the bound {plan.bound}"


def _shape(problem: Problem, slots: Sequence[int]) -> Iterator[str]:
    if len(slots) != len(problem.meetings):
        yield f"{len(slots)} slots are given for {len(problem.meetings)} meetings"
    for index, slot in enumerate(slots):
        if isinstance(slot, bool) or not isinstance(slot, int):
            yield f"meeting {index} has no whole number as its slot"
        elif not 0 <= slot < problem.slots:
            yield f"meeting {index} is in slot {slot}, which does not exist"


def _own_rules(
    problem: Problem, slots: Sequence[int], index: int, meeting: Meeting
) -> Iterator[str]:
    slot = slots[index]
    if meeting.half is Half.MORNING and slot >= problem.morning_slots:
        yield f"meeting {index} must be in the morning"
    if meeting.half is Half.AFTERNOON and slot < problem.morning_slots:
        yield f"meeting {index} must be in the afternoon"
    if meeting.slot is not None and slot != meeting.slot:
        yield f"meeting {index} is fixed to slot {meeting.slot}"
    for person in (meeting.a, meeting.b):
        if slot in problem.forbidden[person]:
            yield f"participant {person} cannot come in slot {slot} (meeting {index})"
    for earlier in meeting.after:
        if slots[earlier] >= slot:
            yield f"meeting {index} must come after meeting {earlier}"


def _crowding(problem: Problem, slots: Sequence[int]) -> Iterator[str]:
    busy = Counter(
        (person, slot)
        for meeting, slot in zip(problem.meetings, slots, strict=True)
        for person in (meeting.a, meeting.b)
    )
    for (person, slot), count in busy.items():
        if count > 1:
            yield f"participant {person} has {count} meetings in slot {slot}"
    for slot, count in Counter(slots).items():
        if count > problem.tables:
            yield f"slot {slot} holds {count} meetings on {problem.tables} tables"


def _fairness(problem: Problem, slots: Sequence[int]) -> Iterator[str]:
    counts = breaks_of(problem, slots)
    spread = max(counts) - min(counts)
    if spread > problem.fairness:
        yield f"breaks differ by {spread} between participants; {problem.fairness} is allowed"
