"""Freezing the rate a deal counts at, and asking an organiser where nobody quotes one."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.queries import organiser_accounts
from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import say
from matchmaking.expo.models import Edition
from matchmaking.intentions.errors import RateMissingError
from matchmaking.intentions.models import Intention
from matchmaking.intentions.moving import note, tell
from matchmaking.intentions.values import IntentionState
from matchmaking.notifications.services import notify
from matchmaking.notifications.values import NoticeKind
from matchmaking.reference import rates
from matchmaking.reference.models import ExchangeRate


def freeze_rate(session: Session, edition: Edition, intention: Intention) -> None:
    """Fix the rate of the signing date, and what the one-year amount is at it.

    Raises:
        RateMissingError: nobody has a rate.
    """
    if not freeze_rate_if_known(session, edition, intention):
        raise RateMissingError(intention.currency, intention.signed_on)


def freeze_rate_if_known(session: Session, edition: Edition, intention: Intention) -> bool:
    """Fix the rate if there is one; return whether there is."""
    if intention.currency == edition.base_currency:
        intention.rate = None
        intention.base_minor = intention.one_year_minor
        return True
    rate = rates.rate_for(session, intention.currency, edition.base_currency, intention.signed_on)
    intention.rate = rate
    intention.base_minor = (
        intention.one_year.converted(rate.rate, edition.base_currency).minor if rate else None
    )
    return rate is not None


def ask_for_rate(session: Session, actor: Actor, intention: Intention, *, at: datetime) -> None:
    """Ask the organisers to enter the rate a draft lacks; they are asked once."""
    if intention.state is not IntentionState.DRAFT or intention.rate_asked_at is not None:
        return
    intention.rate_asked_at = at
    sentence = say(
        "An intention in %(currency)s signed on %(day)s waits for an exchange rate. Please "
        "enter one.",
        currency=intention.currency,
        day=intention.signed_on,
    )
    for account_id in organiser_accounts(session, intention.edition_id):
        notify(
            session,
            account_id=account_id,
            kind=NoticeKind.DEALS,
            sentence=sentence,
            path="/rates",
            at=at,
            edition_id=intention.edition_id,
        )
    note(session, actor, "asked for an exchange rate", intention, at=at)
    session.flush()


def enter_asked_rate(
    session: Session,
    actor: Actor,
    edition: Edition,
    *,
    currency: str,
    on: date,
    value: Decimal,
    source: str,
    at: datetime,
) -> ExchangeRate:
    """Enter what one unit of a currency is worth in the base currency; tell who waited for it.

    Raises:
        RateRefusedError: it is not a positive number of a believable size.
        RateNotNeededError: the central bank has a rate for this day.
        RateExistsError: the same source's rate for the day is there already.
    """
    rate = rates.enter_rate(
        session,
        base=currency,
        quote=edition.base_currency,
        on=on,
        value=value,
        source=source,
        by=actor.account_id,
    )
    record(session, actor, "entered an exchange rate", subject=("rate", rate.id), at=at)
    waiting = (
        sa.select(Intention)
        .where(
            Intention.edition_id == edition.id,
            Intention.state == IntentionState.DRAFT,
            Intention.currency == currency,
            Intention.base_minor.is_(None),
        )
        .order_by(Intention.id)
    )
    for intention in session.scalars(waiting).all():
        if freeze_rate_if_known(session, edition, intention) and intention.rate_asked_at:
            sentence = say(
                "The rate for “%(title)s” has been entered. You can sign it now.",
                title=intention.title,
            )
            tell(session, intention, [intention.author_id], sentence, at=at)
            intention.rate_asked_at = None
    session.flush()
    return rate
