"""Taking the publication in force back: everything stands as before, as far as it still can."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import say
from matchmaking.expo.models import Edition
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.differences import Shift
from matchmaking.timetables.errors import NothingToUndoError, NotInForceError, UndoHinderedError
from matchmaking.timetables.models import ArrangedMeeting, Publication, Round
from matchmaking.timetables.queries.differences import stands_of, targets_of
from matchmaking.timetables.queries.publications import in_force, take_turn
from matchmaking.timetables.queries.undoing import undoing_of
from matchmaking.timetables.services.shifting import carry_out
from matchmaking.timetables.services.telling import Told, tell_each
from matchmaking.timetables.undoing import Undoing

UNDONE = say("undid the publication of the plan")


def undo(
    session: Session, publication: Publication, *, actor: Actor, at: datetime, rest: bool = False
) -> Undoing:
    """Put back what the publication in force changed; ``rest`` leaves out what can't be.

    Raises:
        NotInForceError: it was undone, or another plan was published since.
        UndoHinderedError: some meetings can't stand as they did, and ``rest`` was not asked for.
        NothingToUndoError: none of them can.
    """
    take_turn(session, publication.round_id)
    newest = in_force(session, publication.round_id)
    if newest is None or newest.id != publication.id:
        raise NotInForceError
    back, ground = undoing_of(session, publication, at=at)
    if back.hindrances and not rest:
        raise UndoHinderedError(len(back.hindrances))
    if back.hindrances and not back.shifts:
        raise NothingToUndoError
    _mark(session, publication, actor=actor, at=at)
    carry_out(session, back.shifts, actor=actor, at=at)
    _forget_requests(session, back)
    session.flush()
    plan = publication.plan
    _lock_as_before(session, plan.round)
    zone = session.get_one(Edition, plan.round.edition_id).zone
    shifts = [*back.shifts, *_untouched(session, back, plan.round)]
    told = Told(plan.round, shifts, ground, zone, is_undone=True)
    tell_each(session, told, by=actor, at=at)
    record(session, actor, UNDONE.text, subject=("plan", plan.id), at=at)
    session.flush()
    return back


def _mark(session: Session, publication: Publication, *, actor: Actor, at: datetime) -> None:
    statement = (
        sa.update(Publication)
        .where(Publication.id == publication.id, Publication.undone_at.is_(None))
        .values(undone_at=at, undone_by_id=actor.account_id, version=Publication.version + 1)
        .returning(Publication.id)
        .execution_options(synchronize_session=False)
    )
    if session.execute(statement).first() is None:
        raise NotInForceError
    session.refresh(publication)


def _untouched(session: Session, back: Undoing, round_: Round) -> list[Shift]:
    """Return the meetings of the round that stand all the same, for counting them."""
    done = {one.pair for one in back.shifts}
    return [
        Shift(pair, stand.sides, None, stand.standing, stand.standing, stand)
        for pair, stand in stands_of(session, round_).items()
        if pair not in done
    ]


def _lock_as_before(session: Session, round_: Round) -> None:
    """Let what stands be locked as the plan has it that is in force again, if there is one."""
    standing = in_force(session, round_.id)
    targets = targets_of(session, standing.plan) if standing else []
    locked = {one.pair for one in targets if one.is_locked}
    changed = [
        {"meeting_id": one.meeting_id, "is_locked": pair in locked}
        for pair, one in stands_of(session, round_).items()
        if one.is_arranged and one.is_locked != (pair in locked)
    ]
    if changed:
        session.execute(sa.update(ArrangedMeeting), changed)


def _forget_requests(session: Session, back: Undoing) -> None:
    """Requests that are open again are people's own: no plan may move them."""
    keys = [
        one.stand.meeting_id
        for one in back.shifts
        if one.stand and one.after and one.after.state is MeetingState.REQUESTED
    ]
    session.execute(sa.delete(ArrangedMeeting).where(ArrangedMeeting.meeting_id.in_(keys)))
