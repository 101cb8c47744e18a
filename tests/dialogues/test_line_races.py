"""Coming and going in any order, and joining the line: the counts and the order hold.

Each race has its counterpart without the guard, which must go wrong. SQLite lets one writer in at
a time by its very nature, so that there the counterparts have nothing to interleave.
"""

import random
import time
from functools import partial
from threading import Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.dialogues.models import Dialogue, Registration
from matchmaking.dialogues.services import seats
from matchmaking.dialogues.values import Terms
from tests.databases import Database
from tests.dialogues.scene import Person, book, give_up, make_people, outcome, wait, wrongs
from tests.factories.dialogues import make_dialogue
from tests.factories.expo import make_edition
from tests.racing import together
from tests.waiting import PATIENCE_SECONDS, wait_until

MOST_TRIES = 20
WAITING_FOR_A_LOCK = sa.text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def scene(database: Database, people: int, **values: object) -> tuple[int, list[Person]]:
    """Make a session and people who want to come, committed."""
    with database.session() as session:
        edition = make_edition(session)
        dialogue = make_dialogue(session, edition, **values)
        made = dialogue.id, make_people(session, edition, people)
        session.commit()
        return made


class SecondInLine:
    """Somebody who joins the line, in a thread, while the one before has not committed yet."""

    def __init__(self, database: Database, person: Person, dialogue_id: int) -> None:
        self.database = database
        self.results: list[object] = []
        self.thread = Thread(target=self._join, args=(person, dialogue_id))
        self.thread.start()

    def _join(self, person: Person, dialogue_id: int) -> None:
        self.results.append(outcome(self.database.engine, wait, person, dialogue_id))

    def stands(self) -> bool:
        """Return whether they have joined, or wait in the database for their turn."""
        if self.results or self.database.dialect == "sqlite":
            return True
        with self.database.engine.connect() as connection:
            return bool(connection.scalar(WAITING_FOR_A_LOCK))


def join_one_after_the_other(database: Database) -> tuple[int, list[object], list[object]]:
    """Let two join the line; return the first's number, and the second's before and after."""
    dialogue_id, people = scene(database, 3, capacity=1)
    outcome(database.engine, book, people[0], dialogue_id)
    with database.session() as session:
        first = wait(session, people[1], dialogue_id)
        second = SecondInLine(database, people[2], dialogue_id)
        wait_until(second.stands)
        while_open = list(second.results)
        session.commit()
    second.thread.join(PATIENCE_SECONDS)
    return first, while_open, second.results


def test_who_joins_the_list_second_waits_for_the_first_to_commit(race_database: Database) -> None:
    first, while_open, second = join_one_after_the_other(race_database)

    assert (first, while_open, second) == (1, [], [2])


def test_with_a_number_that_is_only_read_the_second_would_get_the_first_s(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if race_database.dialect == "sqlite":
        return

    def only_read(session: Session, terms: Terms) -> int:
        query = sa.select(Dialogue.waiting_sequence).where(Dialogue.id == terms.dialogue_id)
        return (session.scalar(query) or 0) + 1

    monkeypatch.setattr(seats, "next_waiting_number", only_read)

    first, while_open, _second = join_one_after_the_other(race_database)

    assert (first, while_open) == (1, [1])


def come_and_go(database: Database) -> list[str]:
    """Let eight book, give up and wait at random for few seats; return what is wrong then."""
    dialogue_id, people = scene(database, 24, capacity=6)

    def busy(seed: int) -> list[object]:
        dice = random.Random(seed)
        acts = (book, give_up, wait)
        return [
            outcome(database.engine, dice.choice(acts), dice.choice(people), dialogue_id)
            for _ in range(25)
        ]

    results = together(*(partial(busy, seed) for seed in range(8)))

    with database.session() as session:
        failed = [repr(one) for one in results if isinstance(one, Exception)]
        rows = session.scalar(sa.select(sa.func.count()).select_from(Registration)) or 0
        twice = [f"{rows} registrations"] if rows > len(people) else []
        return [*failed, *twice, *wrongs(session, dialogue_id)]


def test_booking_and_giving_up_at_once_keeps_every_count(race_database: Database) -> None:
    assert come_and_go(race_database) == []


def test_with_counters_read_first_and_written_then_the_counts_would_be_wrong(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if race_database.dialect == "sqlite":
        return
    monkeypatch.setattr(seats, "_take", partial(change_count, by=1))
    monkeypatch.setattr(seats, "free_seat", partial(change_count, by=-1))
    monkeypatch.setattr(seats, "hold_row", lambda *_arguments: None)

    # Chance has a part in it: now and then all eight happen to come after each other.
    assert any(come_and_go(race_database) for _ in range(MOST_TRIES))


def change_count(session: Session, terms: Terms | int, _rest: object, *, by: int) -> bool:
    """Read the counter, think a little, and write it: what the conditional update replaces."""
    key = terms if isinstance(terms, int) else terms.dialogue_id
    taken, capacity = session.execute(
        sa.select(Dialogue.taken, Dialogue.capacity).where(Dialogue.id == key)
    ).one()
    time.sleep(0.01)
    if not 0 <= taken + by <= capacity:
        return False
    session.execute(sa.update(Dialogue).where(Dialogue.id == key).values(taken=taken + by))
    return True
