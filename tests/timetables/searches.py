"""A fair that wants a plan, in a database with real commits, and a search that a test decides."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.database import reading
from matchmaking.scheduling.rounds.values import Aim, Moment, RoundPlan, RoundProblem, Score
from matchmaking.timetables.jobs import Sessions
from matchmaking.timetables.models import Plan, PlannedMeeting
from matchmaking.timetables.searching import Found, Limits
from matchmaking.timetables.services.runs import Order, ask_for_plan
from matchmaking.timetables.settings import PlanSettings
from tests.databases import Database
from tests.factories.accounts import actor, make_organiser
from tests.factories.expo import NOW
from tests.timetables.fair import make_fair

QUICK = PlanSettings(seconds=2)


class Place:
    """A database with real commits, a fair in it, and an organiser."""

    def __init__(self, database: Database, session: Session) -> None:
        self.session = session
        self.sessions = Sessions(
            lambda: Session(reading(database.engine)), lambda: Session(database.engine)
        )
        self.fair = make_fair(session)
        self.organiser: Actor = actor(make_organiser(session, self.fair.edition))
        self.fair.wish(0, 1)
        self.fair.wish(1, 2)
        session.commit()

    def ask(self, settings: PlanSettings = QUICK) -> Plan:
        """Ask for a plan."""
        plan = ask_for_plan(
            self.session, self.fair.round, Order(settings), actor=self.organiser, at=NOW
        )
        self.session.commit()
        return plan

    def rows(self, plan: Plan) -> list[PlannedMeeting]:
        """Return the meetings of a plan."""
        query = sa.select(PlannedMeeting).where(PlannedMeeting.plan_id == plan.id)
        return list(self.session.scalars(query.order_by(PlannedMeeting.id)))

    def read_anew(self) -> None:
        """Forget what was read."""
        self.session.commit()
        self.session.expire_all()


class PretendedSearch:
    """A search whose reports and end a test decides."""

    started: int = 0

    def __init__(self, problem: RoundProblem, _limits: Limits) -> None:
        type(self).started += 1
        self.problem = problem
        self.found: Found | None = None
        self.is_stopped = False

    def news(self, _seconds: float) -> Iterator[Moment]:
        """Report once a time; be over once stopped."""
        yield Moment(Aim.MUSTS, 0, 0, 0.1, 0)
        if self.is_stopped:
            seats = tuple(None for _ in self.problem.meetings)
            self.found = Found(RoundPlan(seats, (Score(Aim.MUSTS, 0, 3),), 0.2))

    def stop(self) -> None:
        """End with the next news."""
        self.is_stopped = True

    def end(self) -> None:
        """There is no program to end."""
