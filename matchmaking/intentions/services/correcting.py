"""Correcting a wrong amount: by counter-entry, once both sides have signed the right one."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.wording import say
from matchmaking.expo.models import Edition
from matchmaking.intentions.changes import change_of
from matchmaking.intentions.counting import BUCKET_OF_STATE
from matchmaking.intentions.errors import (
    CorrectionAnsweredError,
    CorrectionOpenError,
    NothingToCorrectError,
    ReasonMissingError,
)
from matchmaking.intentions.labels import where_it_stands
from matchmaking.intentions.ledger import Step
from matchmaking.intentions.models import Correction, Intention
from matchmaking.intentions.moving import begin, move, note, require_seen, tell, too_late
from matchmaking.intentions.policies import open_correction, own_side
from matchmaking.intentions.queries.people import officer_accounts, team_accounts
from matchmaking.intentions.services.drafting import check_amounts
from matchmaking.intentions.services.pricing import freeze_rate
from matchmaking.intentions.services.signing import other_side
from matchmaking.intentions.terms import Amounts
from matchmaking.intentions.values import CorrectionState, IntentionState


def propose_correction(
    session: Session,
    actor: Actor,
    intention: Intention,
    amounts: Amounts,
    *,
    reason: str,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Say what the amounts should be.

    While only the author's side has signed, the correction is made at once. Once both have, the
    old amount stands until the other side has signed the new one.

    Raises:
        StepNotPossibleError: nobody has signed the deal yet, or it is closed.
        CorrectionOpenError: another correction waits for an answer.
        InvalidInputError: the amounts make no sense, or nothing changes, or no reason is given.
        RateMissingError: nobody has an exchange rate for a currency that was corrected.
        ChangedMeanwhileError: it is not what the person saw.
    """
    edition = begin(session, intention)
    _check(intention, amounts, reason, seen)
    side = own_side(actor, intention) or intention.author_side
    correction = _proposal(intention, amounts, reason.strip())
    correction.side, correction.account_id, correction.proposed_at = side, actor.account_id, at
    intention.corrections.append(correction)
    note(session, actor, "proposed a correction", intention, at=at, reason=reason)
    if intention.state is IntentionState.SIGNED:
        _apply(session, edition, intention, correction, _step(actor, correction, at))
    sentence = say(
        "%(party)s corrects “%(title)s” to %(change)s. Why: %(reason)s",
        party=intention.party(side).label,
        title=intention.title,
        change=change_of(correction),
        reason=correction.reason,
    )
    other = intention.party(other_side(side))
    tell(session, intention, team_accounts(session, other.id), sentence, at=at)
    session.flush()


def accept_correction(
    session: Session, actor: Actor, intention: Intention, *, at: datetime, seen: int | None = None
) -> None:
    """Sign the corrected amount too: a counter-entry puts it in the old one's place.

    What officers had verified was the old amount, so the deal waits to be verified again.

    Raises:
        CorrectionAnsweredError: there is no correction to answer.
        RateMissingError: nobody has an exchange rate for a currency that was corrected.
        ChangedMeanwhileError: it is not what the person saw.
    """
    edition = begin(session, intention)
    correction = _open(intention, seen)
    _apply(session, edition, intention, correction, _step(actor, correction, at))
    sentence = say(
        "Both sides have signed the correction of “%(title)s”: %(change)s.",
        title=intention.title,
        change=change_of(correction),
    )
    proposer = intention.party(correction.side)
    tell(session, intention, team_accounts(session, proposer.id), sentence, at=at)
    tell(session, intention, officer_accounts(session, intention), sentence, at=at)
    note(session, actor, "accepted a correction", intention, at=at)


def decline_correction(
    session: Session, actor: Actor, intention: Intention, *, at: datetime, seen: int | None = None
) -> None:
    """Keep to the amount both sides signed.

    Raises:
        CorrectionAnsweredError: there is no correction to answer.
        ChangedMeanwhileError: it is not what the person saw.
    """
    begin(session, intention)
    correction = _open(intention, seen)
    correction.state, correction.decided_at = CorrectionState.DECLINED, at
    sentence = say(
        "%(party)s declines your correction of “%(title)s” (%(change)s). The amounts stay as both "
        "signed them.",
        party=intention.party(other_side(correction.side)).label,
        title=intention.title,
        change=change_of(correction),
    )
    proposer = intention.party(correction.side)
    tell(session, intention, team_accounts(session, proposer.id), sentence, at=at)
    note(session, actor, "declined a correction", intention, at=at)
    session.flush()


def take_back_correction(
    session: Session, actor: Actor, intention: Intention, *, at: datetime, seen: int | None = None
) -> None:
    """Take the amounts back that one has proposed, before the other side has answered.

    Raises:
        CorrectionAnsweredError: there is no correction to answer any more.
        ChangedMeanwhileError: it is not what the person saw.
    """
    begin(session, intention)
    correction = _open(intention, seen)
    correction.state, correction.decided_at = CorrectionState.TAKEN_BACK, at
    sentence = say(
        "%(party)s takes back its correction of “%(title)s” (%(change)s). The amounts stay as both "
        "signed them.",
        party=intention.party(correction.side).label,
        title=intention.title,
        change=change_of(correction),
    )
    other = intention.party(other_side(correction.side))
    tell(session, intention, team_accounts(session, other.id), sentence, at=at)
    note(session, actor, "took a correction back", intention, at=at)
    session.flush()


def _proposal(intention: Intention, amounts: Amounts, reason: str) -> Correction:
    """Return a correction of the amounts that stand to others."""
    return Correction(
        currency=amounts.one_year.currency,
        full_value_minor=amounts.full_value.minor,
        one_year_minor=amounts.one_year.minor,
        old_currency=intention.currency,
        old_full_value_minor=intention.full_value_minor,
        old_one_year_minor=intention.one_year_minor,
        reason=reason,
    )


def _check(intention: Intention, amounts: Amounts, reason: str, seen: int | None) -> None:
    if intention.state not in BUCKET_OF_STATE:
        raise too_late(intention)
    if open_correction(intention) is not None:
        raise CorrectionOpenError
    require_seen(intention, seen)
    check_amounts(amounts, intention.kind)
    if amounts == intention.amounts:
        raise NothingToCorrectError
    if not reason.strip():
        raise ReasonMissingError


def _open(intention: Intention, seen: int | None) -> Correction:
    correction = open_correction(intention)
    if correction is None:
        raise CorrectionAnsweredError(where_it_stands(intention))
    require_seen(intention, seen)
    return correction


def _step(actor: Actor, correction: Correction, at: datetime) -> Step:
    return Step("corrected", actor.account_id, at, correction.reason)


def _apply(
    session: Session,
    edition: Edition,
    intention: Intention,
    correction: Correction,
    step: Step,
) -> None:
    correction.state, correction.decided_at = CorrectionState.ACCEPTED, step.at
    intention.currency = correction.currency
    intention.full_value_minor = correction.full_value_minor
    intention.one_year_minor = correction.one_year_minor
    freeze_rate(session, edition, intention)
    if intention.state is IntentionState.VERIFIED:
        intention.state = IntentionState.COUNTERSIGNED
    intention.verifications.clear()
    move(session, edition, intention, step)
