"""Verifying, disputing, settling, withdrawing."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.wording import Sentence, say
from matchmaking.intentions.counting import BUCKET_OF_STATE, needs_two_officers
from matchmaking.intentions.errors import InsiderError, ReasonMissingError, VerifiedByYouError
from matchmaking.intentions.ledger import Step
from matchmaking.intentions.models import Intention, Verification
from matchmaking.intentions.moving import begin, move, note, require_seen, tell, too_late
from matchmaking.intentions.policies import can_withdraw, open_correction, own_side
from matchmaking.intentions.queries.people import is_insider, officer_accounts, team_accounts
from matchmaking.intentions.values import CorrectionState, IntentionState


def verify(
    session: Session, actor: Actor, intention: Intention, *, at: datetime, seen: int | None = None
) -> None:
    """Confirm as an officer that a deal was signed as recorded; above the threshold two must.

    Raises:
        StepNotPossibleError: it does not wait to be verified (any more), is held or disputed.
        InsiderError: the officer signed it or works for one of the parties.
        VerifiedByYouError: a second officer must confirm it.
        ChangedMeanwhileError: it is not what the person saw.
    """
    edition = begin(session, intention)
    _require_verifiable(intention, actor)
    require_seen(intention, seen)
    if is_insider(session, actor.account_id, [intention]):
        raise InsiderError
    intention.verifications.append(Verification(account_id=actor.account_id, verified_at=at))
    note(session, actor, "verified an intention", intention, at=at)
    is_enough = len(intention.verifications) > 1 or not needs_two_officers(
        edition, intention.base_minor or 0
    )
    if not is_enough:
        session.flush()
        return
    intention.state = IntentionState.VERIFIED
    move(session, edition, intention, Step("verified", actor.account_id, at))
    sentence = say("“%(title)s” has been verified.", title=intention.title)
    _tell_parties(session, intention, actor, sentence, at=at)


def dispute(
    session: Session,
    actor: Actor,
    intention: Intention,
    *,
    reason: str,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Object to a deal: until this is settled it stands outside the total.

    Raises:
        StepNotPossibleError: nobody has signed it, it is closed, or it is disputed already.
        ReasonMissingError: no reason was given.
        ChangedMeanwhileError: it is not what the person saw.
    """
    edition = begin(session, intention)
    if intention.state not in BUCKET_OF_STATE or intention.disputed_at is not None:
        raise too_late(intention)
    require_seen(intention, seen)
    intention.dispute_reason = _given(reason)
    intention.disputed_at = at
    side = own_side(actor, intention)
    intention.disputed_by_id = intention.party(side).id if side else None
    move(session, edition, intention, Step("disputed", actor.account_id, at, reason))
    sentence = say("“%(title)s” is disputed: %(reason)s", title=intention.title, reason=reason)
    _tell_parties(session, intention, actor, sentence, at=at)
    tell(session, intention, officer_accounts(session, intention), sentence, at=at)
    note(session, actor, "disputed an intention", intention, at=at, reason=reason)


def settle(
    session: Session,
    actor: Actor,
    intention: Intention,
    *,
    reason: str,
    at: datetime,
    seen: int | None = None,
) -> None:
    """End a dispute: the deal stands again where its signatures put it.

    Raises:
        StepNotPossibleError: it is not disputed.
        InsiderError: an officer who works for one of the parties can't judge it.
        ReasonMissingError: how it was settled was not said.
        ChangedMeanwhileError: it is not what the person saw.
    """
    edition = begin(session, intention)
    if intention.disputed_at is None or intention.state not in BUCKET_OF_STATE:
        raise too_late(intention)
    require_seen(intention, seen)
    if own_side(actor, intention) is None and is_insider(session, actor.account_id, [intention]):
        raise InsiderError
    reason = _given(reason)
    intention.disputed_at = intention.disputed_by_id = None
    move(session, edition, intention, Step("settled", actor.account_id, at, reason))
    sentence = say(
        "The dispute about “%(title)s” is settled: %(reason)s",
        title=intention.title,
        reason=reason,
    )
    _tell_parties(session, intention, actor, sentence, at=at)
    note(session, actor, "settled a dispute", intention, at=at, reason=reason)


def withdraw(
    session: Session,
    actor: Actor,
    intention: Intention,
    *,
    reason: str,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Take a deal out for good. A draft needs no reason: nobody else has seen it.

    Raises:
        StepNotPossibleError: it is closed already, or the other side has signed it, too.
        ReasonMissingError: no reason was given for a deal that somebody signed.
        ChangedMeanwhileError: it is not what the person saw.
    """
    edition = begin(session, intention)
    if not can_withdraw(actor, intention):
        raise too_late(intention)
    require_seen(intention, seen)
    was_signed = intention.state in BUCKET_OF_STATE
    intention.close_reason = _given(reason) if was_signed else reason.strip()
    if proposed := open_correction(intention):
        proposed.state, proposed.decided_at = CorrectionState.DECLINED, at
    intention.state = IntentionState.WITHDRAWN
    intention.held_for_id = None
    move(session, edition, intention, Step("withdrawn", actor.account_id, at, reason))
    if was_signed:
        sentence = say(
            "“%(title)s” has been withdrawn: %(reason)s", title=intention.title, reason=reason
        )
        _tell_parties(session, intention, actor, sentence, at=at)
    note(session, actor, "withdrew an intention", intention, at=at, reason=reason)


def discard(
    session: Session, actor: Actor, draft: Intention, *, at: datetime, seen: int | None = None
) -> None:
    """Give up a draft that nobody else has seen.

    Raises:
        StepNotPossibleError: it is no draft any more.
        ChangedMeanwhileError: it is not what the person saw.
    """
    begin(session, draft)
    if draft.state is not IntentionState.DRAFT:
        raise too_late(draft)
    withdraw(session, actor, draft, reason="", at=at, seen=seen)


def _require_verifiable(intention: Intention, actor: Actor) -> None:
    is_in_question = intention.held_for_id is not None or intention.disputed_at is not None
    if is_in_question or intention.state is not IntentionState.COUNTERSIGNED:
        raise too_late(intention)
    if any(row.account_id == actor.account_id for row in intention.verifications):
        raise VerifiedByYouError


def _given(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissingError
    return reason.strip()


def _tell_parties(
    session: Session, intention: Intention, actor: Actor, sentence: Sentence, *, at: datetime
) -> None:
    """Tell both teams, but not the side that did it."""
    acting = own_side(actor, intention)
    people = {
        account_id
        for participation in (intention.buyer_id, intention.seller_id)
        if acting is None or intention.side_of(participation) is not acting
        for account_id in team_accounts(session, participation)
    }
    tell(session, intention, sorted(people), sentence, at=at)
