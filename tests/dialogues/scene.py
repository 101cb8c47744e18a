"""A session with people who want seats at it, and what must always be true of it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.errors import MatchmakingError
from matchmaking.dialogues import queries, services
from matchmaking.dialogues.models import Allotment, Dialogue, Registration
from matchmaking.dialogues.values import SEATED, RegistrationState
from matchmaking.expo.models import Edition, Occupancy
from matchmaking.expo.values import HolderKind
from tests.factories.accounts import actor, make_team_member
from tests.factories.enterprises import make_enterprise, make_participation, make_representative
from tests.factories.expo import NOW


@dataclass(frozen=True)
class Person:
    """Somebody who wants a seat, and acts for themselves."""

    actor: Actor
    key: int


def make_person(session: Session, edition: Edition, **of_enterprise: object) -> Person:
    """Make somebody with an approved enterprise of their own."""
    enterprise = make_enterprise(session, **of_enterprise)
    participation = make_participation(session, edition, enterprise=enterprise)
    representative = make_representative(session, participation)
    grant = make_team_member(session, participation, representative=representative)
    return Person(actor(grant), representative.id)


def make_people(session: Session, edition: Edition, count: int) -> list[Person]:
    """Make several people of one enterprise: quicker than one enterprise each."""
    participation = make_participation(session, edition)
    people = []
    for _ in range(count):
        representative = make_representative(session, participation)
        grant = make_team_member(session, participation, representative=representative)
        people.append(Person(actor(grant), representative.id))
    return people


def book(session: Session, person: Person, dialogue_id: int) -> RegistrationState:
    """Book a seat for a person."""
    candidacy = queries.candidacy(session, dialogue_id, person.key)
    return services.book_seat(session, person.actor, candidacy, at=NOW)


def wait(session: Session, person: Person, dialogue_id: int) -> int:
    """Put a person on the waiting list."""
    candidacy = queries.candidacy(session, dialogue_id, person.key)
    return services.join_waiting_list(session, person.actor, candidacy, at=NOW)


def give_up(session: Session, person: Person, dialogue_id: int) -> None:
    """Give up whatever a person has."""
    candidacy = queries.candidacy(session, dialogue_id, person.key)
    services.cancel_seat(session, person.actor, candidacy, at=NOW)


def outcome(engine: Engine, act: object, *arguments: object) -> object:
    """Do something in a transaction of its own; return what came of it, or the refusal's class."""
    with Session(engine) as session:
        try:
            result = act(session, *arguments)  # type: ignore[operator]
        except MatchmakingError as error:
            return type(error)
        session.commit()
        return result


def state_of(session: Session, person: Person, dialogue_id: int) -> RegistrationState | None:
    """Return where somebody stands."""
    return session.scalar(
        sa.select(Registration.state).where(
            Registration.dialogue_id == dialogue_id, Registration.representative_id == person.key
        )
    )


def seated(session: Session, dialogue_id: int) -> int:
    """Count the registrations with a seat: what people believe, whatever the counter says."""
    query = sa.select(sa.func.count()).where(
        Registration.dialogue_id == dialogue_id, Registration.state.in_(SEATED)
    )
    return session.scalar(query) or 0


def wrongs(session: Session, dialogue_id: int) -> list[str]:
    """Name what contradicts itself in a session's seats; nothing if all is well."""
    session.expire_all()
    dialogue = session.get_one(Dialogue, dialogue_id)
    rows = session.scalars(
        sa.select(Registration).where(Registration.dialogue_id == dialogue_id)
    ).all()
    allotments = session.scalars(
        sa.select(Allotment).where(Allotment.dialogue_id == dialogue_id)
    ).all()
    return [
        *_wrong_counts(dialogue, rows, allotments),
        *_wrong_calendars(session, dialogue, rows),
        *_wrong_waiting(session, dialogue_id, rows),
    ]


def _wrong_counts(
    dialogue: Dialogue, rows: Sequence[Registration], allotments: Sequence[Allotment]
) -> list[str]:
    taken = [row for row in rows if row.state in SEATED]
    parents = {one.id: one.parent_id for one in allotments}
    inside: Counter[int] = Counter()
    for row in taken:
        key = row.allotment_id
        while key is not None:
            inside[key] += 1
            key = parents[key]
    free_of_parts: Counter[int | None] = Counter()
    for one in allotments:
        free_of_parts[one.parent_id] += one.capacity - inside[one.id]
    found = [
        f"{one.name_en}: {one.taken}/{one.kept}, not {inside[one.id]}/{free_of_parts[one.id]}"
        for one in allotments
        if (one.taken, one.kept) != (inside[one.id], free_of_parts[one.id])
    ]
    expected = (len(taken), free_of_parts[None])
    if (dialogue.taken, dialogue.kept) != expected:
        found.append(f"counted {dialogue.taken}/{dialogue.kept}, not {expected}")
    if dialogue.taken + dialogue.kept > dialogue.capacity:
        found.append("oversold")
    return found


def _wrong_calendars(
    session: Session, dialogue: Dialogue, rows: Sequence[Registration]
) -> list[str]:
    ticks = len(dialogue.slot.ticks)
    query = (
        sa.select(Occupancy.holder_id, sa.func.count())
        .where(Occupancy.holder_kind == HolderKind.REGISTRATION)
        .group_by(Occupancy.holder_id)
    )
    filled = dict(session.execute(query).all())
    return [
        f"{row.representative_id} is {row.state} with {filled.get(row.id, 0)} ticks"
        for row in rows
        if filled.get(row.id, 0) != (ticks if row.state in SEATED else 0)
    ]


def _wrong_waiting(session: Session, dialogue_id: int, rows: Sequence[Registration]) -> list[str]:
    numbers = [row.waiting_number for row in rows if row.waiting_number is not None]
    found = [] if len(set(numbers)) == len(numbers) else [f"numbers given twice: {numbers}"]
    seats = queries.seats_left(session, dialogue_id)
    terms = session.get_one(Dialogue, dialogue_id)
    for one in queries.waiting(session, dialogue_id):
        is_busy = queries.elsewhere_at(session, [one.guest.representative_id], terms.slot)
        could_sit = seats.choices(one.guest.audiences) and not is_busy
        if could_sit and one.standing.skipped_at is None:
            found.append(f"{one.guest.representative_id} waits although a seat is free")
    return found


def drop_constraint(engine: Engine, table: str, constraint: str) -> None:
    """Take a guard away, to see whether a test would notice."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}"')
            return
        sql = connection.exec_driver_sql(
            f"SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '{table}'"  # noqa: S608
        ).scalar_one()
        unguarded = re.sub(
            rf",\s*CONSTRAINT \"?{constraint}\"? [A-Z ]+\((?:[^()]|\([^()]*\))*\)", "", sql
        )
        assert unguarded != sql, sql
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (unguarded, table)
        )
        connection.exec_driver_sql(
            "DELETE FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NULL",
            (table,),
        )
        connection.exec_driver_sql("PRAGMA writable_schema = RESET")
    engine.dispose()
