"""What a team member sees first."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from matchmaking.accounts.values import Actor
from matchmaking.agenda.queries import ahead_of
from matchmaking.core.database import rows_of
from matchmaking.core.money import Money
from matchmaking.core.wording import Name
from matchmaking.dashboards.figures import OwnDeal, Today
from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.expo.booking import booking_of
from matchmaking.expo.models import Edition
from matchmaking.intentions.models import Intention, LedgerEntry
from matchmaking.intentions.queries.deals import asks_team, of_team
from matchmaking.intentions.values import IntentionState
from matchmaking.meetings.queries import unreported_by, waiting_for
from matchmaking.timetables.queries.wishes import due_of as wishes_due

MOST_DEALS = 5
partner_side, partner = aliased(Participation), aliased(Enterprise)
TEAM = sa.bindparam("team", type_=sa.Integer)
THEIR_SIDE = sa.case((Intention.buyer_id == TEAM, Intention.seller_id), else_=Intention.buyer_id)
# What the list of deals shows, and no more: loading whole deals would take a third of the page.
DEALS = (
    sa.select(
        Intention.id,
        Intention.title,
        Intention.one_year_minor,
        Intention.currency,
        partner.name_en,
        partner.name_zh,
        Intention.state,
        LedgerEntry.bucket,
        Intention.disputed_at,
        Intention.held_for_id,
    )
    .join(partner_side, partner_side.id == THEIR_SIDE)
    .join(partner, partner.id == partner_side.enterprise_id)
    .outerjoin(
        LedgerEntry,
        sa.and_(
            LedgerEntry.edition_id == Intention.edition_id,
            LedgerEntry.sequence == Intention.standing_sequence,
        ),
    )
    .where(of_team(TEAM))
)
NEWEST_DEALS = (
    DEALS.where(Intention.state != IntentionState.WITHDRAWN)
    .order_by(Intention.id.desc())
    .limit(MOST_DEALS)
)
# What meetings led to already, beside the meeting.
DEALS_FROM = (
    DEALS.add_columns(Intention.meeting_id)
    .where(
        Intention.meeting_id.in_(sa.bindparam("meetings", expanding=True)),
        Intention.state != IntentionState.WITHDRAWN,
    )
    .order_by(Intention.id)
)
PROFILE = sa.select(Participation.state).where(Participation.id == TEAM)
DEALS_TO_SIGN = DEALS.where(asks_team(TEAM)).order_by(Intention.id)


def today_of(session: Session, edition: Edition, actor: Actor, *, at: datetime) -> Today:
    """Return where to be next, what waits for an answer, the day, and the newest deals."""
    own = actor.participation_id or 0
    coming, lines = ahead_of(session, edition, actor.representative_id or 0, at)
    unreported = unreported_by(session, own, at)
    return Today(
        next=coming,
        waiting=waiting_for(session, own, at),
        wishes=wishes_due(session, own, at),
        unreported=unreported,
        recorded=_recorded(session, own, [meeting.id for meeting in unreported]),
        lines=lines,
        to_sign=_deals(session, DEALS_TO_SIGN, own),
        deals=_deals(session, NEWEST_DEALS, own),
        profile=rows_of(session, PROFILE, {"team": own}).scalar_one(),
        booking=booking_of(edition, at),
        at=at,
    )


def _deals(session: Session, statement: sa.Executable, participation_id: int) -> list[OwnDeal]:
    rows = rows_of(session, statement, {"team": participation_id})
    return [_own_deal(*row) for row in rows]


def _recorded(
    session: Session, participation_id: int, meeting_ids: list[int]
) -> dict[int, list[OwnDeal]]:
    """Return the deals that meetings led to already, lest they be recorded once more."""
    found: dict[int, list[OwnDeal]] = {}
    if meeting_ids:
        facts = {"team": participation_id, "meetings": meeting_ids}
        for *row, meeting_id in rows_of(session, DEALS_FROM, facts):
            found.setdefault(meeting_id, []).append(_own_deal(*row))
    return found


def _own_deal(*row: Any) -> OwnDeal:
    key, title, minor, currency, en, zh, *standing = row
    state, bucket, disputed_at, held_for_id = standing
    return OwnDeal(
        id=key,
        title=title,
        one_year=Money(minor, currency),
        partner=Name(en, zh),
        state=state,
        bucket=bucket,
        is_disputed=disputed_at is not None,
        is_held=held_for_id is not None,
    )
