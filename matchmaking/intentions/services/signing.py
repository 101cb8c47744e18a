"""Signing: first one side, then the other."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.wording import say
from matchmaking.expo.models import Edition
from matchmaking.intentions.errors import AlreadyFiledError
from matchmaking.intentions.ledger import Step
from matchmaking.intentions.models import Intention, Signature
from matchmaking.intentions.moving import begin, move, note, require_seen, tell, too_late
from matchmaking.intentions.queries.duplicates import suspects_of
from matchmaking.intentions.queries.people import officer_accounts, team_accounts
from matchmaking.intentions.services.pricing import freeze_rate
from matchmaking.intentions.values import IntentionState, Side


def sign(
    session: Session,
    actor: Actor,
    intention: Intention,
    *,
    at: datetime,
    seen: int | None = None,
    is_different: bool = False,
) -> None:
    """Sign a draft for the author's side: it stands in the ledger from now on.

    ``is_different`` insists that a deal which looks like one the same parties have filed is
    another one; it is then held until an officer has decided.

    Raises:
        StepNotPossibleError: it is no draft any more.
        RateMissingError: nobody has an exchange rate for the signing date.
        AlreadyFiledError: the parties have filed what seems to be the same deal.
        ChangedMeanwhileError: it is not what the person saw.
    """
    edition = begin(session, intention)
    if intention.state is not IntentionState.DRAFT:
        raise too_late(intention)
    require_seen(intention, seen)
    freeze_rate(session, edition, intention)
    suspects = suspects_of(session, intention)
    if not is_different:
        _refuse_second_filing(intention, suspects)
    intention.held_for_id = suspects[0].id if suspects else None
    intention.state = IntentionState.SIGNED
    step = Step("signed", actor.account_id, at)
    _put_signature(session, edition, intention, intention.author_side, step)
    other = intention.party(other_side(intention.author_side))
    sentence = say(
        "%(party)s has signed “%(title)s” and asks you to countersign it.",
        party=intention.party(intention.author_side).label,
        title=intention.title,
    )
    tell(session, intention, team_accounts(session, other.id), sentence, at=at)
    note(session, actor, "signed an intention", intention, at=at)


def countersign(
    session: Session, actor: Actor, intention: Intention, *, at: datetime, seen: int | None = None
) -> None:
    """Sign for the other side: the deal counts from now on, unless it is held.

    Raises:
        StepNotPossibleError: it does not wait for the other side's signature.
        ChangedMeanwhileError: it is not what the person saw.
    """
    edition = begin(session, intention)
    if intention.state is not IntentionState.SIGNED or intention.disputed_at is not None:
        raise too_late(intention)
    require_seen(intention, seen)
    side = other_side(intention.author_side)
    intention.state = IntentionState.COUNTERSIGNED
    step = Step("countersigned", actor.account_id, at)
    _put_signature(session, edition, intention, side, step)
    author = intention.party(intention.author_side)
    sentence = say(
        "%(party)s has countersigned “%(title)s”.",
        party=intention.party(side).label,
        title=intention.title,
    )
    tell(session, intention, team_accounts(session, author.id), sentence, at=at)
    if intention.held_for_id is None:
        sentence = say(
            "“%(title)s” between %(buyer)s and %(seller)s is signed by both and waits to be "
            "verified.",
            title=intention.title,
            buyer=intention.buyer.label,
            seller=intention.seller.label,
        )
        tell(session, intention, officer_accounts(session, intention), sentence, at=at)
    note(session, actor, "countersigned an intention", intention, at=at)


def other_side(side: Side) -> Side:
    """Return the side across the table."""
    return Side.SELLER if side is Side.BUYER else Side.BUYER


def _put_signature(
    session: Session, edition: Edition, intention: Intention, side: Side, step: Step
) -> None:
    signature = Signature(side=side, account_id=step.account_id, signed_at=step.at)
    intention.signatures.append(signature)
    move(session, edition, intention, step)


def _refuse_second_filing(intention: Intention, suspects: list[Intention]) -> None:
    for first in suspects:
        if (first.buyer_id, first.seller_id) == (intention.buyer_id, intention.seller_id):
            is_own = first.author_side is intention.author_side
            party = None if is_own else first.party(first.author_side).label
            raise AlreadyFiledError(first.id, first.number, first.title, party)
