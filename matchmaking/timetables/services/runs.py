"""Runs: a plan is asked for, sought by the worker, stopped if somebody says so, and ends."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import UtcDateTime
from matchmaking.core.wording import Sentence, say
from matchmaking.scheduling.rounds.values import Moment
from matchmaking.timetables.answers import Answer
from matchmaking.timetables.models import Plan, PlanMoment, PlannedMeeting, Round, WishList
from matchmaking.timetables.queries.rounds import takes_part
from matchmaking.timetables.run_errors import (
    NobodyWishesError,
    NoSlotLeftError,
    NotRunningError,
    TooManyWaitingError,
)
from matchmaking.timetables.settings import PlanSettings, packed
from matchmaking.timetables.values import Kind, PlanState

MOST_WAITING = 5
LONGEST_NOTE = 120
# A search that has not been heard of for so long has ended without saying so.
SILENCE = timedelta(seconds=90)
# One that was heard of in the future is of before the clock was put back, as a demonstration's
# is when it starts anew; workers' clocks differ by less.
DIFFERENCE = timedelta(seconds=30)
ROWS_AT_ONCE = 1000
ASKED = say("asked for a plan")
STOPPED = say("stopped the search for a plan")
TAKEN_BACK = say("It was taken back before the search began.")
BEGUN_AGAIN = say("The worker ended in the middle of this search, so it was begun again.")
DIED = say("The worker ended in the middle of this search. Run it again.")
DIED_AGAIN = say(
    "The worker ended in the middle of this search twice. Run it again with less time; "
    "if that ends too, tell whoever runs the server."
)


@dataclass(frozen=True)
class Order:
    """A plan that somebody asks for: a run, or a what-if beside its ``parent``."""

    settings: PlanSettings
    note: str = ""
    kind: Kind = Kind.RUN
    parent: Plan | None = None


@dataclass(frozen=True)
class Claim:
    """Whose search it is: once a plan is begun again, whoever began it before writes no more."""

    plan_id: int
    since: datetime | None


def ask_for_plan(
    session: Session, round_: Round, order: Order, *, actor: Actor, at: datetime
) -> Plan:
    """Let the worker make a plan of a round; it is searched after those asked for before.

    Raises:
        NobodyWishesError: nobody who takes part has handed in a wish list.
        NoSlotLeftError: there is no slot to come.
        TooManyWaitingError: enough plans of the round are waiting.
    """
    # Whoever asks at the same moment waits here, so that numbers have no gaps and no doubles.
    session.execute(sa.select(Round.id).where(Round.id == round_.id).with_for_update())
    _require_sense(session, round_, order.settings, at)
    newest = session.scalar(sa.select(sa.func.max(Plan.number)).where(Plan.round_id == round_.id))
    plan = Plan(
        round=round_,
        number=(newest or 0) + 1,
        kind=order.kind,
        parent=order.parent,
        note=order.note[:LONGEST_NOTE],
        settings=packed(order.settings),
        created_by_id=actor.account_id,
        created_at=at,
    )
    session.add(plan)
    session.flush()
    record(session, actor, ASKED.text, subject=("plan", plan.id), at=at)
    return plan


def _require_sense(session: Session, round_: Round, settings: PlanSettings, at: datetime) -> None:
    handed_in = sa.select(WishList.id).where(
        WishList.round_id == round_.id, WishList.sent_at.is_not(None), takes_part()
    )
    if session.scalar(handed_in.limit(1)) is None:
        raise NobodyWishesError
    ends = [block.ends_at for block in round_.blocks]
    ends += [block.slot.ends_at for block in settings.extra_blocks]
    if not any(end > at for end in ends):
        raise NoSlotLeftError
    waiting = sa.select(sa.func.count()).where(
        Plan.round_id == round_.id, Plan.state == PlanState.QUEUED
    )
    if (session.scalar(waiting) or 0) >= MOST_WAITING:
        raise TooManyWaitingError(MOST_WAITING)


def start(session: Session, plan_id: int, *, at: datetime) -> bool:
    """Begin to seek a plan that waits, unless another of its round is being sought.

    The database decides: of two workers that try, one begins. What an earlier search of the
    plan left is removed.
    """
    claim = (
        sa.update(Plan)
        .where(Plan.id == plan_id, Plan.state == PlanState.QUEUED)
        .values(state=PlanState.RUNNING, started_at=at, heard_at=at)
        .returning(Plan.id)
    )
    try:
        with session.begin_nested():
            claimed = session.execute(claim).first() is not None
    except IntegrityError:
        return False
    if claimed:
        session.execute(sa.delete(PlanMoment).where(PlanMoment.plan_id == plan_id))
        session.execute(sa.delete(PlannedMeeting).where(PlannedMeeting.plan_id == plan_id))
    return claimed


def note_question(
    session: Session, claim: Claim, question: dict[str, Any], *, digest: str, wanted: int
) -> None:
    """Keep what the solver was asked."""
    _update(session, claim, question=question, digest=digest, wanted=wanted)


def note_moments(
    session: Session, claim: Claim, moments: Sequence[tuple[int, Moment]], *, at: datetime
) -> bool:
    """Keep what a search reports, by its position; return whether it shall still go on."""
    alive = _update(session, claim, heard_at=at)
    if alive and moments:
        placed = moments[-1][1].placed
        _update(session, claim, placed=placed, seconds=moments[-1][1].seconds)
        session.execute(
            sa.insert(PlanMoment),
            [
                {"plan_id": claim.plan_id, "position": position, **asdict(moment)}
                for position, moment in moments
            ],
        )
    return alive


def is_stopped(session: Session, plan_id: int) -> bool:
    """Return whether somebody has said that a search is good enough."""
    query = sa.select(Plan.stop_asked_at).where(Plan.id == plan_id)
    return session.scalar(query) is not None


def keep_answers(
    session: Session, claim: Claim, rows: Sequence[dict[str, Any]], *, at: datetime
) -> bool:
    """Write some of the meetings of a plan that is being finished; return whether it still is."""
    alive = _update(session, claim, heard_at=at)
    if alive:
        session.execute(
            sa.insert(PlannedMeeting), [{"plan_id": claim.plan_id, **row} for row in rows]
        )
    return alive


def finish(session: Session, claim: Claim, *, at: datetime, **results: Any) -> bool:
    """Say that a plan is ready, with its scores and figures."""
    return _update(session, claim, state=PlanState.READY, finished_at=at, **results)


def fail(
    session: Session,
    claim: Claim,
    why: Sentence,
    *,
    at: datetime,
    findings: dict[str, Any] | None = None,
) -> bool:
    """Say that no plan came of a search, and why."""
    return _update(
        session,
        claim,
        state=PlanState.FAILED,
        finished_at=at,
        failure=why.text,
        findings=findings or {},
    )


def _update(session: Session, claim: Claim, **values: Any) -> bool:
    """Change a plan that is being sought; one that was given up meanwhile stays as it is."""
    change = (
        sa.update(Plan)
        .where(
            Plan.id == claim.plan_id,
            Plan.state == PlanState.RUNNING,
            Plan.started_at == claim.since,
        )
        .values(**values)
        .returning(Plan.id)
    )
    return session.execute(change).first() is not None


def stop(session: Session, plan: Plan, *, actor: Actor, at: datetime) -> None:
    """End a search with the best it has; one that waits is taken back.

    Raises:
        NotRunningError: it has ended already.
    """
    waits = sa.case(
        (Plan.state == PlanState.QUEUED, PlanState.FAILED.value), else_=PlanState.RUNNING.value
    )
    reason = sa.case((Plan.state == PlanState.QUEUED, TAKEN_BACK.text), else_="")
    ended = sa.case((Plan.state == PlanState.QUEUED, sa.literal(at, UtcDateTime())))
    change = (
        sa.update(Plan)
        .where(Plan.id == plan.id, Plan.state.in_((PlanState.QUEUED, PlanState.RUNNING)))
        .values(stop_asked_at=at, state=waits, failure=reason, finished_at=ended)
        .returning(Plan.id)
        .execution_options(synchronize_session=False)
    )
    if session.execute(change).first() is None:
        raise NotRunningError
    session.expire(plan)
    record(session, actor, STOPPED.text, subject=("plan", plan.id), at=at)


def has_dead(session: Session, *, at: datetime) -> bool:
    """Return whether the worker of some search has ended without a word."""
    return session.scalar(sa.select(Plan.id).where(_is_dead(at)).limit(1)) is not None


def _is_dead(at: datetime) -> sa.ColumnElement[bool]:
    is_silent = sa.or_(Plan.heard_at < at - SILENCE, Plan.heard_at > at + DIFFERENCE)
    return sa.and_(Plan.state == PlanState.RUNNING, is_silent)


def give_up_dead(session: Session, *, at: datetime) -> int:
    """Let searches whose worker has ended without a word begin again, once; return how many.

    One that was to be stopped, or has been begun again already, has failed.
    """
    again = sa.and_(_is_dead(at), Plan.failure == "", Plan.stop_asked_at.is_(None))
    revived = (
        sa.update(Plan)
        .where(again)
        .values(state=PlanState.QUEUED, started_at=None, heard_at=None, failure=BEGUN_AGAIN.text)
        .returning(Plan.id)
    )
    count = len(session.execute(revived).all())
    why = sa.case((Plan.failure == BEGUN_AGAIN.text, DIED_AGAIN.text), else_=DIED.text)
    silent = (
        sa.update(Plan)
        .where(_is_dead(at))
        .values(state=PlanState.FAILED, finished_at=at, failure=why)
        .returning(Plan.id)
    )
    return count + len(session.execute(silent).all())


def waiting(session: Session, round_id: int | None = None) -> list[int]:
    """Return the plans to seek next: the first of each round that waits and seeks none."""
    seeks = sa.select(Plan.round_id).where(Plan.state == PlanState.RUNNING)
    query = (
        sa.select(sa.func.min(Plan.id))
        .where(Plan.state == PlanState.QUEUED, Plan.round_id.not_in(seeks))
        .group_by(Plan.round_id)
    )
    if round_id is not None:
        query = query.where(Plan.round_id == round_id)
    return list(session.scalars(query))


def rows_of(
    answers: Sequence[Answer], obstacles: dict[int, dict[str, Any]]
) -> list[list[dict[str, Any]]]:
    """Return the rows of a plan's meetings, in batches that are written quickly."""
    rows = [
        {**asdict(answer), "obstacle": obstacles.get(number)}
        for number, answer in enumerate(answers)
    ]
    return [rows[n : n + ROWS_AT_ONCE] for n in range(0, len(rows), ROWS_AT_ONCE)]
