"""How long it takes to put a timetable in force, to move all of it, and to take that back.

    python -m bench.publishing [--rounds 3]

A row per database and size: the median seconds with the commit, and the statements sent. Everybody
meets once in each of the slots, so that the second plan moves every meeting to where another was.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from bench.databases import databases, migrate
from bench.fair import environment
from matchmaking.accounts.values import Actor
from matchmaking.core.database import engine_options, prepare_engine
from matchmaking.expo.models import MeetingBlock, Place
from matchmaking.timetables.models import Plan, PlannedMeeting
from matchmaking.timetables.queries.publications import in_force
from matchmaking.timetables.services.publishing import publish
from matchmaking.timetables.services.undoing import undo
from tests.factories.accounts import actor, make_organiser
from tests.factories.expo import NOW, make_block, make_edition, make_hall, make_place, venue_time
from tests.factories.meetings import Side, make_side
from tests.factories.timetables import make_plan, make_round

# Pairs that meet at the same time, and slots.
SIZES = ((33, 5), (60, 5), (150, 20))
MINUTES = 30
STEPS = ("all new", "all moved", "moved back", "called off")
HEADER = ("database", "meetings", *STEPS)
FORMAT = "{:<12}{:>9}" + "{:>20}" * len(STEPS)


@dataclass
class Counter:
    """How many statements a database was sent; one for many rows counts as one."""

    count: int = 0

    def note(self, *_arguments: object) -> None:
        """Count one."""
        self.count += 1


@dataclass
class Fair:
    """Hosts and guests who all meet each other, as far as the slots go; two plans for it."""

    session: Session
    pairs: int
    slots: int
    plans: list[int] = field(default_factory=list)

    def lay_out(self) -> None:
        """Make it in an empty database."""
        edition = make_edition(self.session)
        hall = make_hall(self.session, edition)
        tables = [make_place(self.session, edition, hall=hall) for _ in range(self.pairs)]
        begin = venue_time(6, 8)
        end = begin + timedelta(minutes=MINUTES * self.slots)
        facts = {"starts_at": begin, "ends_at": end, "slot_minutes": MINUTES}
        block = make_block(self.session, edition, tables, **facts)
        sides = [make_side(self.session, edition) for _ in range(2 * self.pairs)]
        self.round = make_round(self.session, edition, block)
        self.organiser: Actor = actor(make_organiser(self.session, edition))
        for number in (1, 2):
            plan = make_plan(self.session, self.round, number=number)
            rows = list(self._rows(plan, number - 1, sides, tables, block))
            self.session.execute(sa.insert(PlannedMeeting), rows)
            self.plans.append(plan.id)
        self.session.commit()

    def _rows(
        self, plan: Plan, later: int, sides: list[Side], tables: list[Place], block: MeetingBlock
    ) -> Iterator[dict[str, object]]:
        hosts, guests = sides[: self.pairs], sides[self.pairs :]
        for slot in range(self.slots):
            for number, host in enumerate(hosts):
                guest = guests[(number + slot) % self.pairs]
                at = (slot + later) % self.slots
                starts_at = block.starts_at + timedelta(minutes=MINUTES * at)
                yield {
                    "plan_id": plan.id,
                    "a_id": host.participation.id,
                    "b_id": guest.participation.id,
                    "a_representative_id": host.person.id,
                    "b_representative_id": guest.person.id,
                    "grade_a": "want",
                    "block_id": block.id,
                    "starts_at": starts_at,
                    "ends_at": starts_at + timedelta(minutes=MINUTES),
                    "place_id": tables[(number + later) % self.pairs].id,
                    "unit": 0,
                    "is_locked": False,
                }


def steps(fair: Fair) -> Iterator[Callable[[], None]]:
    """Yield what an organiser does, one after the other; at the end all is as before."""
    session, at = fair.session, NOW

    def put_in_force(number: int) -> None:
        standing = in_force(session, fair.round.id)
        plan = session.get_one(Plan, fair.plans[number])
        seen = standing.id if standing else 0
        publish(session, plan, actor=fair.organiser, at=at, seen=seen)

    def take_back() -> None:
        standing = in_force(session, fair.round.id)
        assert standing is not None
        undo(session, standing, actor=fair.organiser, at=at)

    yield lambda: put_in_force(0)
    yield lambda: put_in_force(1)
    yield take_back
    yield take_back


def measure(fair: Fair, counter: Counter, rounds: int) -> list[str]:
    """Return the median seconds of every step, and how many statements it sends."""
    seconds: list[list[float]] = [[] for _ in STEPS]
    sent = [0] * len(STEPS)
    for _ in range(rounds):
        for number, step in enumerate(steps(fair)):
            counter.count, began = 0, time.perf_counter()
            step()
            fair.session.commit()
            seconds[number].append(time.perf_counter() - began)
            sent[number] = counter.count
    return [
        f"{statistics.median(mine):.2f} s, {count:,}"
        for mine, count in zip(seconds, sent, strict=True)
    ]


@contextmanager
def laid_out(url: str, pairs: int, slots: int) -> Iterator[tuple[Fair, Counter]]:
    """Give a fair in a database, and what counts the statements sent to it."""
    engine = prepare_engine(sa.create_engine(**engine_options(url)))
    counter = Counter()
    with Session(engine) as session:
        fair = Fair(session, pairs, slots)
        fair.lay_out()
        event.listen(engine, "before_cursor_execute", counter.note)
        yield fair, counter
    engine.dispose()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(FORMAT.format(*HEADER), flush=True)
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as found:
        for name, url in found:
            migrate(environment(url, folder))
            for pairs, slots in SIZES:
                with laid_out(url, pairs, slots) as (fair, counter):
                    figures = measure(fair, counter, options.rounds)
                print(FORMAT.format(name.split(",")[0], pairs * slots, *figures), flush=True)


if __name__ == "__main__":
    main()
