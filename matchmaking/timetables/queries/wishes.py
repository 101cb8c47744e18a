"""Reading what enterprises wish of a round."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from matchmaking.core.wording import Name
from matchmaking.enterprises.models import CatalogueItem, Enterprise, Participation
from matchmaking.enterprises.queries.directory import found_partners
from matchmaking.enterprises.values import CatalogueKind, DirectoryFilter, ParticipationState
from matchmaking.expo.slots import cut
from matchmaking.expo.values import Slot
from matchmaking.meetings.models import Meeting
from matchmaking.timetables.models import Absence, ArrangedMeeting, Round, Wish, WishList
from matchmaking.timetables.values import MET

HEADING = 4
MOST_RECOMMENDED = 6
MOST_FOUND = 12
OTHER_SIDE = {(True, False): "buyer", (False, True): "exhibitor"}


# The home page asks this: built once, and only the columns it shows.
DUE = (
    sa.select(Round.id, Round.name_en, Round.name_zh, Round.wishes_close_at)
    .join(WishList, WishList.round_id == Round.id)
    .where(
        WishList.participation_id == sa.bindparam("team"),
        WishList.sent_at.is_(None),
        Round.wishes_open_at <= sa.bindparam("at", type_=Round.wishes_open_at.type),
        Round.wishes_close_at > sa.bindparam("at", type_=Round.wishes_open_at.type),
    )
    .order_by(Round.wishes_close_at, Round.id)
)


@dataclass(frozen=True)
class DueWishes:
    """A round that still waits for an enterprise's wishes."""

    round_id: int
    name: Name
    closes_at: datetime


@dataclass(frozen=True)
class Recommendation:
    """A partner whose goods meet ours: which of theirs, and whether they offer or need it."""

    partner: Participation
    item: CatalogueItem
    count: int

    @property
    def is_offer(self) -> bool:
        """Return whether they offer what we need; else they need what we offer."""
        return self.item.kind is CatalogueKind.OFFER


def wish_list_of(
    session: Session, round_id: int, participation_id: int | None, *, anew: bool = False
) -> WishList | None:
    """Return what an enterprise wishes of a round, with everything its page shows.

    ``anew`` reads it from the database even if this session knows it already.
    """
    query = (
        sa.select(WishList)
        .where(WishList.round_id == round_id, WishList.participation_id == participation_id)
        .options(
            selectinload(WishList.wishes)
            .joinedload(Wish.partner)
            .joinedload(Participation.enterprise)
            .joinedload(Enterprise.territory),
            selectinload(WishList.absences).joinedload(Absence.representative),
        )
    )
    return session.scalar(query.execution_options(populate_existing=anew))


def due_of(session: Session, participation_id: int, at: datetime) -> list[DueWishes]:
    """Return the rounds that wait for an enterprise's wishes, the first to close first."""
    rows = session.execute(DUE, {"team": participation_id, "at": at})
    return [DueWishes(key, Name(en, zh), closes_at) for key, en, zh, closes_at in rows]


def rounds_for(
    session: Session, edition_id: int, participation_id: int | None, *, at: datetime
) -> list[Round]:
    """Return the rounds an enterprise is invited to or may still join, the first to close first."""
    invited = sa.select(WishList.round_id).where(WishList.participation_id == participation_id)
    query = (
        sa.select(Round)
        .where(Round.edition_id == edition_id)
        .where(sa.or_(Round.id.in_(invited), Round.wishes_close_at > at))
        .order_by(Round.wishes_close_at, Round.id)
    )
    return list(session.scalars(query))


def lists_of(session: Session, participation_id: int | None) -> dict[int, WishList]:
    """Return an enterprise's lists by their rounds."""
    query = sa.select(WishList).where(WishList.participation_id == participation_id)
    return {one.round_id: one for one in session.scalars(query)}


def wishes_for(session: Session, participation_id: int, partner_id: int) -> dict[int, Wish]:
    """Return how an enterprise wishes to meet a partner, by round."""
    query = (
        sa.select(WishList.round_id, Wish)
        .join(Wish, Wish.wish_list_id == WishList.id)
        .where(WishList.participation_id == participation_id, Wish.partner_id == partner_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def gathering_in(session: Session, edition_id: int | None, at: datetime) -> list[Round]:
    """Return the rounds of an edition that gather wishes now, the first to close first."""
    query = (
        sa.select(Round)
        .where(Round.edition_id == edition_id, Round.wishes_open_at <= at)
        .where(Round.wishes_close_at > at)
        .order_by(Round.wishes_close_at, Round.id)
    )
    return list(session.scalars(query))


def arranged_for(session: Session, round_id: int, participation_id: int) -> int:
    """Return how many meetings of a round's timetable an enterprise has: those that still stand."""
    query = (
        sa.select(sa.func.count())
        .select_from(ArrangedMeeting)
        .join(Meeting, Meeting.id == ArrangedMeeting.meeting_id)
        .where(
            ArrangedMeeting.round_id == round_id,
            Meeting.state.in_(MET),
            sa.or_(
                Meeting.requester_id == participation_id, Meeting.receiver_id == participation_id
            ),
        )
    )
    return session.scalar(query) or 0


def slots_of(round_: Round) -> list[Slot]:
    """Return the slots of a round's blocks in order of time, each once."""
    slots = {
        slot
        for block in round_.blocks
        for slot in cut(block.starts_at, block.ends_at, block.slot_minutes)
    }
    return sorted(slots)


def partners_found(
    own: Participation, words: str, leave_out: Collection[int], *, session: Session, language: str
) -> list[Participation]:
    """Return the approved enterprises of the other side whose words or HS codes fit, by name."""
    role = OTHER_SIDE.get((own.is_exhibitor, own.is_buyer), "")
    wanted = DirectoryFilter(words=words, role=role, with_codes=True)
    query = found_partners(session, own.edition_id, wanted, language=language)
    query = query.where(Participation.id.not_in([own.id, *leave_out])).limit(MOST_FOUND)
    return list(session.scalars(query).unique())


def recommended(
    session: Session,
    own: Participation,
    leave_out: Collection[int],
    *,
    most: int = MOST_RECOMMENDED,
) -> list[Recommendation]:
    """Return whose goods meet ours by their HS headings, those with the most in common first."""
    wanted = _counterparts(own.items)
    if not wanted:
        return []
    exact = sa.func.sum(sa.case((CatalogueItem.hs_code.in_(_codes(own.items)), 2), else_=1))
    ranking = (
        sa.select(
            CatalogueItem.participation_id,
            sa.func.min(CatalogueItem.id).label("item_id"),
            exact.label("score"),
            sa.func.count().label("count"),
        )
        .where(sa.or_(*wanted), CatalogueItem.participation_id.not_in([own.id, *leave_out]))
        .group_by(CatalogueItem.participation_id)
        .subquery()
    )
    partner, item = aliased(Participation), aliased(CatalogueItem)
    query = (
        sa.select(partner, item, ranking.c.count)
        .join(ranking, ranking.c.participation_id == partner.id)
        .join(item, item.id == ranking.c.item_id)
        .where(
            partner.edition_id == own.edition_id,
            partner.state == ParticipationState.APPROVED,
        )
        .options(joinedload(partner.enterprise).joinedload(Enterprise.territory))
        .order_by(ranking.c.score.desc(), partner.id)
        .limit(most)
    )
    return [Recommendation(who, what, count) for who, what, count in session.execute(query)]


def _codes(items: Sequence[CatalogueItem]) -> list[str]:
    return [item.hs_code for item in items if item.hs_code]


def _counterparts(items: Sequence[CatalogueItem]) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of what would meet our goods: their offers our needs, and back."""
    opposite = {
        CatalogueKind.NEED: CatalogueKind.OFFER,
        CatalogueKind.OFFER: CatalogueKind.NEED,
    }
    headings = {
        (opposite[item.kind], item.hs_code[:HEADING])
        for item in items
        if item.hs_code and len(item.hs_code) >= HEADING
    }
    return [
        sa.and_(
            CatalogueItem.kind == kind,
            CatalogueItem.hs_code >= heading,
            CatalogueItem.hs_code < heading + ":",  # the character after the digits
        )
        for kind, heading in sorted(headings)
    ]
