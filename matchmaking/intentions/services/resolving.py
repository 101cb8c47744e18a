"""Deciding whether a held deal repeats another."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.wording import Sentence, say
from matchmaking.expo.models import Edition
from matchmaking.intentions.counting import BUCKET_OF_STATE
from matchmaking.intentions.errors import InsiderError
from matchmaking.intentions.ledger import Step
from matchmaking.intentions.models import Intention
from matchmaking.intentions.moving import begin, move, note, require_seen, supersede, tell, too_late
from matchmaking.intentions.queries.people import is_insider, team_accounts


def release(
    session: Session, actor: Actor, held: Intention, *, at: datetime, seen: int | None = None
) -> None:
    """Decide that a held deal is one of its own: it counts as its signatures say.

    Raises:
        StepNotPossibleError: it is not held (any more).
        InsiderError: the officer belongs to a party of either deal.
        ChangedMeanwhileError: it is not what the person saw.
    """
    edition, _first = _both(session, actor, held, seen)
    held.held_for_id = None
    held.is_cleared = True
    move(session, edition, held, Step("released", actor.account_id, at))
    sentence = say("“%(title)s” is not a duplicate and stands in its own right.", title=held.title)
    _tell_both_teams(session, held, sentence, at)
    note(session, actor, "released a held intention", held, at=at)


def declare_same(
    session: Session, actor: Actor, held: Intention, *, at: datetime, seen: int | None = None
) -> None:
    """Decide that a held deal is the one recorded before: that one stands for both.

    Raises:
        StepNotPossibleError: it is not held (any more).
        InsiderError: the officer belongs to a party of either deal.
        ChangedMeanwhileError: it is not what the person saw.
    """
    edition, first = _both(session, actor, held, seen)
    supersede(session, edition, held, first, Step("superseded", actor.account_id, at))
    sentence = say(
        "“%(title)s” was recorded twice; no. %(number)d stands for it.",
        title=held.title,
        number=first.number,
    )
    _tell_both_teams(session, held, sentence, at)
    note(session, actor, "resolved a duplicate", held, at=at)


def _both(
    session: Session, actor: Actor, held: Intention, seen: int | None
) -> tuple[Edition, Intention]:
    edition = begin(session, held)
    if held.held_for_id is None or held.state not in BUCKET_OF_STATE:
        raise too_late(held)
    require_seen(held, seen)
    first = session.get_one(Intention, held.held_for_id, populate_existing=True)
    if is_insider(session, actor.account_id, [held, first]):
        raise InsiderError
    return edition, first


def _tell_both_teams(session: Session, held: Intention, sentence: Sentence, at: datetime) -> None:
    people = {
        account_id
        for participation in (held.buyer_id, held.seller_id)
        for account_id in team_accounts(session, participation)
    }
    tell(session, held, sorted(people), sentence, at=at)
