"""What a search found out beside the seats, kept with the plan: in keys and times, not numbers."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from matchmaking.expo.values import Slot
from matchmaking.scheduling.rounds.reasons import Obstacle, Remedy, RemedyKind
from matchmaking.scheduling.rounds.values import RoundPlan, Score, Seat
from matchmaking.timetables.questions import Question


def scores_of(plan: RoundPlan) -> list[dict[str, Any]]:
    """Return what a plan reaches in each aim."""
    return [_score(score) for score in plan.scores]


def _score(score: Score) -> dict[str, Any]:
    return {"aim": score.aim.value, "value": score.value, "bound": score.bound}


def findings_of(
    question: Question, seats: Sequence[Seat | None], remedies: Sequence[Remedy] = ()
) -> dict[str, Any]:
    """Return wishes left out by their reason, tables in use, and changes that would place more."""
    return {
        "skipped": skipped_of(question),
        "tables": {
            "used": sum(seat is not None for seat in seats),
            "spots": sum(len(spots) for site in question.spots for spots in site),
        },
        "remedies": [remedy_of(question, remedy) for remedy in remedies],
    }


def skipped_of(question: Question) -> dict[str, int]:
    """Return how many wishes were not put to the solver, by the reason."""
    return dict(Counter(one.why.value for one in question.skipped))


def obstacle_of(question: Question, obstacle: Obstacle) -> dict[str, Any]:
    """Return what stops a meeting, as its row keeps it."""
    remedy = obstacle.remedy
    return {
        **_bare(question, obstacle),
        "remedy": None if remedy is None else remedy_of(question, remedy),
        "besides": [_bare(question, other) for other in obstacle.besides],
        "is_cut_short": obstacle.is_cut_short,
    }


def _bare(question: Question, obstacle: Obstacle) -> dict[str, Any]:
    return {
        "kind": obstacle.kind.name.lower(),
        "times": times_of(question, obstacle.slots),
        "people": [question.people[person] for person in obstacle.people],
        "party": None if obstacle.party is None else question.parties[obstacle.party],
    }


def remedy_of(question: Question, remedy: Remedy) -> dict[str, Any]:
    """Return a change that would place meetings; ``places`` are the pairs it brings together."""
    found: dict[str, Any] = {
        "kind": remedy.kind.name.lower(),
        "times": times_of(question, remedy.slots),
        "number": remedy.count,
        "moves": len(remedy.moved),
        "over": [question.parties[party] for party in remedy.over],
        "places": [list(question.pairs[index]) for index in remedy.also],
    }
    if remedy.kind is RemedyKind.PLACES and remedy.site is not None:
        site = question.problem.sites[remedy.site]
        found["hall"] = question.halls[site.hall]
        found["owner"] = None if site.party is None else question.parties[site.party]
    if remedy.person is not None:
        found["person"] = question.people[remedy.person]
    if remedy.party is not None:
        found["party"] = question.parties[remedy.party]
    if remedy.languages:
        found["languages"] = sorted(remedy.languages)
    return found


def times_of(question: Question, slots: Sequence[int]) -> list[list[str]]:
    """Return slots as stretches of time: those that follow at once become one."""
    found: list[Slot] = []
    for slot in sorted({question.slots[number].slot for number in slots}):
        if found and found[-1].ends_at == slot.starts_at:
            found[-1] = Slot(found[-1].starts_at, slot.ends_at)
        else:
            found.append(slot)
    return [[slot.starts_at.isoformat(), slot.ends_at.isoformat()] for slot in found]
