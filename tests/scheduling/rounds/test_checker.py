"""A sound timetable, and every way of breaking it that the checker must see."""

from dataclasses import replace

import pytest

from matchmaking.scheduling.rounds.checker import FaultKind, faults, score
from matchmaking.scheduling.rounds.values import (
    Aim,
    Away,
    Interpreter,
    Party,
    Person,
    RoundProblem,
    Seat,
    Site,
    WantedMeeting,
)
from tests.scheduling.rounds.rounds import MAY, MUST, WANT, hours, with_party, with_person

K = FaultKind
Seats = tuple[Seat | None, ...]
ENGLISH, CHINESE = frozenset({"en"}), frozenset({"zh"})

# Party 0 has a booth (site 2) and two people, 0 and 1; parties 1, 2, 3 have one each: 2, 3, 4.
# Person 4 speaks Chinese only. Slots touch; the halls are ten minutes apart.
PROBLEM = RoundProblem(
    slots=tuple(hours(4)),
    people=(
        Person(closed=frozenset({3}), languages=ENGLISH),
        Person(languages=ENGLISH),
        Person(languages=ENGLISH, away=(Away(600, 620, 1),)),
        Person(languages=ENGLISH),
        Person(languages=CHINESE),
    ),
    parties=(Party((0, 1), own_site=2), Party((2,)), Party((3,), maximum=2), Party((4,))),
    sites=(Site(0, (1, 1, 1, 1)), Site(1, (1, 1, 1, 1)), Site(0, (1, 1, 1, 1), party=0)),
    meetings=(
        WantedMeeting(0, 1, WANT, MUST),
        WantedMeeting(0, 2, WANT),
        WantedMeeting(2, 3, WANT, MAY),
        WantedMeeting(1, 2, None, MAY),
    ),
    interpreters=(
        Interpreter(ENGLISH | CHINESE, frozenset({3}), (Away(600, 620, 1),)),
        Interpreter(frozenset({"fr", "zh"})),
    ),
    walks=((0, 10), (10, 0)),
    lunch=(frozenset({0, 1, 2}),),
)
SOUND: Seats = (Seat(0, 0, 2, 2), Seat(1, 1, 3, 2), Seat(0, 3, 4, 0, 0), None)


def seated(index: int, **changes: int | None) -> Seats:
    """Return the sound timetable with one seat changed."""
    seat = SOUND[index]
    assert seat is not None
    return (*SOUND[:index], replace(seat, **changes), *SOUND[index + 1 :])  # type: ignore[arg-type]


def with_last(seat: Seat) -> Seats:
    """Return the sound timetable with a seat for the last meeting."""
    return (*SOUND[:3], seat)


def test_a_sound_timetable_has_no_fault() -> None:
    assert faults(PROBLEM, SOUND) == []


def test_its_score_is_what_one_counts() -> None:
    # Placed: 2 + 4, 2, and 2 + 1. Party 1 could have had 4 and has it; party 2 could have had two
    # meetings, 2 and 1, and has 2 (it wishes meeting 2 with 2, meeting 3 with 1): 666 of 1000.
    assert score(PROBLEM, SOUND) == {
        Aim.MUSTS: 1,
        Aim.MINIMA: 0,
        Aim.FLOOR: 666,
        Aim.WISHES: 11,
        Aim.BREAKS: 0,
        Aim.WALKING: 0,
    }


MUTATIONS: dict[str, tuple[RoundProblem, Seats, FaultKind]] = {
    "a seat too few": (PROBLEM, SOUND[:3], K.COUNT),
    "a seat too many": (PROBLEM, (*SOUND, None), K.COUNT),
    "no such slot": (PROBLEM, seated(0, slot=4), K.UNKNOWN),
    "a slot before the first": (PROBLEM, seated(0, slot=-1), K.UNKNOWN),
    "no such person": (PROBLEM, seated(0, person_b=5), K.UNKNOWN),
    "no such site": (PROBLEM, seated(0, site=3), K.UNKNOWN),
    "no such interpreter": (PROBLEM, seated(2, interpreter=2), K.UNKNOWN),
    "somebody of another party": (PROBLEM, seated(0, person_b=3), K.WRONG_PERSON),
    "sides exchanged": (PROBLEM, seated(0, person_a=2, person_b=0), K.WRONG_PERSON),
    "somebody who can't come": (PROBLEM, seated(0, slot=3), K.CLOSED),
    "an interpreter who can't come": (PROBLEM, seated(2, slot=3), K.CLOSED),
    "somebody who has an appointment": (
        with_person(PROBLEM, 2, away=(Away(550, 555),)),
        SOUND,
        K.AWAY,
    ),
    "an interpreter who has an appointment": (PROBLEM, seated(2, slot=3), K.AWAY),
    "too short a way from an appointment": (
        with_person(PROBLEM, 3, away=(Away(500, 535, 1),)),
        SOUND,
        K.WALK_FROM_AWAY,
    ),
    "too short a way to an appointment": (
        with_person(PROBLEM, 3, away=(Away(585, 600, 1),)),
        SOUND,
        K.WALK_FROM_AWAY,
    ),
    "two meetings at once": (PROBLEM, seated(2, slot=1), K.TWICE),
    "two meetings whose times overlap": (
        replace(PROBLEM, slots=(*hours(1), *hours(3, start=550))),
        SOUND,
        K.TWICE,
    ),
    "no time to walk": (PROBLEM, seated(2, site=1), K.WALK),
    "two meetings at a table": (PROBLEM, with_last(Seat(0, 2, 3, 0)), K.SITE_FULL),
    "a place that is closed": (
        replace(PROBLEM, sites=(Site(0, (0, 1, 1, 1)), *PROBLEM.sites[1:])),
        SOUND,
        K.SITE_FULL,
    ),
    "at the booth of others": (PROBLEM, seated(2, site=2), K.FOREIGN_SITE),
    "not at the own booth": (PROBLEM, seated(1, site=0), K.OWN_SITE_FREE),
    "more meetings than wanted": (PROBLEM, with_last(Seat(2, 2, 3, 0)), K.MAXIMUM),
    "nobody to interpret": (PROBLEM, seated(2, interpreter=None), K.NO_INTERPRETER),
    "an interpreter of other languages": (PROBLEM, seated(2, interpreter=1), K.WRONG_INTERPRETER),
    "no time for lunch": (
        with_party(PROBLEM, 2, maximum=3),
        with_last(Seat(2, 2, 3, 0)),
        K.LUNCH,
    ),
    "a locked meeting elsewhere": (
        replace(
            PROBLEM,
            meetings=(replace(PROBLEM.meetings[0], locked=Seat(2, 1, 2, 2)), *PROBLEM.meetings[1:]),
        ),
        SOUND,
        K.LOCKED,
    ),
    "a locked meeting left out": (
        replace(
            PROBLEM,
            meetings=(*PROBLEM.meetings[:3], replace(PROBLEM.meetings[3], locked=Seat(3, 2, 3, 0))),
        ),
        SOUND,
        K.LOCKED,
    ),
    "somebody meets themself": (
        with_party(PROBLEM, 1, people=(0, 2)),
        seated(0, person_b=0),
        K.SAME_PERSON,
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_the_checker_sees(name: str) -> None:
    problem, seats, kind = MUTATIONS[name]

    assert kind in {fault.kind for fault in faults(problem, seats)}


def test_every_kind_of_fault_has_its_broken_timetable() -> None:
    assert {kind for _, _, kind in MUTATIONS.values()} == set(FaultKind)


def test_what_is_locked_is_no_fault_however_impossible() -> None:
    locks = (Seat(3, 0, 2, 0), Seat(3, 0, 3, 0), Seat(3, 3, 4, 0), Seat(3, 2, 3, 1))
    locked = tuple(
        replace(meeting, locked=seat) for meeting, seat in zip(PROBLEM.meetings, locks, strict=True)
    )

    assert faults(replace(PROBLEM, meetings=locked), locks) == []


def test_who_stood_at_a_table_may_stay_though_the_booth_is_free() -> None:
    stood = replace(PROBLEM.meetings[1], standing=Seat(1, 1, 3, 0))
    problem = replace(PROBLEM, meetings=(PROBLEM.meetings[0], stood, *PROBLEM.meetings[2:]))

    assert faults(problem, seated(1, site=0)) == []
