"""Bookings through the service beside the same statements by a plain driver.

Clients are served as the server does it: by two processes of up to eight threads each, so that
of 64 clients at most 16 are inside the database at a time.
"""

import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.fair import AT_ONCE, BEFORE, EDITION, HOT_SEATS, PEOPLE, SESSIONS
from matchmaking.accounts.values import Actor, Role
from matchmaking.core.database import engine_options, prepare_engine
from matchmaking.core.errors import MatchmakingError
from matchmaking.dialogues import queries, services
from matchmaking.server.asgi import THREADS

SECONDS = 3.0
PROCESSES = 2
ROUNDS = 3
WARM_UP = 12
Step = Callable[[sa.Engine, int, int], bool]

TAKE = sa.text("UPDATE dialogues SET taken = taken + 1 WHERE id = :dialogue AND taken < capacity")
REGISTER = sa.text(
    "INSERT INTO registrations (dialogue_id, representative_id, state, booked_at, version) "
    "VALUES (:dialogue, :person, 'booked', :at, 1)"
)
OCCUPY = sa.text(
    "INSERT INTO occupancy (resource_kind, resource_id, unit, tick, is_first, holder_kind, "
    "holder_id, label_en, label_zh, starts_at, ends_at) VALUES ('person', :person, 0, :tick, "
    ":is_first, 'registration', :dialogue, 'Forum', '论坛', :at, :at)"
)
EMPTY = (
    "DELETE FROM occupancy",
    "DELETE FROM audit_entries",
    "DELETE FROM notices",
    "DELETE FROM registrations",
    "UPDATE dialogues SET taken = 0",
)


def through_service(engine: sa.Engine, person: int, dialogue: int) -> bool:
    """Book a seat as a page does, without the page."""
    actor = Actor(
        account_id=person,
        name="",
        role=Role.ENTERPRISE_ADMIN,
        edition_id=EDITION,
        participation_id=person,
        representative_id=person,
    )
    with Session(engine) as session:
        candidacy = queries.candidacy(session, dialogue, person)
        services.book_seat(session, actor, candidacy, at=BEFORE)
        session.commit()
    return True


def by_driver(engine: sa.Engine, person: int, dialogue: int) -> bool:
    """Do the same by three plain statements: the seat, the registration, nine ticks."""
    with engine.begin() as connection:
        facts = {"dialogue": dialogue, "person": person, "at": BEFORE}
        connection.execute(REGISTER, facts)
        ticks = [
            {**facts, "tick": dialogue * 100 + tick, "is_first": tick == 0} for tick in range(9)
        ]
        connection.execute(OCCUPY, ticks)
        return connection.execute(TAKE, {"dialogue": dialogue}).rowcount == 1


@dataclass(frozen=True)
class Task:
    """One kind of booking, by how many clients, on which database."""

    name: str
    url: str
    step: Step
    clients: int
    is_hot: bool = False


def measure(url: str) -> None:
    """Print bookings per second by 8 clients and by 64, spread and all on one session."""
    tasks = [
        Task("plain driver, 8 clients, spread", url, by_driver, 8),
        Task("service, 8 clients, spread", url, through_service, 8),
        Task("service, 64 clients, spread", url, through_service, 64),
        Task(
            f"service, 64 clients, one of {HOT_SEATS} seats", url, through_service, 64, is_hot=True
        ),
    ]
    rates: dict[str, list[float]] = {task.name: [] for task in tasks}
    for _ in range(ROUNDS):
        for task in tasks:
            rates[task.name].append(_rate(task))
    first = statistics.median(rates[tasks[0].name])
    for name, found in rates.items():
        rate = statistics.median(found)
        print(f"  {name:<44}{rate:8.0f} bookings/s {rate / first:6.2f} x the plain driver")
    print(f"  seats of the hot session taken: {_hot_seats(url)} of {HOT_SEATS}")


def _rate(task: Task) -> float:
    engine = prepare_engine(sa.create_engine(**engine_options(task.url)))
    with engine.begin() as connection:
        for statement in EMPTY:
            connection.execute(sa.text(statement))
    engine.dispose()
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(PROCESSES)
    results: SimpleQueue[tuple[int, float]] = context.SimpleQueue()
    workers = [
        context.Process(target=_work, args=(task, number, barrier, results))
        for number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    counts = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    booked = sum(count for count, _ in counts)
    return float(booked / max(seconds for _, seconds in counts))


def _work(
    task: Task, number: int, barrier: Barrier, results: "SimpleQueue[tuple[int, float]]"
) -> None:
    """Be one process of the server: its threads serve its share of the clients."""
    threads = min(task.clients // PROCESSES, THREADS)
    engine = prepare_engine(sa.create_engine(**engine_options(task.url)))
    wishes = iter(_wishes(number, hot=task.is_hot))
    with ThreadPoolExecutor(threads) as pool:
        list(
            pool.map(
                lambda thread: _warm_up(task, number * THREADS + thread, engine), range(threads)
            )
        )
        barrier.wait()
        found = list(pool.map(lambda _: _serve(task, wishes, engine), range(threads)))
    results.put((sum(booked for booked, _ in found), max(seconds for _, seconds in found)))
    engine.dispose()


def _warm_up(task: Task, spare: int, engine: sa.Engine) -> None:
    """Open the connections and prepare the statements, as in a server that has been running."""
    for slot in range(WARM_UP):
        task.step(engine, PEOPLE - spare, 1 + slot * AT_ONCE)


def _serve(task: Task, wishes: Iterator[tuple[int, int]], engine: sa.Engine) -> tuple[int, float]:
    """Serve whoever comes next for some seconds; return how many seats were booked, and when."""
    started = last = time.perf_counter()
    booked = 0
    for person, dialogue in wishes:
        if time.perf_counter() - started > SECONDS:
            break
        with suppress(MatchmakingError):
            booked += task.step(engine, person, dialogue)
            last = time.perf_counter()
    return booked, last - started


def _wishes(number: int, *, hot: bool) -> list[tuple[int, int]]:
    """Return who wants which session, in the order in which they come to one process."""
    people = range(1 + number, PEOPLE - PROCESSES * THREADS, PROCESSES)
    if hot:
        return [(person, SESSIONS + 1) for person in people]
    slots = range(SESSIONS // AT_ONCE)
    return [(person, 1 + slot * AT_ONCE + person % AT_ONCE) for slot in slots for person in people]


def _hot_seats(url: str) -> int:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        query = sa.text("SELECT taken FROM dialogues WHERE id = :id")
        return int(connection.execute(query, {"id": SESSIONS + 1}).scalar_one())
