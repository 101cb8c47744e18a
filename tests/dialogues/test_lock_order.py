"""Guests and hosts act on one session at the same moment, and nobody waits in a circle.

SQLite lets one writer in at a time, so all of this is about PostgreSQL; the results must be the
same on both.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.dialogues import queries, services
from matchmaking.dialogues.models import Dialogue
from matchmaking.dialogues.services import booking, everybody, guests, registering, seats
from matchmaking.dialogues.values import Admission, RegistrationState
from tests.databases import Database
from tests.dialogues.plans import later
from tests.dialogues.scene import Person, book, give_up, make_people, outcome, wait, wrongs
from tests.factories.accounts import actor, make_organiser
from tests.factories.dialogues import make_dialogue
from tests.factories.expo import NOW, make_edition
from tests.racing import together
from tests.waiting import PATIENCE_SECONDS

DEADLOCK = "40P01"


class SeatsUnheld:
    """The seats without the guard: nobody holds the session's row before they need it."""

    def __getattr__(self, name: str) -> object:
        return getattr(seats, name)

    def hold(self, *_arguments: object) -> None:
        """Hold nothing."""

    hold_row = hold


class HalfWay:
    """Where two threads wait for each other, each in the middle of what it does."""

    def __init__(self, patience: float) -> None:
        self.barrier = Barrier(2, timeout=patience)

    def after(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """Return the act followed by the wait."""

        def acting(*arguments: Any, **named: Any) -> object:
            result = act(*arguments, **named)
            self.wait()
            return result

        return acting

    def before(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """Return the act with the wait before it."""

        def acting(*arguments: Any, **named: Any) -> object:
            self.wait()
            return act(*arguments, **named)

        return acting

    def wait(self) -> None:
        """Wait for the other, but not for ever: it may be waiting in the database."""
        with suppress(BrokenBarrierError):
            self.barrier.wait()


def scene(database: Database, *, asks: bool) -> tuple[int, Actor, Person]:
    """Make a session with a guest who has a seat, or has asked for one, and a line behind them."""
    with database.session() as session:
        edition = make_edition(session)
        admission = Admission.APPROVAL if asks else Admission.OPEN
        dialogue = make_dialogue(session, edition, capacity=2, admission=admission)
        host = actor(make_organiser(session, edition))
        people = make_people(session, edition, 4)
        for one in people[:2]:
            book(session, one, dialogue.id)
        for one in [] if asks else people[2:]:
            wait(session, one, dialogue.id)
        session.commit()
        return dialogue.id, host, people[0]


def shift(session: Session, host: Actor, dialogue_id: int, hours: int) -> str:
    """Move the session by some hours."""
    dialogue = session.get_one(Dialogue, dialogue_id)
    services.change_session(session, host, dialogue, later(dialogue, hours), at=NOW)
    return "moved"


def move(session: Session, host: Actor, dialogue_id: int) -> str:
    """Move the session by an hour."""
    return shift(session, host, dialogue_id, 1)


def call_off(session: Session, host: Actor, dialogue_id: int) -> str:
    """Call the session off."""
    dialogue = session.get_one(Dialogue, dialogue_id)
    services.cancel_session(session, host, dialogue, reason="", at=NOW)
    return "called off"


def approve(session: Session, host: Actor, guest: Person, dialogue_id: int) -> RegistrationState:
    """Give the guest the seat they asked for."""
    candidacy = queries.candidacy(session, dialogue_id, guest.key)
    return services.approve_request(session, host, candidacy, at=NOW)


def meet_half_way(
    database: Database, patch: pytest.MonkeyPatch, *, host_does: str, guest_does: str, wait: float
) -> tuple[list[object], int]:
    """Let host and guest each hold one of the two rows when they want the other."""
    dialogue_id, host, guest = scene(database, asks=guest_does == "ask")
    half_way = HalfWay(wait)
    patch.setattr(registering, "move", half_way.after(registering.move))
    patch.setattr(everybody, "hold_registrations", half_way.before(everybody.hold_registrations))
    hosting = move if host_does == "move" else call_off
    acting: Callable[[], object] = partial(outcome, database.engine, give_up, guest, dialogue_id)
    if guest_does == "ask":
        acting = partial(outcome, database.engine, approve, host, guest, dialogue_id)
    return together(partial(outcome, database.engine, hosting, host, dialogue_id), acting), (
        dialogue_id
    )


def deadlocks(results: list[object]) -> int:
    """Count those whom the database ended because they waited in a circle."""
    refused = [one for one in results if isinstance(one, sa.exc.OperationalError)]
    return sum(getattr(one.orig, "sqlstate", None) == DEADLOCK for one in refused)


@pytest.mark.parametrize("host_does", ["move", "call off"])
@pytest.mark.parametrize("guest_does", ["give up", "ask"])
def test_host_and_guest_do_not_wait_for_each_other_in_a_circle(
    race_database: Database, monkeypatch: pytest.MonkeyPatch, host_does: str, guest_does: str
) -> None:
    results, dialogue_id = meet_half_way(
        race_database, monkeypatch, host_does=host_does, guest_does=guest_does, wait=0.2
    )

    assert not [one for one in results if isinstance(one, Exception)], results
    with race_database.session() as session:
        assert wrongs(session, dialogue_id) == []


@pytest.mark.parametrize("host_does", ["move", "call off"])
@pytest.mark.parametrize("guest_does", ["give up", "ask"])
def test_with_the_guest_s_own_row_first_they_would(
    race_database: Database, monkeypatch: pytest.MonkeyPatch, host_does: str, guest_does: str
) -> None:
    if race_database.dialect == "sqlite":
        return  # one writer at a time: nobody can hold what another wants
    for module in (booking, guests):
        monkeypatch.setattr(module, "seats", SeatsUnheld())

    results, _dialogue_id = meet_half_way(
        race_database,
        monkeypatch,
        host_does=host_does,
        guest_does=guest_does,
        wait=PATIENCE_SECONDS,
    )

    assert deadlocks(results) == 1, results


def test_a_session_that_moves_to_and_fro_loses_no_guest(race_database: Database) -> None:
    dialogue_id, host, people = busy_scene(race_database)

    def come_and_go(seed: int) -> list[object]:
        dice = random.Random(seed)
        acts = (book, give_up, wait)
        return [
            outcome(race_database.engine, dice.choice(acts), dice.choice(people), dialogue_id)
            for _ in range(15)
        ]

    def to_and_fro() -> list[object]:
        return [
            outcome(race_database.engine, shift, host, dialogue_id, hours)
            for hours in (1, -1, 1, -1, 1)
        ]

    results = together(to_and_fro, *(partial(come_and_go, seed) for seed in range(7)))

    assert [one for one in results if isinstance(one, Exception)] == []
    assert results[0] == ["moved"] * 5
    with race_database.session() as session:
        assert wrongs(session, dialogue_id) == []


def busy_scene(database: Database) -> tuple[int, Actor, list[Person]]:
    """Make a session with few seats and many who want one."""
    with database.session() as session:
        edition = make_edition(session)
        dialogue = make_dialogue(session, edition, capacity=5)
        host = actor(make_organiser(session, edition))
        people = make_people(session, edition, 20)
        session.commit()
        return dialogue.id, host, people
