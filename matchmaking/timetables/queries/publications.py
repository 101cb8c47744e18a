"""Reading what was published."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.accounts.models import Account
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import REPORTED, MeetingState
from matchmaking.timetables.models import PlannedMeeting, Publication, PublishedChange, Round


def take_turn(session: Session, round_id: int) -> None:
    """Wait until nobody else publishes or undoes anything of this round."""
    session.execute(sa.select(Round.id).where(Round.id == round_id).with_for_update())


def in_force(session: Session, round_id: int) -> Publication | None:
    """Return the publication that is in force: the newest that was not undone."""
    query = (
        sa.select(Publication)
        .options(joinedload(Publication.plan))
        .where(Publication.round_id == round_id, Publication.undone_at.is_(None))
        .order_by(Publication.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return session.scalar(query)


def publications_of(session: Session, round_id: int) -> Sequence[Publication]:
    """Return everything that was published of a round, the newest first."""
    query = (
        sa.select(Publication)
        .options(joinedload(Publication.plan))
        .where(Publication.round_id == round_id)
        .order_by(Publication.number.desc())
    )
    return session.scalars(query).all()


def last_number(session: Session, round_id: int) -> int:
    """Return the number of the round's newest publication, 0 if there is none."""
    query = sa.select(sa.func.max(Publication.number)).where(Publication.round_id == round_id)
    return session.scalar(query) or 0


def count_fallen(session: Session, publication: Publication) -> int:
    """Count the meetings of the plan that is in force which don't stand, or no longer do."""
    stands = meeting_of_pair(publication, (MeetingState.CONFIRMED, *REPORTED))
    query = sa.select(sa.func.count()).where(
        PlannedMeeting.plan_id == publication.plan_id,
        PlannedMeeting.starts_at.is_not(None),
        ~stands.exists(),
    )
    return session.scalar(query) or 0


def meeting_of_pair(publication: Publication, states: Iterable[MeetingState]) -> sa.Select[int]:
    """Return the meetings in these states that the pair of a planned meeting has."""
    pair = sa.cast(PlannedMeeting.a_id, sa.String) + "-" + sa.cast(PlannedMeeting.b_id, sa.String)
    return sa.select(Meeting.id).where(
        Meeting.edition_id == publication.plan.round.edition_id,
        Meeting.pair_key == pair,
        Meeting.state.in_(states),
    )


def publisher_of(session: Session, publication: Publication) -> str:
    """Return the name of whoever accepted and published it."""
    query = sa.select(Account.name).where(Account.id == publication.published_by_id)
    return session.scalar(query) or ""


def changes_of(session: Session, publication: Publication) -> Sequence[PublishedChange]:
    """Return what a publication did, with the meetings."""
    query = (
        sa.select(PublishedChange)
        .options(joinedload(PublishedChange.meeting))
        .where(PublishedChange.publication_id == publication.id)
        .order_by(PublishedChange.id)
    )
    return session.scalars(query).all()
