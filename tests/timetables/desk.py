"""An organiser at work on a round's plans."""

from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.core.queue import Queue
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.models import Plan
from tests.browser import Answer, Browser
from tests.factories.accounts import make_organiser
from tests.factories.expo import venue_time
from tests.factories.timetables import make_plan, make_planned
from tests.timetables.fair import Fair, make_fair

SCORES = [
    {"aim": "musts", "value": 1, "bound": 1},
    {"aim": "minima", "value": 0, "bound": 0},
    {"aim": "floor", "value": 800, "bound": 800},
    {"aim": "wishes", "value": 100, "bound": 112},
    {"aim": "breaks", "value": 41, "bound": 38},
    {"aim": "walking", "value": 0, "bound": 0},
]
REMEDY = {
    "kind": "places",
    "times": [[venue_time(5, 15).isoformat(), venue_time(5, 16).isoformat()]],
    "number": 2,
    "moves": 0,
    "places": [[1, 2], [3, 4]],
    "owner": None,
}


class Desk:
    """An organiser's browser, a fair and the jobs that its pages put."""

    def __init__(self, browser: Browser, session: Session, app: Flask, folder: Path) -> None:
        self.browser = browser
        self.session = session
        self.fair: Fair = make_fair(session)
        self.put: list[int] = []
        queue = Queue(folder, immediate=True)
        queue.offer("make_plan", self.put.append)
        app.extensions["queue"] = queue
        browser.signed_in_as(make_organiser(session, self.fair.edition))

    def get(self, path: str) -> Answer:
        """Fetch a page about what has been made so far."""
        self.session.flush()
        return self.browser.get(path)

    @property
    def plans_url(self) -> str:
        """Return the address of the round's plans."""
        return f"/timetable/rounds/{self.fair.round.id}/plans"

    def plan(self, **values: Any) -> Plan:
        """Make a plan with figures: one meeting placed at table 1, one not."""
        values = {"wanted": 2, "placed": 1, "scores": SCORES, "seconds": 3.2, **values}
        findings = {"tables": {"used": 1, "spots": 12}, "skipped": {"veto": 2}}
        plan = make_plan(self.session, self.fair.round, **{"findings": findings, **values})
        people = self.fair.people
        make_planned(
            self.session, plan, (people[0], people[1]), self.fair.tables[0], grade_a=Grade.MUST
        )
        obstacle = {
            "kind": "no_place",
            "times": REMEDY["times"],
            "people": [people[1].id, people[2].id],
            "party": None,
            "remedy": {**REMEDY, "hall": self.fair.hall.id},
        }
        make_planned(self.session, plan, (people[1], people[2]), obstacle=obstacle)
        return plan


def url(plan: Plan, part: str = "") -> str:
    """Return the address of a plan's page."""
    return f"/timetable/plans/{plan.id}{part}"
