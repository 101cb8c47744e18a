"""What the worker does for timetables: it makes plans, and reminds of wishes."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from matchmaking.core.clock import utc_now
from matchmaking.core.wording import Sentence, say
from matchmaking.scheduling.rounds.question import digest, to_json
from matchmaking.scheduling.rounds.values import Moment
from matchmaking.timetables.answers import answers
from matchmaking.timetables.findings import findings_of, obstacle_of, scores_of, skipped_of
from matchmaking.timetables.models import Plan
from matchmaking.timetables.questions import Question, build, read
from matchmaking.timetables.searching import Found, Limits, Search, SearchFailedError
from matchmaking.timetables.services import runs
from matchmaking.timetables.services.locks import held_around
from matchmaking.timetables.services.reminders import remind_due
from matchmaking.timetables.settings import PlanSettings, unpacked

logger = logging.getLogger(__name__)

# How often news of a search is written down, and how often that it goes on.
NEWS_SECONDS = 1.0
PAUSE_SECONDS = 0.5
SIGN_OF_LIFE_SECONDS = 10.0
# What a search may take beyond its time to explain itself, before it is stopped and then ended.
PATIENCE_SECONDS = 60.0
NOTHING_TO_PLACE = say("None of the wishes can be planned: see why they are left out.")
NO_SLOT = say("No slot is left to plan: all are over or left out.")
BROKE = say("The search ended unexpectedly. Run it again.")


@dataclass(frozen=True)
class Sessions:
    """How a job reads and how it writes: each in transactions of its own, as short as can be."""

    reading: Callable[[], Session]
    writing: Callable[[], Session]


def remind_of_wishes(session_factory: Callable[[], Session], at: datetime) -> int:
    """Remind who has not handed in of wishes that close soon; return how many. For every minute."""
    with session_factory() as session:
        count = remind_due(session, at=at)
        session.commit()
    return count


def make_plan(sessions: Sessions, plan_id: int) -> None:
    """Make a plan that waits, then those of its round that waited for it.

    May be called twice or late: a plan that does not wait any more is left alone.
    """
    following: list[int] = [plan_id]
    while following:
        round_id = _make(sessions, following.pop())
        if round_id is not None:
            with sessions.reading() as session:
                following = runs.waiting(session, round_id)


def look_after_plans(sessions: Sessions, put: Callable[[int], None]) -> None:
    """Let searches whose worker has ended begin again, and have plans that wait made."""
    with sessions.reading() as session:
        needed = runs.has_dead(session, at=utc_now())
    if needed:
        with sessions.writing() as session:
            runs.give_up_dead(session, at=utc_now())
            session.commit()
    with sessions.reading() as session:
        waiting = runs.waiting(session)
    for plan_id in waiting:
        put(plan_id)


def _make(sessions: Sessions, plan_id: int) -> int | None:
    """Make one plan; return its round, unless it was not ours to make."""
    with sessions.writing() as session:
        began = runs.start(session, plan_id, at=utc_now())
        session.commit()
    if not began:
        return None
    run = _Run(sessions, plan_id)
    try:
        run.seek()
    except SearchFailedError:
        run.fail(BROKE)
    except Exception:
        logger.exception("A plan could not be made.")
        run.fail(BROKE)
    return run.round_id


class _Run:
    """The search for one plan, from its question to its rows."""

    def __init__(self, sessions: Sessions, plan_id: int) -> None:
        self.sessions = sessions
        self.plan_id = plan_id
        self.position = 0
        self.heard = time.monotonic()
        with sessions.reading() as session:
            plan = session.get_one(Plan, plan_id)
            self.round_id = plan.round_id
            self.claim = runs.Claim(plan_id, plan.started_at)
            self.settings = unpacked(plan.settings)

    def seek(self) -> None:
        """Ask the solver, follow its search, and keep what comes of it."""
        question = self._ask(self.settings)
        if not question.pairs or not question.slots:
            self.fail(NO_SLOT if not question.slots else NOTHING_TO_PLACE, question)
            return
        limits = Limits(self.settings.seconds, self.settings.seed)
        search = Search(question.problem, limits)
        try:
            found = self._follow(search)
        finally:
            search.end()
        if found is not None:
            self._keep(question, found)

    def fail(self, why: Sentence, question: Question | None = None) -> None:
        """Say why there is no plan."""
        found = {"skipped": skipped_of(question)} if question else {}
        with self.sessions.writing() as session:
            runs.fail(session, self.claim, why, at=utc_now(), findings=found)
            session.commit()

    def _ask(self, settings: PlanSettings) -> Question:
        also = [block.slot for block in settings.extra_blocks]
        with self.sessions.reading() as session:
            plan = session.get_one(Plan, self.plan_id)
            held = held_around(session, plan)
            facts = read(session, plan.round, at=utc_now(), also=also, held=held)
        question = build(facts, settings)
        with self.sessions.writing() as session:
            runs.note_question(
                session,
                self.claim,
                to_json(question.problem),
                digest=digest(question.problem),
                wanted=len(question.pairs),
            )
            session.commit()
        return question

    def _follow(self, search: Search) -> Found | None:
        """Write down what a search reports until it ends; nothing comes of one given up."""
        until = time.monotonic() + self.settings.seconds + PATIENCE_SECONDS
        stopped = False
        while True:
            moments = list(search.news(NEWS_SECONDS))
            if not self._note(moments):
                return None
            if search.found is not None:
                return search.found
            overdue = time.monotonic() > until
            if overdue and stopped:
                raise SearchFailedError
            if not stopped and (overdue or self._is_stopped()):
                search.stop()
                stopped, until = True, time.monotonic() + PATIENCE_SECONDS
            time.sleep(PAUSE_SECONDS)

    def _note(self, moments: list[Moment]) -> bool:
        """Write news down, the latest of each aim; return whether the search shall go on."""
        silent = time.monotonic() - self.heard
        if not moments and silent < SIGN_OF_LIFE_SECONDS:
            return True
        latest = list({moment.aim: moment for moment in moments}.values())
        numbered = list(enumerate(latest, start=self.position))
        with self.sessions.writing() as session:
            goes_on = runs.note_moments(session, self.claim, numbered, at=utc_now())
            session.commit()
        self.position += len(latest)
        self.heard = time.monotonic()
        return goes_on

    def _is_stopped(self) -> bool:
        with self.sessions.reading() as session:
            return runs.is_stopped(session, self.plan_id)

    def _keep(self, question: Question, found: Found) -> None:
        """Write the plan down, in short transactions; it is ready with the last of them."""
        seated = answers(question, found.plan.seats)
        obstacles: dict[int, dict[str, Any]] = {
            one.meeting: obstacle_of(question, one) for one in found.obstacles
        }
        for rows in runs.rows_of(seated, obstacles):
            with self.sessions.writing() as session:
                goes_on = runs.keep_answers(session, self.claim, rows, at=utc_now())
                session.commit()
            if not goes_on:
                return
        with self.sessions.writing() as session:
            runs.finish(
                session,
                self.claim,
                at=utc_now(),
                scores=scores_of(found.plan),
                findings=findings_of(question, found.plan.seats, found.remedies),
                placed=sum(seat is not None for seat in found.plan.seats),
                seconds=found.plan.seconds,
            )
            session.commit()
