"""Several people at the same moment, where another time is proposed: one of them decides.

Each race has its counterpart without the guard, which must go wrong: else it would prove nothing.
"""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.expo.models import Occupancy
from matchmaking.meetings import queries, services
from matchmaking.meetings.errors import (
    AlreadyBegunError,
    MeetingNotOpenError,
    NobodyFreeError,
    NoPlaceLeftError,
    TimeNotProposedError,
)
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import closing, moving, placing, proposing, settling
from matchmaking.meetings.values import NOTHING_PROPOSED, MeetingState
from tests.databases import Database
from tests.factories.expo import NOW, make_block, venue_time
from tests.factories.meetings import Side, confirmed, make_scene, make_side, propose
from tests.meetings.test_races import Step, change_anything, occupy_nothing, race

PAIRS = 6
TOMORROW = venue_time(6, 9)


def accepting(meeting_id: int, side: Side) -> Step:
    """Return the step of accepting tomorrow's time."""

    def step(session: Session) -> None:
        meeting = queries.meeting_of(session, meeting_id)
        assert meeting is not None
        services.accept_time(session, meeting, TOMORROW, actor=side.actor, at=NOW)

    return step


def cancelling(meeting_id: int, side: Side) -> Step:
    """Return the step of calling a meeting off."""

    def step(session: Session) -> None:
        meeting = queries.meeting_of(session, meeting_id)
        assert meeting is not None
        services.cancel_meeting(session, meeting, actor=side.actor, at=NOW, reason="Ill.")

    return step


def without_occupancy(patch: pytest.MonkeyPatch) -> None:
    """Remove the guard against being in two places at once."""
    for module in (placing, moving, proposing):
        patch.setattr(module, "occupy", occupy_nothing)


def settle_anything(session: Session, meeting: Meeting, *rest: object, **changes: Any) -> bool:
    """Stand in for the conditional update, which ends what was proposed too."""
    return change_anything(session, meeting, *rest, **{**NOTHING_PROPOSED, **changes})


def without_states(patch: pytest.MonkeyPatch) -> None:
    """Remove the guard against answering twice."""
    for module in (closing, proposing):
        patch.setattr(module, "require_possible", occupy_nothing)
    patch.setattr(settling, "changed", settle_anything)


def meetings_to_move(database: Database, *, tables: int) -> list[tuple[int, Side, Side]]:
    """Make meetings whose first side proposes tomorrow, when there are a few tables only."""
    found = []
    with database.session() as session:
        scene = make_scene(session, tables=PAIRS)
        make_block(
            session,
            scene.edition,
            scene.tables[:tables],
            starts_at=TOMORROW,
            ends_at=venue_time(6, 9, 30),
        )
        for _ in range(PAIRS):
            scene.asker, scene.asked = (make_side(session, scene.edition) for _ in range(2))
            meeting = confirmed(session, scene)
            propose(session, meeting, scene.asker, starts_at=TOMORROW)
            found.append((meeting.id, scene.asker, scene.asked))
        session.commit()
    return found


def move_to_few_tables(database: Database) -> tuple[list[bool | Exception], list[int | None]]:
    """Let everybody accept at once; return results and the tables of those who moved."""
    waiting = meetings_to_move(database, tables=2)
    results = race(database, *(accepting(key, asked) for key, _asker, asked in waiting))
    with database.session() as session:
        moved = sa.select(Meeting.place_id).where(Meeting.starts_at == TOMORROW)
        return results, list(session.scalars(moved))


def test_of_those_who_move_as_many_as_there_are_tables_do(race_database: Database) -> None:
    results, tables = move_to_few_tables(race_database)

    assert results.count(True) == len(tables) == len(set(tables)) == 2
    assert sum(isinstance(one, NoPlaceLeftError) for one in results) == PAIRS - 2
    with race_database.session() as session:
        stayed = sa.select(sa.func.count()).where(
            Meeting.state == MeetingState.CONFIRMED, Meeting.starts_at < TOMORROW
        )
        assert session.scalar(stayed) == PAIRS - 2


def test_without_occupancy_tables_would_be_given_twice(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = meetings_to_move(race_database, tables=2)
    without_occupancy(monkeypatch)

    results = race(race_database, *(accepting(key, asked) for key, _asker, asked in waiting))

    assert results.count(True) > 2


def accept_against_cancel(
    database: Database, waiting: list[tuple[int, Side, Side]]
) -> list[tuple[bool, set[datetime]]]:
    """Let one side accept and the other call off, for all meetings at once.

    Return of each whether it stands, as far as those who called off were told, and what times it
    occupies. (Who calls off a meeting that has just been moved calls it off all the same.)
    """
    steps = [
        step
        for key, asker, asked in waiting
        for step in (accepting(key, asked), cancelling(key, asker))
    ]
    results = race(database, *steps)
    assert {type(one) for one in results} <= {
        bool,
        ChangedMeanwhileError,
        MeetingNotOpenError,
        TimeNotProposedError,
    }
    with database.session() as session:
        return [
            (results[2 * number + 1] is not True, times_of(session, key))
            for number, (key, _asker, _asked) in enumerate(waiting)
        ]


def times_of(session: Session, meeting_id: int) -> set[datetime]:
    """Return at what times a meeting, or what is proposed for it, occupies anything."""
    held = sa.select(Occupancy.starts_at).where(Occupancy.holder_id == meeting_id)
    return set(session.scalars(held))


def test_a_meeting_is_moved_or_called_off_but_never_half(race_database: Database) -> None:
    waiting = meetings_to_move(race_database, tables=PAIRS)

    outcomes = accept_against_cancel(race_database, waiting)

    assert all(times == ({TOMORROW} if stands else set()) for stands, times in outcomes)
    with race_database.session() as session:
        states = [session.get_one(Meeting, key).state for key, _asker, _asked in waiting]
    stand = [state is MeetingState.CONFIRMED for state in states]
    assert stand == [stands for stands, _times in outcomes]


@pytest.mark.parametrize("race_database", ["postgresql"], indirect=True)
def test_without_the_conditional_update_both_would_happen(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = meetings_to_move(race_database, tables=PAIRS)
    without_states(monkeypatch)

    outcomes = accept_against_cancel(race_database, waiting)

    assert any(times and not stands for stands, times in outcomes)


def propose_at_once(database: Database) -> list[bool | Exception]:
    """Let many teams propose the same person's time tomorrow for different meetings."""
    with database.session() as session:
        scene = make_scene(session, tables=PAIRS)
        make_block(
            session, scene.edition, scene.tables, starts_at=TOMORROW, ends_at=venue_time(6, 9, 30)
        )
        wanted = make_side(session, scene.edition)
        keys = []
        for number in range(PAIRS):
            scene.asker, scene.asked = wanted, make_side(session, scene.edition)
            start = venue_time(5, 14 + number // 2, 30 * (number % 2))
            keys.append(confirmed(session, scene, starts_at=start).id)
        session.commit()

    def proposing_tomorrow(key: int) -> Step:
        def step(session: Session) -> None:
            meeting = queries.meeting_of(session, key)
            assert meeting is not None
            propose(session, meeting, wanted, starts_at=TOMORROW)

        return step

    return race(database, *(proposing_tomorrow(key) for key in keys))


def test_one_person_is_held_for_one_proposal_at_a_time(race_database: Database) -> None:
    results = propose_at_once(race_database)

    assert results.count(True) == 1
    assert not any(isinstance(one, AlreadyBegunError | NobodyFreeError) for one in results)


def test_without_occupancy_one_person_would_be_held_for_several(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_occupancy(monkeypatch)

    assert propose_at_once(race_database).count(True) > 1
