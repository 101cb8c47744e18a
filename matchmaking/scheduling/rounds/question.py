"""Write a round down as JSON and read it back, so that a run can be repeated to the letter."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from matchmaking.scheduling.rounds.values import (
    Away,
    Grade,
    Interpreter,
    Party,
    Person,
    RoundProblem,
    Seat,
    Site,
    TimeSlot,
    WantedMeeting,
)

Written = Mapping[str, Any]


def to_json(problem: RoundProblem) -> dict[str, Any]:
    """Return a round in values that JSON knows."""
    return {
        "slots": [[slot.starts, slot.ends, slot.block, slot.day] for slot in problem.slots],
        "people": [_write_attendant(person) for person in problem.people],
        "parties": [
            {
                "people": list(party.people),
                "minimum": party.minimum,
                "maximum": party.maximum,
                "own_site": party.own_site,
            }
            for party in problem.parties
        ],
        "sites": [
            {"hall": site.hall, "spots": list(site.spots), "party": site.party}
            for site in problem.sites
        ],
        "meetings": [_write_meeting(meeting) for meeting in problem.meetings],
        "interpreters": [_write_attendant(helper) for helper in problem.interpreters],
        "walks": [list(row) for row in problem.walks],
        "lunch": [sorted(slots) for slots in problem.lunch],
        "needs_languages": problem.needs_languages,
    }


def from_json(written: Written) -> RoundProblem:
    """Return the round that was written down."""
    return RoundProblem(
        slots=tuple(TimeSlot(*slot) for slot in written["slots"]),
        people=tuple(Person(**_read_attendant(person)) for person in written["people"]),
        parties=tuple(
            Party(tuple(party["people"]), party["minimum"], party["maximum"], party["own_site"])
            for party in written["parties"]
        ),
        sites=tuple(
            Site(site["hall"], tuple(site["spots"]), site["party"]) for site in written["sites"]
        ),
        meetings=tuple(_read_meeting(meeting) for meeting in written["meetings"]),
        interpreters=tuple(
            Interpreter(**_read_attendant(helper)) for helper in written["interpreters"]
        ),
        walks=tuple(tuple(row) for row in written["walks"]),
        lunch=tuple(frozenset(slots) for slots in written["lunch"]),
        needs_languages=written["needs_languages"],
    )


def digest(problem: RoundProblem) -> str:
    """Return the SHA-256 of a round, the same for the same round wherever it is worked out."""
    text = json.dumps(to_json(problem), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def write_seat(seat: Seat | None) -> list[int | None] | None:
    """Return a seat in values that JSON knows."""
    if seat is None:
        return None
    return [seat.slot, seat.person_a, seat.person_b, seat.site, seat.interpreter]


def read_seat(written: Iterable[int] | None) -> Seat | None:
    """Return the seat that was written down."""
    return None if written is None else Seat(*written)


def _write_attendant(who: Person | Interpreter) -> dict[str, Any]:
    return {
        "closed": sorted(who.closed),
        "languages": sorted(who.languages),
        "away": [[away.starts, away.ends, away.hall] for away in who.away],
    }


def _read_attendant(written: Written) -> dict[str, Any]:
    return {
        "closed": frozenset(written["closed"]),
        "languages": frozenset(written["languages"]),
        "away": tuple(Away(*away) for away in written["away"]),
    }


def _write_meeting(meeting: WantedMeeting) -> dict[str, Any]:
    grades = (meeting.grade_a, meeting.grade_b)
    return {
        "a": meeting.a,
        "b": meeting.b,
        "grades": [grade.value if grade else None for grade in grades],
        "locked": write_seat(meeting.locked),
        "standing": write_seat(meeting.standing),
    }


def _read_meeting(written: Written) -> WantedMeeting:
    grade_a, grade_b = (Grade(grade) if grade else None for grade in written["grades"])
    return WantedMeeting(
        written["a"],
        written["b"],
        grade_a,
        grade_b,
        locked=read_seat(written["locked"]),
        standing=read_seat(written["standing"]),
    )
