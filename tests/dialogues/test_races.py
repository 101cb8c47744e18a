"""Many people at the same moment. Each guard is taken away once, to see a test notice it."""

from functools import partial
from itertools import pairwise
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.wording import Name
from matchmaking.dialogues import queries, services
from matchmaking.dialogues.errors import (
    AlreadyRegisteredError,
    DialogueFullError,
    GuestElsewhereError,
    SlotTakenError,
)
from matchmaking.dialogues.models import Dialogue, SigningSlot
from matchmaking.dialogues.services import booking, seats, signing
from matchmaking.dialogues.values import DialogueKind, RegistrationState, SigningPlan
from matchmaking.expo.errors import OccupiedError
from matchmaking.expo.services import occupy
from matchmaking.expo.values import Holder, HolderKind, Resource, ResourceKind
from tests.databases import Database
from tests.dialogues.scene import (
    Person,
    book,
    drop_constraint,
    give_up,
    make_people,
    outcome,
    seated,
    state_of,
    wait,
    wrongs,
)
from tests.factories.dialogues import make_dialogue
from tests.factories.enterprises import make_participation
from tests.factories.expo import make_edition, venue_time
from tests.racing import together

BOOKED = RegistrationState.BOOKED


def scene(database: Database, people: int, **values: object) -> tuple[int, list[Person]]:
    """Make a session and people who want to come, committed."""
    with database.session() as session:
        edition = make_edition(session)
        dialogue = make_dialogue(session, edition, **values)
        made = dialogue.id, make_people(session, edition, people)
        session.commit()
        return made


def rush(
    database: Database, dialogue_id: int, people: list[Person], lanes: int = 10
) -> list[object]:
    """Let everybody book, in as many threads as lanes, each with a connection of its own."""

    def lane(mine: list[Person]) -> list[object]:
        return [outcome(database.engine, book, one, dialogue_id) for one in mine]

    results = together(*(partial(lane, people[number::lanes]) for number in range(lanes)))
    assert not [one for one in results if isinstance(one, Exception)], results
    return [result for one in results for result in one]  # type: ignore[union-attr]


def test_the_last_seats_are_never_oversold(race_database: Database) -> None:
    dialogue_id, people = scene(race_database, 40, capacity=10)

    results = rush(race_database, dialogue_id, people)

    assert (results.count(BOOKED), results.count(DialogueFullError)) == (10, 30)
    with race_database.session() as session:
        assert wrongs(session, dialogue_id) == []


def test_without_the_condition_the_constraint_still_refuses(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialogue_id, people = scene(race_database, 12, capacity=4)
    monkeypatch.setattr(seats, "TAKE_OPEN", unconditional())

    results = together(
        *(partial(outcome, race_database.engine, book, one, dialogue_id) for one in people)
    )

    assert results.count(BOOKED) == 4
    assert sum(isinstance(one, sa.exc.IntegrityError) for one in results) == 8


def test_without_condition_and_constraint_seats_would_be_oversold(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialogue_id, people = scene(race_database, 12, capacity=4)
    monkeypatch.setattr(seats, "TAKE_OPEN", unconditional())
    drop_constraint(race_database.engine, "dialogues", "ck_dialogues_seats")

    results = rush(race_database, dialogue_id, people)

    assert results.count(BOOKED) == 12
    with race_database.session() as session:
        assert "oversold" in wrongs(session, dialogue_id)


def unconditional() -> sa.Update:
    """Return the update that takes a seat without asking whether there is one."""
    table = seats.dialogues
    return (
        sa.update(table)
        .where(table.c.id == sa.bindparam("dialogue"), sa.bindparam("seen") > 0)
        .values(taken=table.c.taken + 1)
    )


def test_reading_first_and_writing_then_would_oversell(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if race_database.dialect == "sqlite":
        return  # one writer at a time by its very nature: there is nothing to interleave
    dialogue_id, people = scene(race_database, 2, capacity=1)
    both_have_read = Barrier(2)

    def careless(session: Session, _terms: object, _seating: object) -> None:
        dialogue = session.get_one(Dialogue, dialogue_id)
        is_free = dialogue.taken < dialogue.capacity
        both_have_read.wait()
        if not is_free:
            raise DialogueFullError(0)
        session.execute(
            sa.update(Dialogue).where(Dialogue.id == dialogue_id).values(taken=dialogue.taken + 1)
        )

    monkeypatch.setattr(seats, "take_seat", careless)

    rush(race_database, dialogue_id, people, lanes=2)

    with race_database.session() as session:
        assert (seated(session, dialogue_id), wrongs(session, dialogue_id)) == (
            2,
            ["counted 1/0, not (2, 0)"],
        )


def in_many_places(database: Database) -> tuple[list[object], int]:
    """Let one person book eight overlapping sessions and meetings at once."""
    with database.session() as session:
        edition = make_edition(session)
        ids = [
            make_dialogue(
                session, edition, starts_at=venue_time(5, 15, 5 * n), ends_at=venue_time(5, 17)
            ).id
            for n in range(4)
        ]
        slot = session.get_one(Dialogue, ids[0]).slot
        me = make_people(session, edition, 1)[0]
        session.commit()

    def meet(session: Session, key: int) -> RegistrationState:
        holder = Holder(HolderKind.MEETING, key)
        person = Resource(ResourceKind.PERSON, me.key)
        occupy(session, [person], slot, holder, what=Name("Meeting", "洽谈"))
        return BOOKED

    actions = [partial(outcome, database.engine, book, me, key) for key in ids]
    actions += [partial(outcome, database.engine, meet, key) for key in range(1, 5)]
    results = together(*actions)
    with database.session() as session:
        return results, sum(seated(session, key) for key in ids)


def test_nobody_is_in_two_places(race_database: Database) -> None:
    results, seats_taken = in_many_places(race_database)

    assert results.count(BOOKED) == 1
    assert results.count(GuestElsewhereError) + results.count(OccupiedError) == 7
    assert seats_taken <= 1


def test_without_the_calendars_key_somebody_would_be_in_two_places(
    race_database: Database,
) -> None:
    drop_constraint(race_database.engine, "occupancy", "pk_occupancy")

    results, seats_taken = in_many_places(race_database)

    assert (results.count(BOOKED), seats_taken) == (8, 4)


def test_pressing_twice_books_once(race_database: Database) -> None:
    dialogue_id, [me] = scene(race_database, 1)

    results = rush(race_database, dialogue_id, [me] * 8, lanes=8)

    assert (results.count(BOOKED), results.count(AlreadyRegisteredError)) == (1, 7)
    with race_database.session() as session:
        assert wrongs(session, dialogue_id) == []


def test_without_its_key_pressing_twice_would_book_twice(race_database: Database) -> None:
    dialogue_id, [me] = scene(race_database, 1)
    key = "uq_registrations_dialogue_id_representative_id"
    drop_constraint(race_database.engine, "registrations", key)
    drop_constraint(race_database.engine, "occupancy", "pk_occupancy")
    both = Barrier(2)
    careless = race_database.dialect == "postgresql"

    def press(session: Session) -> RegistrationState:
        candidacy = queries.candidacy(session, dialogue_id, me.key)
        if careless:
            both.wait()
        return services.book_seat(session, me.actor, candidacy, at=venue_time(5, 12))

    read_before = None
    if not careless:
        # SQLite lets one writer in at a time: the second acts on what it read before the first.
        with race_database.session() as session:
            read_before = queries.candidacy(session, dialogue_id, me.key)

    def press_late(session: Session) -> RegistrationState:
        assert read_before is not None
        return services.book_seat(session, me.actor, read_before, at=venue_time(5, 12))

    act = press if careless else press_late
    together(*[partial(outcome, race_database.engine, act)] * 2)

    with race_database.session() as session:
        assert seated(session, dialogue_id) == 2


def freed_seats(database: Database) -> tuple[int, list[Person], list[Person]]:
    """Free five seats at once while newcomers try to get them before those who wait."""
    dialogue_id, people = scene(database, 30, capacity=5)
    guests, line, newcomers = people[:5], people[5:20], people[20:]
    for one in guests:
        outcome(database.engine, book, one, dialogue_id)
    for one in line:
        outcome(database.engine, wait, one, dialogue_id)
    together(
        *(partial(outcome, database.engine, give_up, one, dialogue_id) for one in guests),
        *(partial(outcome, database.engine, book, one, dialogue_id) for one in newcomers),
    )
    return dialogue_id, line, newcomers


def test_freed_seats_go_down_the_line_and_nobody_is_lost(race_database: Database) -> None:
    dialogue_id, line, newcomers = freed_seats(race_database)

    with race_database.session() as session:
        states = [state_of(session, one, dialogue_id) for one in line]
        assert states == [BOOKED] * 5 + [RegistrationState.WAITLISTED] * 10
        assert [state_of(session, one, dialogue_id) for one in newcomers] == [None] * 10
        assert wrongs(session, dialogue_id) == []


def test_without_promotion_newcomers_would_overtake_the_line(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booking, "promote", lambda *_arguments, **_options: [])

    dialogue_id, line, newcomers = freed_seats(race_database)
    outcome(race_database.engine, book, newcomers[0], dialogue_id)

    with race_database.session() as session:
        assert BOOKED in [state_of(session, one, dialogue_id) for one in newcomers]
        assert BOOKED not in [state_of(session, one, dialogue_id) for one in line]


def one_slot_for_eight(database: Database) -> list[object]:
    """Let eight pairs book one signing slot at once."""
    with database.session() as session:
        edition = make_edition(session)
        ceremony = make_dialogue(session, edition, kind=DialogueKind.SIGNING_CEREMONY)
        slot = SigningSlot(
            dialogue_id=ceremony.id, starts_at=ceremony.starts_at, ends_at=venue_time(5, 15, 20)
        )
        session.add(slot)
        parties = [make_participation(session, edition).id for _ in range(9)]
        me = make_people(session, edition, 1)[0]
        session.commit()
        key = slot.id

    def sign(session: Session, first: int, other: int) -> str:
        plan = SigningPlan(first, other, "Gear boxes")
        row = session.get_one(SigningSlot, key)
        services.book_slot(session, me.actor, row, plan, at=venue_time(5, 12))
        return "signed"

    pairs = pairwise(parties)
    return together(*(partial(outcome, database.engine, sign, *pair) for pair in pairs))


def test_a_signing_slot_is_given_once(race_database: Database) -> None:
    results = one_slot_for_eight(race_database)

    assert (results.count("signed"), results.count(SlotTakenError)) == (1, 7)


def test_without_condition_and_calendar_a_signing_slot_would_be_given_to_all(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "IS_FREE", sa.true())
    drop_constraint(race_database.engine, "occupancy", "pk_occupancy")

    results = one_slot_for_eight(race_database)

    assert results.count("signed") == 8
