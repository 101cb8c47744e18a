"""Recording a deal before anybody signs it."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.money import Money
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import Edition
from matchmaking.intentions.counting import BUCKET_OF_STATE, is_investment
from matchmaking.intentions.errors import (
    AmountMissingError,
    FrameworkMissingError,
    LinesTooLargeError,
    NotApprovedError,
    NotReplaceableError,
    OneYearTooLargeError,
    PartnerError,
    SigningDateError,
    TermError,
)
from matchmaking.intentions.ledger import next_number
from matchmaking.intentions.models import Intention, IntentionLine
from matchmaking.intentions.moving import begin, note, require_seen, too_late
from matchmaking.intentions.services.pricing import freeze_rate_if_known
from matchmaking.intentions.terms import Amounts, Filing, Terms
from matchmaking.intentions.values import IntentionKind, IntentionState, Side

# Deals are prepared before the fair and papers follow after it.
MAY_PRECEDE = timedelta(days=180)
MAY_FOLLOW = timedelta(days=30)
LONGEST_TERM = 600


def create_draft(
    session: Session, actor: Actor, edition: Edition, filing: Filing, terms: Terms, *, at: datetime
) -> Intention:
    """Record a deal with another enterprise of the edition; nobody has signed it yet.

    Raises:
        NotApprovedError: one's own participation is not approved.
        PartnerError: there is no such approved partner in the edition, or it is oneself.
        InvalidInputError: the terms break a rule; names which.
    """
    own, partner = _parties(session, edition, filing)
    buyer, seller = (own, partner) if filing.side is Side.BUYER else (partner, own)
    intention = Intention(
        edition_id=edition.id,
        number=next_number(session, edition.id),
        buyer_id=buyer.id,
        seller_id=seller.id,
        author_side=filing.side,
        author_id=actor.account_id,
        meeting_id=filing.meeting_id,
        created_at=at,
    )
    _set_terms(session, edition, intention, terms, at)
    session.add(intention)
    session.flush()
    freeze_rate_if_known(session, edition, intention)
    note(session, actor, "recorded an intention", intention, at=at)
    session.flush()
    return intention


def edit_draft(
    session: Session,
    actor: Actor,
    intention: Intention,
    terms: Terms,
    *,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Change the terms of a draft.

    Raises:
        StepNotPossibleError: it has been signed.
        ChangedMeanwhileError: somebody else changed it first.
        InvalidInputError: the terms break a rule; names which.
    """
    edition = begin(session, intention)
    if intention.state is not IntentionState.DRAFT:
        raise too_late(intention)
    require_seen(intention, seen)
    _set_terms(session, edition, intention, terms, at)
    session.flush()
    freeze_rate_if_known(session, edition, intention)
    note(session, actor, "changed an intention", intention, at=at)
    session.flush()


def signing_window(edition: Edition, today: date) -> tuple[date, date]:
    """Return the first and last day a deal of the edition may have been signed on."""
    last = min(today, edition.ends_on + MAY_FOLLOW)
    return edition.starts_on - MAY_PRECEDE, max(last, edition.starts_on - MAY_PRECEDE)


def check_amounts(amounts: Amounts, kind: IntentionKind) -> None:
    """Check that amounts make sense for a deal of this kind.

    Raises:
        AmountMissingError: there is none, and the kind needs one.
        OneYearTooLargeError: more is due in one year than in all.
    """
    if amounts.full_value.minor == 0 and kind is not IntentionKind.INTENTION:
        raise AmountMissingError
    if amounts.one_year.minor > amounts.full_value.minor:
        raise OneYearTooLargeError(amounts.full_value)


def replaceable(session: Session, buyer_id: int, seller_id: int) -> list[Intention]:
    """Return the standing deals between two parties that a later one can replace."""
    query = (
        sa.select(Intention)
        .where(
            Intention.buyer_id == buyer_id,
            Intention.seller_id == seller_id,
            Intention.state.in_(BUCKET_OF_STATE),
        )
        .order_by(Intention.number)
    )
    return list(session.scalars(query))


def _parties(
    session: Session, edition: Edition, filing: Filing
) -> tuple[Participation, Participation]:
    own = session.get_one(Participation, filing.author_participation_id)
    if own.state is not ParticipationState.APPROVED:
        raise NotApprovedError
    partner = session.get(Participation, filing.partner_participation_id)
    if (
        partner is None
        or partner.edition_id != edition.id
        or partner.state is not ParticipationState.APPROVED
        or partner.id == own.id
    ):
        raise PartnerError
    return own, partner


def _set_terms(
    session: Session, edition: Edition, intention: Intention, terms: Terms, at: datetime
) -> None:
    _check(session, edition, intention, terms, at)
    intention.kind = terms.kind
    intention.title = terms.title
    intention.currency = terms.full_value.currency
    intention.full_value_minor = terms.full_value.minor
    intention.one_year_minor = terms.one_year.minor
    intention.signed_on = terms.signed_on
    intention.term_months = terms.term_months
    intention.is_on_site = terms.is_on_site
    intention.contract_number = terms.contract_number
    intention.framework_id = terms.framework_id
    intention.replaces_id = terms.replaces_id
    intention.lines = [
        IntentionLine(
            position=position,
            hs_code=line.hs_code,
            description=line.description,
            quantity=line.quantity,
            unit=line.unit,
            amount_minor=line.amount.minor,
        )
        for position, line in enumerate(terms.lines, start=1)
    ]


def _check(
    session: Session, edition: Edition, intention: Intention, terms: Terms, at: datetime
) -> None:
    check_amounts(Amounts(terms.full_value, terms.one_year), terms.kind)
    first, last = signing_window(edition, at.astimezone(edition.zone).date())
    if not first <= terms.signed_on <= last:
        raise SigningDateError(first, last)
    if not 1 <= terms.term_months <= LONGEST_TERM:
        raise TermError(LONGEST_TERM)
    lines = sum(line.amount.minor for line in terms.lines)
    if lines > terms.full_value.minor:
        raise LinesTooLargeError(Money(lines, terms.full_value.currency), terms.full_value)
    _check_relations(session, intention, terms)


def _check_relations(session: Session, intention: Intention, terms: Terms) -> None:
    known = {
        deal.id: deal for deal in replaceable(session, intention.buyer_id, intention.seller_id)
    }
    known.pop(intention.id, None)
    framework = known.get(terms.framework_id or 0)
    is_call_off = terms.kind is IntentionKind.CALL_OFF
    if is_call_off and (framework is None or framework.kind is not IntentionKind.FRAMEWORK):
        raise FrameworkMissingError
    if not is_call_off and terms.framework_id is not None:
        raise FrameworkMissingError
    if terms.replaces_id is None:
        return
    replaced = known.get(terms.replaces_id)
    if (
        replaced is None
        or replaced.id == terms.framework_id
        or is_investment(replaced.kind) is not is_investment(terms.kind)
    ):
        raise NotReplaceableError
