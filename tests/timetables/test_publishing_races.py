"""Two organisers at the same moment, and one against somebody who books a seat.

Each race has its counterpart without the guard, which must go wrong: else it would prove nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.expo.holds import Row
from matchmaking.expo.models import Occupancy
from matchmaking.expo.values import HolderKind, ResourceKind
from matchmaking.meetings.errors import NobodyFreeError, NoLongerFreeError, PersonNotFreeError
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import arranging
from matchmaking.meetings.services.requests import Asking, request_meeting
from matchmaking.meetings.values import MeetingState, Proposal
from matchmaking.notifications.models import Notice
from matchmaking.timetables.errors import PlanHinderedError, PublishedMeanwhileError
from matchmaking.timetables.models import Plan, Publication
from matchmaking.timetables.queries.differences import Difference, difference_of
from matchmaking.timetables.queries.publications import in_force
from matchmaking.timetables.services import publishing
from matchmaking.timetables.services.publishing import publish
from tests.databases import Database
from tests.factories.expo import NOW
from tests.factories.meetings import make_side
from tests.racing import together
from tests.timetables.published import Show, make_show, slot

Step = Callable[[Session], None]


def in_own_transaction(database: Database, step: Step) -> Callable[[], bool]:
    """Return the step as somebody's request: committed if it goes well."""

    def act() -> bool:
        with database.session() as session:
            step(session)
            session.commit()
        return True

    return act


def publishing_of(show: Show, plan_id: int) -> Step:
    """Return the step of publishing a plan while nothing is in force."""

    def step(session: Session) -> None:
        publish(session, session.get_one(Plan, plan_id), actor=show.actor, at=NOW, seen=0)

    return step


def publish_two_at_once(database: Database) -> tuple[list[bool | Exception], Show]:
    """Let two organisers publish two plans for other people at once."""
    with database.session() as session:
        show = make_show(session)
        plans = [show.plan(session, (0, 1, 0, 0)), show.plan(session, (2, 3, 1, 1))]
        keys = [plan.id for plan in plans]
        session.commit()
    steps = (in_own_transaction(database, publishing_of(show, key)) for key in keys)
    return together(*steps), show


def confirmed(database: Database) -> int:
    """Count the meetings that stand."""
    query = sa.select(sa.func.count()).where(Meeting.state == MeetingState.CONFIRMED)
    with database.session() as session:
        return session.scalar(query) or 0


def test_of_two_publishers_one_wins_and_the_other_is_told(race_database: Database) -> None:
    results, show = publish_two_at_once(race_database)

    assert results.count(True) == 1
    (refused,) = (result for result in results if result is not True)
    assert isinstance(refused, PublishedMeanwhileError)
    assert show.organiser.account.name in str(refused)
    assert confirmed(race_database) == 1
    with race_database.session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Publication)) == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 2


@pytest.mark.parametrize("race_database", ["postgresql"], indirect=True)
def test_the_number_alone_lets_one_publisher_through(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_turns(monkeypatch)

    results, _show = publish_two_at_once(race_database)

    assert results.count(True) == 1
    assert confirmed(race_database) == 1


@pytest.mark.parametrize("race_database", ["postgresql"], indirect=True)
def test_without_turns_and_numbers_both_would_publish(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_turns(monkeypatch)
    numbers: Iterator[int] = iter(range(1, 9))
    monkeypatch.setattr(publishing, "last_number", lambda *_args: next(numbers))

    results, _show = publish_two_at_once(race_database)

    assert results.count(True) == 2
    assert confirmed(race_database) == 2


def without_turns(patch: pytest.MonkeyPatch) -> None:
    """Let both look at what is in force before either goes on."""
    both_have_looked = Barrier(2, timeout=60)

    def looking(session: Session, round_id: int) -> Publication | None:
        found = in_force(session, round_id)
        both_have_looked.wait()
        return found

    patch.setattr(publishing, "take_turn", lambda *_args: None)
    patch.setattr(publishing, "in_force", looking)


def publish_against_a_request(database: Database) -> tuple[list[bool | Exception], int]:
    """Let a plan and a request want one person at one time; return how often they are taken."""
    with database.session() as session:
        show = make_show(session)
        plan_id = show.plan(session, (0, 1, 0, 0)).id
        stranger = make_side(session, show.edition)
        session.commit()
    person = show.sides[0]

    def ask(session: Session) -> None:
        ours = session.get_one(type(person.participation), person.participation.id)
        theirs = session.get_one(type(person.participation), stranger.participation.id)
        asking = Asking(person.actor, ours, theirs)
        proposal = Proposal(starts_at=slot(0).starts_at, topic="Gear boxes")
        request_meeting(session, asking, proposal, at=NOW)

    steps = (publishing_of(show, plan_id), ask)
    results = together(*(in_own_transaction(database, step) for step in steps))
    holders = sa.select(sa.func.count(sa.distinct(Occupancy.holder_id))).where(
        Occupancy.resource_kind == ResourceKind.PERSON,
        Occupancy.resource_id == person.person.id,
        Occupancy.holder_kind == HolderKind.MEETING,
    )
    with database.session() as session:
        open_ones = session.scalar(
            sa.select(sa.func.count()).where(
                Meeting.state.in_([MeetingState.CONFIRMED, MeetingState.REQUESTED])
            )
        )
        assert session.scalar(holders) == 1
        return results, open_ones or 0


def test_a_plan_and_a_request_for_one_person_do_not_both_succeed(race_database: Database) -> None:
    results, open_ones = publish_against_a_request(race_database)

    assert results.count(True) == open_ones == 1
    (refused,) = (result for result in results if result is not True)
    told = (PlanHinderedError, NoLongerFreeError, NobodyFreeError, PersonNotFreeError)
    # A request that comes second is told that the time is none of the free ones any more.
    assert isinstance(refused, told) or "none of them" in str(refused)


@pytest.mark.parametrize("race_database", ["postgresql"], indirect=True)
def test_without_occupancy_both_would_have_them(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_occupancy(monkeypatch)

    results, open_ones = publish_against_a_request(race_database)

    assert results.count(True) == open_ones == 2


def without_occupancy(patch: pytest.MonkeyPatch) -> None:
    """Publish whatever was booked meanwhile, and occupy nobody."""

    def nothing_missing(_session: Session, _rows: list[Row]) -> list[Row]:
        return []

    def unhindered(session: Session, plan: Plan, *, at: datetime) -> Difference:
        return replace(difference_of(session, plan, at=at), hindrances=())

    patch.setattr(arranging, "take_free", nothing_missing)
    patch.setattr(publishing, "difference_of", unhindered)
