"""What follows when a deal moves: the ledger, what it replaces, what was held for it, the news."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.core.wording import Sentence
from matchmaking.expo.models import Edition
from matchmaking.intentions import ledger
from matchmaking.intentions.counting import BUCKET_OF_STATE, counted_buckets
from matchmaking.intentions.errors import StepNotPossibleError
from matchmaking.intentions.labels import where_it_stands
from matchmaking.intentions.ledger import Step
from matchmaking.intentions.models import Intention
from matchmaking.intentions.queries.duplicates import suspects_of
from matchmaking.intentions.values import IntentionState
from matchmaking.notifications.services import notify
from matchmaking.notifications.values import NoticeKind


def begin(session: Session, intention: Intention) -> Edition:
    """Take the ledger's turn and look at the deal afresh, before deciding anything."""
    ledger.take_turn(session, intention.edition_id)
    session.expire(intention)
    return session.get_one(Edition, intention.edition_id)


def require_seen(intention: Intention, seen: int | None) -> None:
    """Go on only if the deal is what the person had before their eyes: the version they saw.

    Whoever signs or verifies does so for what they read, not for what somebody has made of it
    meanwhile. Whether the step is possible at all is asked before: that it is over says more
    than that something has changed.

    Raises:
        ChangedMeanwhileError: somebody has changed it.
    """
    if seen is not None and intention.version != seen:
        raise ChangedMeanwhileError


def too_late(intention: Intention) -> StepNotPossibleError:
    """Return the refusal of a step that does not begin where the deal stands."""
    return StepNotPossibleError(where_it_stands(intention))


def move(session: Session, edition: Edition, intention: Intention, step: Step) -> None:
    """Bring the ledger in line with a deal that moved, and with those that move with it."""
    session.flush()
    ledger.restate(session, edition, intention, step)
    _supersede_replaced(session, edition, intention, step)
    if intention.state not in BUCKET_OF_STATE:
        _release_held_for(session, edition, intention, step)


def _supersede_replaced(
    session: Session, edition: Edition, intention: Intention, step: Step
) -> None:
    """An intention later signed as a contract leaves the total when the contract counts."""
    if intention.replaces_id is None:
        return
    if ledger.bucket_now(session, edition, intention) not in counted_buckets(edition):
        return
    replaced = session.get_one(Intention, intention.replaces_id, populate_existing=True)
    if replaced.state in BUCKET_OF_STATE:
        supersede(session, edition, replaced, intention, step)


def supersede(
    session: Session, edition: Edition, old: Intention, new: Intention, step: Step
) -> None:
    """Let one deal stand in for another, which leaves the ledger's totals for good."""
    old.state = IntentionState.SUPERSEDED
    old.superseded_by_id = new.id
    old.held_for_id = None
    move(session, edition, old, Step("superseded", step.account_id, step.at, step.reason))


def _release_held_for(session: Session, edition: Edition, intention: Intention, step: Step) -> None:
    """Let go of deals that were held for one that stands no more, unless they repeat another."""
    query = (
        sa.select(Intention)
        .where(Intention.held_for_id == intention.id)
        .order_by(Intention.number)
        .execution_options(populate_existing=True)
    )
    for held in session.scalars(query).all():
        held.held_for_id = None
        if held.state in BUCKET_OF_STATE:
            held.held_for_id = next((other.id for other in suspects_of(session, held)), None)
        if held.held_for_id is None:
            move(session, edition, held, Step("released", step.account_id, step.at))


def tell(
    session: Session,
    intention: Intention,
    accounts: Iterable[int],
    sentence: Sentence,
    *,
    at: datetime,
) -> None:
    """Tell people about a deal, in the transaction of the change."""
    for account_id in accounts:
        notify(
            session,
            account_id=account_id,
            kind=NoticeKind.DEALS,
            sentence=sentence,
            path=f"/intentions/{intention.id}",
            at=at,
            edition_id=intention.edition_id,
        )


def note(
    session: Session,
    actor: Actor,
    action: str,
    intention: Intention,
    *,
    at: datetime,
    reason: str = "",
) -> None:
    """Write down in the audit log what somebody did to a deal."""
    record(session, actor, action, subject=("intention", intention.id), at=at, reason=reason)
