"""A session through whatever people and its host do to it, found out by Hypothesis."""

import sqlalchemy as sa
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from matchmaking.core.errors import MatchmakingError
from matchmaking.core.wording import Name
from matchmaking.dialogues import queries, services
from matchmaking.dialogues.models import Allotment, Dialogue
from matchmaking.dialogues.values import OUTSIDE, AllotmentPlan, Audience, SessionPlan
from matchmaking.expo.services import occupy, vacate
from matchmaking.expo.values import Holder, HolderKind, Resource, ResourceKind, Slot
from tests.dialogues.scene import Person, book, give_up, make_person, state_of, wait, wrongs
from tests.factories.accounts import actor, make_organiser
from tests.factories.dialogues import make_allotment, make_dialogue
from tests.factories.expo import NOW, make_edition, venue_time

PEOPLE = 7


class SessionOverTime(RuleBasedStateMachine):
    """Seats, allotments and the waiting list of one session."""

    engine: Engine

    @initialize()
    def open_doors(self) -> None:
        """Make a session of four seats, two of them kept, and people of different kinds."""
        self.connection = self.engine.connect()
        self.outer = self.connection.begin()
        self.session = Session(self.connection, join_transaction_mode="create_savepoint")
        edition = make_edition(self.session)
        self.host = actor(make_organiser(self.session, edition))
        dialogue = make_dialogue(self.session, edition, capacity=4)
        whole = make_allotment(self.session, dialogue, capacity=2)
        make_allotment(
            self.session, dialogue, capacity=1, audience=Audience.BUYER, parent_id=whole.id
        )
        self.dialogue_id = dialogue.id
        self.people: list[Person] = [
            make_person(self.session, edition, global_500_rank=1 if number < 4 else None)
            for number in range(PEOPLE)
        ]
        self.session.commit()

    def attempt(self, act: object, *arguments: object, **options: object) -> None:
        """Do something as a request would: commit it, or roll back if a rule refuses."""
        try:
            act(self.session, *arguments, **options)  # type: ignore[operator]
        except MatchmakingError:
            self.session.rollback()
        else:
            self.session.commit()

    @rule(number=st.integers(0, PEOPLE - 1))
    def somebody_comes(self, number: int) -> None:
        """Book a seat; if none is left, wait for one."""
        self.attempt(book, self.people[number], self.dialogue_id)
        self.attempt(wait, self.people[number], self.dialogue_id)

    @rule(number=st.integers(0, PEOPLE - 1))
    def somebody_leaves(self, number: int) -> None:
        """Let one of those who have something here give it up."""
        inside = [
            one
            for one in self.people
            if state_of(self.session, one, self.dialogue_id) not in {None, *OUTSIDE}
        ]
        if inside:
            self.attempt(give_up, inside[number % len(inside)], self.dialogue_id)

    @rule(number=st.integers(0, PEOPLE - 1), hour=st.integers(15, 17), free=st.booleans())
    def somebody_else_calls(self, number: int, hour: int, *, free: bool) -> None:
        """Fill or free an hour of somebody's calendar with a meeting."""
        holder = Holder(HolderKind.MEETING, number + 1)
        if free:
            self.attempt(vacate, holder)
            return
        slot = Slot(venue_time(5, hour), venue_time(5, hour + 1))
        person = Resource(ResourceKind.PERSON, self.people[number].key)
        self.attempt(occupy, [person], slot, holder, what=Name("Meeting", "洽谈"))

    @rule(capacity=st.integers(1, 3), inside=st.booleans())
    def seats_are_kept(self, capacity: int, *, inside: bool) -> None:
        """Keep seats, perhaps as a part of others."""
        first = self.session.scalar(sa.select(Allotment.id).order_by(Allotment.id).limit(1))
        plan = AllotmentPlan(
            Name("Kept", "保留"),
            Audience.BUYER if inside else Audience.GLOBAL_500,
            capacity,
            first if inside else None,
        )
        self.attempt(services.keep_seats, self.host, self.dialogue_id, plan, at=NOW)

    @rule(which=st.integers(0, 3), capacity=st.integers(0, 4))
    def kept_seats_change(self, which: int, capacity: int) -> None:
        """Keep more, fewer or none."""
        keys = self.session.scalars(sa.select(Allotment.id).order_by(Allotment.id)).all()
        if which >= len(keys):
            return
        if capacity:
            self.attempt(
                services.resize_allotment,
                self.host,
                self.dialogue_id,
                keys[which],
                capacity=capacity,
                at=NOW,
            )
        else:
            self.attempt(
                services.release_allotment, self.host, self.dialogue_id, keys[which], at=NOW
            )

    @rule(capacity=st.integers(3, 6), hour=st.integers(15, 16))
    def the_session_changes(self, capacity: int, hour: int) -> None:
        """Change how many seats there are, and when it is."""
        row = self.session.get_one(Dialogue, self.dialogue_id)
        plan = SessionPlan(
            kind=row.kind,
            name=row.label,
            about=Name("", ""),
            host=row.host,
            host_delegation_id=None,
            place_id=row.place_id,
            starts_at=venue_time(5, hour),
            ends_at=venue_time(5, hour + 2),
            languages="",
            interpretation="",
            admission=row.admission,
            capacity=capacity,
        )
        self.attempt(services.change_session, self.host, row, plan, at=NOW)

    @invariant()
    def all_counts_agree(self) -> None:
        """Count everything anew and compare."""
        assert wrongs(self.session, self.dialogue_id) == []

    @invariant()
    def the_line_is_in_order(self) -> None:
        """Nobody stands twice in the line."""
        line = [
            one.guest.representative_id for one in queries.waiting(self.session, self.dialogue_id)
        ]
        assert len(set(line)) == len(line)

    def teardown(self) -> None:
        """Forget everything."""
        if hasattr(self, "session"):
            self.session.close()
            self.outer.rollback()
            self.connection.close()


def test_seats_allotments_and_the_line_agree_whatever_happens(engine: Engine) -> None:
    machine = type("Machine", (SessionOverTime,), {"engine": engine})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
