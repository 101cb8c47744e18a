"""Several people at the same moment: nobody is in two places, no table is given twice.

Each race has its counterpart without the guard, which must go wrong: else it would prove nothing.
"""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.enterprises.models import Participation
from matchmaking.expo.models import Occupancy
from matchmaking.expo.values import HolderKind, ResourceKind
from matchmaking.meetings import queries, services
from matchmaking.meetings.errors import (
    MeetingNotOpenError,
    NobodyFreeError,
    NoPlaceLeftError,
    PairHasMeetingError,
    PersonNotFreeError,
    SlotNotOfferedError,
)
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import answers, closing, placing, requests, settling
from matchmaking.meetings.services.requests import Asking
from matchmaking.meetings.values import MeetingState, Proposal
from tests.databases import Database
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW, venue_time
from tests.factories.meetings import Side, ask, make_scene, make_side
from tests.racing import together

PEOPLE = 8
Step = Callable[[Session], None]


def in_own_transaction(database: Database, step: Step) -> Callable[[], bool]:
    """Return the step as somebody's request: committed if it goes well."""

    def act() -> bool:
        with database.session() as session:
            step(session)
            session.commit()
        return True

    return act


def confirming(meeting_id: int, side: Side, **values: Any) -> Step:
    """Return the step of accepting a request."""

    def step(session: Session) -> None:
        meeting = queries.meeting_of(session, meeting_id)
        assert meeting is not None
        services.confirm_meeting(session, meeting, actor=side.actor, at=NOW, **values)

    return step


def withdrawing(meeting_id: int, side: Side) -> Step:
    """Return the step of taking a request back."""

    def step(session: Session) -> None:
        meeting = queries.meeting_of(session, meeting_id)
        assert meeting is not None
        services.withdraw_request(session, meeting, actor=side.actor, at=NOW)

    return step


def asking(asker: Side, asked: Side, *, hour: int = 14) -> Step:
    """Return the step of asking for a time of 5 November, with rows of the step's own session."""

    def step(session: Session) -> None:
        ours = session.get_one(Participation, asker.participation.id)
        theirs = session.get_one(Participation, asked.participation.id)
        proposal = Proposal(starts_at=venue_time(5, hour), topic="Gear boxes")
        services.request_meeting(session, Asking(asker.actor, ours, theirs), proposal, at=NOW)

    return step


def race(database: Database, *steps: Step) -> list[bool | Exception]:
    """Let everybody act at once; return what became of each."""
    return together(*(in_own_transaction(database, step) for step in steps))


def occupy_nothing(*_args: object, **_values: object) -> None:
    """Stand in for the guard: take nothing."""


def change_anything(session: Session, meeting: Meeting, *_rest: object, **changes: Any) -> bool:
    """Stand in for the conditional update: change the row whatever its state."""
    session.execute(
        sa.update(Meeting)
        .where(Meeting.id == meeting.id)
        .values(**changes)
        .execution_options(synchronize_session=False)
    )
    return True


def without_occupancy(patch: pytest.MonkeyPatch) -> None:
    """Remove the guard against being in two places at once."""
    patch.setattr(placing, "occupy", occupy_nothing)
    patch.setattr(requests, "occupy", occupy_nothing)


def without_states(patch: pytest.MonkeyPatch) -> None:
    """Remove the guard against answering twice."""
    for module in (answers, closing):
        patch.setattr(module, "require_possible", occupy_nothing)
        patch.setattr(module, "changed", change_anything)
    patch.setattr(settling, "changed", change_anything)


def confirm_for_few_tables(database: Database, tables: int) -> tuple[list[bool | Exception], int]:
    """Let as many pairs as people want one of a few tables; return results and tables used."""
    with database.session() as session:
        scene = make_scene(session, tables=tables)
        steps = []
        for _ in range(PEOPLE):
            asked = make_side(session, scene.edition)
            meeting = ask(session, scene, asker=make_side(session, scene.edition), asked=asked)
            steps.append(confirming(meeting.id, asked))
        session.commit()
    results = race(database, *steps)
    with database.session() as session:
        used = session.scalars(
            sa.select(Meeting.place_id).where(Meeting.state == MeetingState.CONFIRMED)
        ).all()
    return results, len(set(used))


def test_no_table_is_given_twice(race_database: Database) -> None:
    results, used = confirm_for_few_tables(race_database, tables=3)

    assert results.count(True) == used == 3
    refused = [result for result in results if isinstance(result, NoPlaceLeftError)]
    assert len(refused) == PEOPLE - 3
    assert all(len(error.alternatives) == 3 for error in refused)


def test_without_occupancy_tables_would_be_given_twice(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_occupancy(monkeypatch)

    results, used = confirm_for_few_tables(race_database, tables=3)

    assert results.count(True) > used


def want_one_person_everywhere(database: Database) -> tuple[list[bool | Exception], int]:
    """Let one person be asked and ask others for one slot; return results and what they have."""
    with database.session() as session:
        scene = make_scene(session, tables=PEOPLE)
        person = scene.asked
        steps: list[Step] = []
        for _ in range(PEOPLE // 2):
            meeting = ask(session, scene, asker=make_side(session, scene.edition), asked=person)
            steps.append(confirming(meeting.id, person, keep_rivals=True))
            partner = make_side(session, scene.edition)
            steps.append(asking(person, partner))
        session.commit()
    results = race(database, *steps)
    with database.session() as session:
        has = session.scalar(
            sa.select(sa.func.count()).where(
                sa.or_(
                    sa.and_(
                        Meeting.requester_representative_id == person.person.id,
                        Meeting.state == MeetingState.REQUESTED,
                    ),
                    sa.and_(
                        Meeting.receiver_representative_id == person.person.id,
                        Meeting.state == MeetingState.CONFIRMED,
                    ),
                )
            )
        )
    return results, has or 0


def test_nobody_is_in_two_places(race_database: Database) -> None:
    results, has = want_one_person_everywhere(race_database)

    assert results.count(True) == has == 1
    assert {type(result) for result in results} <= {
        bool,
        NobodyFreeError,
        PersonNotFreeError,
        SlotNotOfferedError,
    }


def test_without_occupancy_people_would_be_in_two_places(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_occupancy(monkeypatch)

    _results, has = want_one_person_everywhere(race_database)

    assert has > 1


def answer_with_everybody(database: Database) -> tuple[list[bool | Exception], Meeting]:
    """Let all colleagues accept one request at once, each wanting to come themselves."""
    with database.session() as session:
        scene = make_scene(session, tables=PEOPLE)
        meeting = ask(session, scene)
        people = [scene.asked.person.id] + [
            make_representative(session, scene.asked.participation).id for _ in range(PEOPLE - 1)
        ]
        session.commit()
    steps = [confirming(meeting.id, scene.asked, representative_id=person) for person in people]
    results = race(database, *steps)
    with database.session() as session:
        return results, session.get_one(Meeting, meeting.id)


def test_of_many_answers_one_counts_and_the_others_learn_whose(race_database: Database) -> None:
    results, meeting = answer_with_everybody(race_database)

    assert results.count(True) == 1
    refused = [result for result in results if result is not True]
    assert {type(error) for error in refused} == {MeetingNotOpenError}
    assert all("That was done by Person" in str(error) for error in refused)
    with race_database.session() as session:
        assert held_by(session, meeting.id) == {
            (ResourceKind.PERSON, meeting.requester_representative_id),
            (ResourceKind.PERSON, meeting.receiver_representative_id),
            (ResourceKind.PLACE, meeting.place_id),
        }


def test_without_the_conditional_update_many_answers_would_count(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_states(monkeypatch)

    results, _meeting = answer_with_everybody(race_database)

    assert results.count(True) > 1


def held_by(session: Session, meeting_id: int) -> set[tuple[ResourceKind, int]]:
    """Return what a meeting occupies."""
    query = sa.select(Occupancy.resource_kind, Occupancy.resource_id).where(
        Occupancy.holder_kind == HolderKind.MEETING, Occupancy.holder_id == meeting_id
    )
    return {(kind, key) for kind, key in session.execute(query)}


def confirm_rivals(database: Database) -> tuple[list[bool | Exception], list[MeetingState]]:
    """Let every colleague confirm another of eight requests for one slot, all at once."""
    with database.session() as session:
        scene = make_scene(session, tables=PEOPLE)
        people = [scene.asked.person.id] + [
            make_representative(session, scene.asked.participation).id for _ in range(PEOPLE - 1)
        ]
        meetings = [ask(session, scene, asker=make_side(session, scene.edition)).id for _ in people]
        session.commit()

    results = race(
        database,
        *(
            confirming(meeting, scene.asked, representative_id=person)
            for meeting, person in zip(meetings, people, strict=True)
        ),
    )
    with database.session() as session:
        return results, sorted(session.scalars(sa.select(Meeting.state)))


def test_of_rival_requests_one_is_taken_and_the_others_superseded(race_database: Database) -> None:
    results, states = confirm_rivals(race_database)

    assert results.count(True) == 1
    refused = [result for result in results if isinstance(result, MeetingNotOpenError)]
    assert len(refused) == PEOPLE - 1
    assert all(len(error.alternatives) == 3 for error in refused)
    assert states == [MeetingState.CONFIRMED] + [MeetingState.SUPERSEDED] * (PEOPLE - 1)


def test_without_the_conditional_update_rivals_would_be_taken_too(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_states(monkeypatch)

    results, _states = confirm_rivals(race_database)

    assert results.count(True) > 1


def confirm_against_withdraw(database: Database) -> tuple[list[bool | Exception], list[int]]:
    """Let one side accept and the other take back, for four meetings at once."""
    with database.session() as session:
        scene = make_scene(session, tables=PEOPLE)
        steps, meetings = [], []
        for _ in range(PEOPLE // 2):
            asker, asked = (make_side(session, scene.edition) for _ in range(2))
            meeting = ask(session, scene, asker=asker, asked=asked)
            steps += [confirming(meeting.id, asked), withdrawing(meeting.id, asker)]
            meetings.append(meeting.id)
        session.commit()
    return race(database, *steps), meetings


def test_a_request_is_either_confirmed_or_withdrawn(race_database: Database) -> None:
    results, meetings = confirm_against_withdraw(race_database)

    pairs = [set(map(type, results[number : number + 2])) for number in range(0, PEOPLE, 2)]
    assert pairs == [{bool, MeetingNotOpenError}] * (PEOPLE // 2)
    with race_database.session() as session:
        for meeting_id in meetings:
            meeting = session.get_one(Meeting, meeting_id)
            confirmed = meeting.state is MeetingState.CONFIRMED
            assert confirmed or meeting.state is MeetingState.WITHDRAWN
            assert len(held_by(session, meeting_id)) == (3 if confirmed else 0)


def test_without_the_conditional_update_both_would_happen(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_states(monkeypatch)

    results, _meetings = confirm_against_withdraw(race_database)

    assert results == [True] * PEOPLE


def ask_each_other(database: Database) -> tuple[list[bool | Exception], int]:
    """Let two sides ask each other at once, for different times; return how many meetings wait."""
    with database.session() as session:
        scene = make_scene(session)
        session.commit()
    results = race(
        database,
        asking(scene.asker, scene.asked),
        asking(scene.asked, scene.asker, hour=15),
    )
    with database.session() as session:
        count = session.scalar(sa.select(sa.func.count()).select_from(Meeting))
    return results, count or 0


def test_a_pair_that_asks_each_other_at_once_gets_one_meeting(race_database: Database) -> None:
    results, meetings = ask_each_other(race_database)

    assert (results.count(True), meetings) == (1, 1)
    assert any(isinstance(result, PairHasMeetingError) for result in results)


def test_the_index_alone_refuses_the_second_of_a_pair(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "_require_no_meeting", occupy_nothing)

    results, meetings = ask_each_other(race_database)

    assert (results.count(True), meetings) == (1, 1)


def test_without_the_index_a_pair_would_get_two_meetings(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "_require_no_meeting", occupy_nothing)
    with race_database.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX uq_meetings_open_pair")

    results, meetings = ask_each_other(race_database)

    assert (results, meetings) == ([True, True], 2)
