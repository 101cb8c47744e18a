"""One deal with all around it, and the lists people work from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from matchmaking.accounts.models import Account
from matchmaking.accounts.names import name_in_chinese
from matchmaking.accounts.values import Actor
from matchmaking.core.wording import Name
from matchmaking.delegations.models import Delegation
from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.intentions.counting import BUCKET_OF_STATE
from matchmaking.intentions.models import (
    Correction,
    Intention,
    IntentionLine,
    LedgerEntry,
    Verification,
)
from matchmaking.intentions.values import CorrectionState, IntentionKind, IntentionState, Side


class Tab(StrEnum):
    """What a list of deals shows: what waits for whom."""

    WAITING = "waiting"
    DRAFTS = "drafts"
    OTHERS = "others"
    DISPUTED = "disputed"
    HELD = "held"
    ALL = "all"


Key = int | sa.BindParameter[int]

LONGEST_NUMBER = 9
IS_SIGNED = Intention.state != IntentionState.DRAFT
TEAM_TABS = (Tab.WAITING, Tab.DRAFTS, Tab.OTHERS, Tab.ALL)
OFFICER_TABS = (Tab.WAITING, Tab.DISPUTED, Tab.HELD, Tab.ALL)


@dataclass(frozen=True)
class Wanted:
    """How a list of deals is narrowed: a tab, words of title or number, a kind, a state."""

    tab: Tab = Tab.ALL
    words: str = ""
    kind: IntentionKind | None = None
    state: IntentionState | None = None

    @property
    def is_whole_tab(self) -> bool:
        """Return whether nothing narrows the list but its tab."""
        return self == Wanted(self.tab)


def with_parties() -> list[sa.orm.interfaces.ORMOption]:
    """Return the options that load what a list shows of both parties."""
    return [
        joinedload(party).options(
            joinedload(Participation.enterprise), joinedload(Participation.delegation)
        )
        for party in (Intention.buyer, Intention.seller)
    ]


def deal_page(session: Session, intention_id: int) -> Intention | None:
    """Return a deal with everything its page shows."""
    if not 0 < intention_id < 2**31:
        return None
    parties = [
        joinedload(party).options(
            joinedload(Participation.enterprise).joinedload(Enterprise.territory),
            joinedload(Participation.delegation),
            joinedload(Participation.area),
        )
        for party in (Intention.buyer, Intention.seller)
    ]
    query = (
        sa.select(Intention)
        .where(Intention.id == intention_id)
        .options(
            *parties,
            joinedload(Intention.rate),
            joinedload(Intention.standing),
            selectinload(Intention.lines).joinedload(IntentionLine.hs),
            selectinload(Intention.signatures),
            selectinload(Intention.verifications),
            selectinload(Intention.evidence),
            selectinload(Intention.corrections),
        )
    )
    return session.scalar(query)


def entries_of(session: Session, intention: Intention) -> list[LedgerEntry]:
    """Return what the ledger says of a deal, oldest first."""
    query = (
        sa.select(LedgerEntry)
        .where(LedgerEntry.intention_id == intention.id)
        .order_by(LedgerEntry.sequence)
    )
    return list(session.scalars(query))


def related(session: Session, intention: Intention) -> dict[int, Intention]:
    """Return the deals this one refers to: framework, replaced, replacing, held for."""
    keys = {
        intention.framework_id,
        intention.replaces_id,
        intention.superseded_by_id,
        intention.held_for_id,
    } - {None}
    if not keys:
        return {}
    query = sa.select(Intention).where(Intention.id.in_(keys)).options(*with_parties())
    return {deal.id: deal for deal in session.scalars(query)}


def names_of(session: Session, edition_id: int, account_ids: set[int]) -> Mapping[int, Name]:
    """Return the names of people by their accounts."""
    chinese = name_in_chinese(Account.id, edition_id)
    query = sa.select(Account.id, Account.name, chinese).where(Account.id.in_(account_ids))
    return {key: Name(name, zh or "") for key, name, zh in session.execute(query)}


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition for the deals an actor may see; it agrees with ``can_view``."""
    in_edition = Intention.edition_id == actor.edition_id
    if actor.is_organiser:
        return sa.and_(in_edition, IS_SIGNED)
    if actor.is_lead:
        return sa.and_(in_edition, IS_SIGNED, _led_by(actor))
    if actor.is_team_member and actor.participation_id is not None:
        # A participation is of one edition. To name that too would lead a database to walk
        # through the whole edition.
        return of_team(actor.participation_id)
    return sa.false()


def of_team(participation_id: Key) -> sa.ColumnElement[bool]:
    """Return the condition for the deals of a party: a draft is its author's team's alone."""
    is_party = sa.or_(
        Intention.buyer_id == participation_id, Intention.seller_id == participation_id
    )
    return sa.and_(is_party, sa.or_(IS_SIGNED, _written_by(participation_id)))


def deals_from(session: Session, actor: Actor, meeting_id: int) -> list[Intention]:
    """Return the deals an actor may see that were recorded from a meeting and not withdrawn."""
    query = (
        sa.select(Intention)
        .where(
            Intention.meeting_id == meeting_id,
            Intention.state != IntentionState.WITHDRAWN,
            visible_to(actor),
        )
        .options(joinedload(Intention.standing))
        .order_by(Intention.number)
    )
    return list(session.scalars(query))


def list_of(actor: Actor, wanted: Wanted) -> sa.Select[Intention]:
    """Return the deals of an actor's list, the newest first."""
    query = (
        sa.select(Intention)
        .where(visible_to(actor), tab_condition(actor, wanted.tab))
        .options(*with_parties(), joinedload(Intention.standing))
        .order_by(Intention.number.desc())
    )
    if wanted.words:
        query = query.where(_has_words(wanted.words, actor.edition_id))
    if wanted.kind is not None:
        query = query.where(Intention.kind == wanted.kind)
    if wanted.state is not None:
        query = query.where(Intention.state == wanted.state)
    return query


def tab_counts(session: Session, actor: Actor, tabs: tuple[Tab, ...]) -> dict[Tab, int]:
    """Return how many deals each tab holds, in one statement."""
    counts = [
        sa.func.coalesce(sa.func.sum(sa.case((tab_condition(actor, tab), 1), else_=0)), 0)
        for tab in tabs
    ]
    row = session.execute(sa.select(*counts).select_from(Intention).where(visible_to(actor))).one()
    return {tab: int(count) for tab, count in zip(tabs, row, strict=True)}


def tab_condition(actor: Actor, tab: Tab) -> sa.ColumnElement[bool]:
    """Return the condition for the deals of a tab, among those the actor may see."""
    key = actor.participation_id if actor.is_team_member else None
    match tab:
        case Tab.WAITING:
            return _waits_for_team(key) if key else _waits_for_officer(actor)
        case Tab.DRAFTS:
            return Intention.state == IntentionState.DRAFT
        case Tab.OTHERS:
            return _waits_for_others(key or 0)
        case Tab.DISPUTED:
            return sa.and_(Intention.disputed_at.is_not(None), _stands())
        case Tab.HELD:
            return sa.and_(Intention.held_for_id.is_not(None), _stands())
        case Tab.ALL:
            return sa.true()


def _stands() -> sa.ColumnElement[bool]:
    return Intention.state.in_(BUCKET_OF_STATE)


def _written_by(participation_id: Key) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.and_(Intention.buyer_id == participation_id, Intention.author_side == Side.BUYER),
        sa.and_(Intention.seller_id == participation_id, Intention.author_side == Side.SELLER),
    )


def _waits_for_team(participation_id: int) -> sa.ColumnElement[bool]:
    """Return the condition for what a party must do: sign a draft, or what the other signed."""
    own_draft = Intention.state == IntentionState.DRAFT
    return sa.or_(own_draft, asks_team(participation_id))


def asks_team(participation_id: Key) -> sa.ColumnElement[bool]:
    """Return the condition for what the other party asks one to sign: a deal, or a correction."""
    to_countersign = sa.and_(
        Intention.state == IntentionState.SIGNED,
        Intention.disputed_at.is_(None),
        sa.not_(_written_by(participation_id)),
    )
    corrected_by_other = sa.exists().where(
        Correction.intention_id == Intention.id,
        Correction.state == CorrectionState.PROPOSED,
        sa.or_(
            sa.and_(Correction.side == Side.BUYER, Intention.seller_id == participation_id),
            sa.and_(Correction.side == Side.SELLER, Intention.buyer_id == participation_id),
        ),
    )
    return sa.or_(to_countersign, sa.and_(_stands(), corrected_by_other))


def _waits_for_others(participation_id: int) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.and_(Intention.state == IntentionState.SIGNED, _written_by(participation_id)),
        Intention.state == IntentionState.COUNTERSIGNED,
    )


def _waits_for_officer(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition for what an officer can verify."""
    by_me = sa.exists().where(
        Verification.intention_id == Intention.id, Verification.account_id == actor.account_id
    )
    condition = sa.and_(
        Intention.state == IntentionState.COUNTERSIGNED,
        Intention.held_for_id.is_(None),
        Intention.disputed_at.is_(None),
        sa.not_(by_me),
    )
    return sa.and_(condition, _credited_below(actor)) if actor.is_lead else condition


def _credited_below(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition for deals credited to a node the lead leads."""
    standing = aliased(LedgerEntry)
    return sa.exists().where(
        standing.edition_id == Intention.edition_id,
        standing.sequence == Intention.standing_sequence,
        standing.credit_path.contains(f"/{actor.delegation_id}/", autoescape=True),
    )


def _led_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition for deals a lead sees: credited to their nodes, or sold from them."""
    inside = f"/{actor.delegation_id}/"
    below = (
        sa.select(Participation.id)
        .join(Delegation)
        .where(
            Participation.edition_id == actor.edition_id,
            Delegation.path.contains(inside, autoescape=True),
        )
    )
    bought_and_closed = sa.and_(
        Intention.standing_sequence.is_(None), Intention.buyer_id.in_(below)
    )
    return sa.or_(_credited_below(actor), Intention.seller_id.in_(below), bought_and_closed)


def _has_words(words: str, edition_id: int | None) -> sa.ColumnElement[bool]:
    """Return the condition for a number, a part of the title, or a part of a party's name.

    The parties' names are looked through once, not once per deal.
    """
    if words.isdecimal() and len(words) <= LONGEST_NUMBER:
        return sa.or_(Intention.number == int(words), Intention.contract_number.contains(words))
    party, enterprise = aliased(Participation), aliased(Enterprise)
    folded = words.lower()
    named = (
        sa.select(party.id)
        .join(enterprise, party.enterprise_id == enterprise.id)
        .where(
            party.edition_id == edition_id,
            sa.or_(
                sa.func.lower(enterprise.name_en).contains(folded, autoescape=True),
                enterprise.name_zh.contains(words, autoescape=True),
            ),
        )
    )
    return sa.or_(
        sa.func.lower(Intention.title).contains(folded, autoescape=True),
        sa.func.lower(Intention.contract_number).contains(folded, autoescape=True),
        Intention.buyer_id.in_(named),
        Intention.seller_id.in_(named),
    )
