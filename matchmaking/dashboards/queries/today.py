"""What a team member sees first."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, load_only

from matchmaking.accounts.values import Actor
from matchmaking.agenda.queries import ahead_of
from matchmaking.dashboards.figures import Today
from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.expo.models import Edition
from matchmaking.intentions.models import Intention, LedgerEntry
from matchmaking.meetings.queries import due_of
from matchmaking.timetables.queries.wishes import due_of as wishes_due

MOST_DEALS = 5
OF_PARTY = joinedload(Participation.enterprise).load_only(Enterprise.name_en, Enterprise.name_zh)
# What the list of deals shows, and no more: columns nobody looks at take a third of the page.
NEWEST_DEALS = (
    sa.select(Intention)
    .where(
        sa.or_(
            Intention.buyer_id == sa.bindparam("team"), Intention.seller_id == sa.bindparam("team")
        )
    )
    .options(
        load_only(
            Intention.title,
            Intention.state,
            Intention.buyer_id,
            Intention.seller_id,
            Intention.one_year_minor,
            Intention.currency,
            Intention.disputed_at,
            Intention.held_for_id,
            raiseload=True,
        ),
        joinedload(Intention.buyer).load_only(Participation.enterprise_id).options(OF_PARTY),
        joinedload(Intention.seller).load_only(Participation.enterprise_id).options(OF_PARTY),
        joinedload(Intention.standing).load_only(LedgerEntry.bucket),
    )
    .order_by(Intention.id.desc())
    .limit(MOST_DEALS)
)


def today_of(session: Session, edition: Edition, actor: Actor, *, at: datetime) -> Today:
    """Return where to be next, what waits for an answer, the day, and the newest deals."""
    own = actor.participation_id or 0
    coming, lines = ahead_of(session, edition, actor.representative_id or 0, at)
    waiting, unreported = due_of(session, own, at)
    return Today(
        next=coming,
        waiting=waiting,
        wishes=wishes_due(session, own, at),
        unreported=unreported,
        lines=lines,
        deals=list(session.scalars(NEWEST_DEALS, {"team": own})),
        at=at,
    )
