"""What is going on: the newest movements, meetings, seats, and what is stuck."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from matchmaking.accounts.values import Actor
from matchmaking.core.money import Money
from matchmaking.core.wording import Name, Sentence, say
from matchmaking.dashboards.figures import DialogueFill, LatestMove, MeetingCounts, Stuck
from matchmaking.delegations.models import Delegation
from matchmaking.dialogues.models import Dialogue, Registration
from matchmaking.dialogues.values import DialogueState, RegistrationState
from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import Edition
from matchmaking.intentions.labels import BUCKET_TONES
from matchmaking.intentions.models import Intention, LedgerEntry
from matchmaking.intentions.queries.deals import Tab, tab_counts
from matchmaking.intentions.words import BUCKETS
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import Tab as MeetingTab, counts_by_tab, is_to_come, is_unreported
from matchmaking.meetings.queries.waiting import request_waits
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.queries.changes import offers_in

DEALS_STUCK = (Tab.DISPUTED, Tab.HELD, Tab.WAITING)


def latest_moves(
    session: Session, edition: Edition, delegation: Delegation | None, *, most: int = 6
) -> list[LatestMove]:
    """Return the newest movements into a bucket, the newest first."""
    buyer_side, seller_side = aliased(Participation), aliased(Participation)
    buyer, seller = aliased(Enterprise), aliased(Enterprise)
    query = (
        sa.select(LedgerEntry, buyer.name_en, buyer.name_zh, seller.name_en, seller.name_zh)
        .join(Intention, Intention.id == LedgerEntry.intention_id)
        .join(buyer_side, buyer_side.id == Intention.buyer_id)
        .join(buyer, buyer.id == buyer_side.enterprise_id)
        .join(seller_side, seller_side.id == Intention.seller_id)
        .join(seller, seller.id == seller_side.enterprise_id)
        .where(LedgerEntry.edition_id == edition.id, LedgerEntry.deal_count > 0)
        .order_by(LedgerEntry.sequence.desc())
        .limit(most)
    )
    if delegation is not None:
        query = query.where(LedgerEntry.credit_path.startswith(delegation.path, autoescape=True))
    return [
        LatestMove(
            sequence=entry.sequence,
            at=entry.at,
            intention_id=entry.intention_id,
            buyer=Name(buyer_en, buyer_zh),
            seller=Name(seller_en, seller_zh),
            amount=Money(entry.base_minor, entry.base_currency),
            state=BUCKETS[entry.bucket],
            tone=BUCKET_TONES[entry.bucket],
        )
        for entry, buyer_en, buyer_zh, seller_en, seller_zh in session.execute(query)
    ]


def _members(edition: Edition, delegation: Delegation | None) -> "sa.Select[int]":
    query = sa.select(Participation.id).where(Participation.edition_id == edition.id)
    if delegation is None:
        return query
    return query.join(Delegation, Delegation.id == Participation.delegation_id).where(
        Delegation.path.startswith(delegation.path, autoescape=True)
    )


def meeting_counts(
    session: Session, edition: Edition, delegation: Delegation | None, *, at: datetime
) -> MeetingCounts:
    """Count a delegation's meetings by what became of them; one meeting counts once."""
    parts = {
        "requested": request_waits(at),
        "to_come": is_to_come(at),
        "unreported": is_unreported(at),
        "held": Meeting.state == MeetingState.HELD,
        "missed": Meeting.state == MeetingState.NO_SHOW,
        "disputed": Meeting.state == MeetingState.DISPUTED,
    }
    columns = [sa.func.count(sa.case((part, 1))).label(name) for name, part in parts.items()]
    query = sa.select(*columns).where(Meeting.edition_id == edition.id)
    if delegation is not None:
        members = _members(edition, delegation).scalar_subquery()
        query = query.where(
            sa.or_(Meeting.requester_id.in_(members), Meeting.receiver_id.in_(members))
        )
    return MeetingCounts(**session.execute(query).mappings().one())


def unit_count(session: Session, edition: Edition, delegation: Delegation | None) -> int:
    """Count the approved units of a delegation."""
    members = _members(edition, delegation).where(
        Participation.state == ParticipationState.APPROVED
    )
    return session.scalar(sa.select(sa.func.count()).select_from(members.subquery())) or 0


def stuck(session: Session, edition: Edition, actor: Actor, *, at: datetime) -> list[Stuck]:
    """List what waits for somebody, whatever there is none of included: zero is good news.

    Of deals, what the organiser looking at it finds under the tabs of the list.
    """
    meetings = counts_by_tab(session, actor, at=at)
    disputed_meetings = (
        sa.select(sa.func.count())
        .select_from(Meeting)
        .where(Meeting.edition_id == edition.id, Meeting.state == MeetingState.DISPUTED)
    )
    profiles = (
        sa.select(sa.func.count())
        .select_from(Participation)
        .where(
            Participation.edition_id == edition.id,
            Participation.state == ParticipationState.SUBMITTED,
        )
    )
    submitted = session.scalar(profiles) or 0
    deals = tab_counts(session, actor, DEALS_STUCK)
    disputed = session.scalar(disputed_meetings) or 0
    counts = (
        meetings[MeetingTab.EXPIRING],
        meetings[MeetingTab.UNREPORTED],
        disputed,
        *deals.values(),
        submitted,
    )
    words: tuple[tuple[Sentence, str, dict[str, str]], ...] = (
        (
            say("Requests that expire within an hour"),
            "meetings.index",
            {"tab": MeetingTab.EXPIRING.value},
        ),
        (
            say("Meetings over, not reported"),
            "meetings.index",
            {"tab": MeetingTab.UNREPORTED.value},
        ),
        (say("Disputed attendance"), "meetings.index", {"state": "disputed"}),
        (say("Disputed deals"), "intentions.index", {"tab": Tab.DISPUTED.value}),
        (say("Possible duplicates, held"), "intentions.index", {"tab": Tab.HELD.value}),
        (say("Deals to verify"), "intentions.index", {"tab": Tab.WAITING.value}),
        (say("Profiles to approve"), "enterprises.review", {}),
    )
    return [
        Stuck(label, count, endpoint, arguments)
        for (label, endpoint, arguments), count in zip(words, counts, strict=True)
    ]


def repairs(session: Session, edition: Edition, *, at: datetime) -> list[Stuck]:
    """List the rounds whose published timetable something has happened to: a repair is offered."""
    return [
        Stuck(
            say("Changes since a timetable was published"),
            len(offer.happenings),
            "timetables.round",
            {"round_id": str(offer.publication.round_id)},
        )
        for offer in offers_in(session, edition.id, at=at)
    ]


def fullest(
    session: Session, edition: Edition, *, at: datetime, most: int = 12
) -> list[DialogueFill]:
    """Return the published sessions still to come, those nearest to full first."""
    waiting = (
        sa.select(sa.func.count())
        .where(
            Registration.dialogue_id == Dialogue.id,
            Registration.state == RegistrationState.WAITLISTED,
        )
        .scalar_subquery()
    )
    query = (
        sa.select(
            Dialogue.id,
            Dialogue.name_en,
            Dialogue.name_zh,
            Dialogue.starts_at,
            Dialogue.taken,
            Dialogue.capacity,
            waiting,
        )
        .where(
            Dialogue.edition_id == edition.id,
            Dialogue.state == DialogueState.PUBLISHED,
            Dialogue.ends_at > at,
        )
        .order_by((Dialogue.taken * 1000 / Dialogue.capacity).desc(), Dialogue.starts_at)
        .limit(most)
    )
    return [
        DialogueFill(key, Name(en, zh), starts_at, taken, capacity, queue)
        for key, en, zh, starts_at, taken, capacity, queue in session.execute(query)
    ]


def open_requests(session: Session, edition: Edition, *, at: datetime) -> int:
    """Count the requests for meetings that wait for an answer."""
    query = sa.select(sa.func.count()).where(Meeting.edition_id == edition.id, request_waits(at))
    return session.scalar(query) or 0
