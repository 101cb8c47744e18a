"""Telling people what happened: a notice, written in the transaction of what it tells of."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from matchmaking.core.money import Money
from matchmaking.core.wording import Name, Sentence
from matchmaking.notifications.models import Notice


def notify(
    session: Session,
    *,
    account_id: int,
    sentence: Sentence,
    path: str,
    at: datetime,
    edition_id: int | None = None,
) -> None:
    """Tell a person something, with the address of the page it is about."""
    session.add(
        Notice(
            account_id=account_id,
            edition_id=edition_id,
            text=sentence.text,
            facts=kept_facts(sentence),
            path=path,
            created_at=at,
        )
    )


def kept_facts(sentence: Sentence) -> dict[str, object]:
    """Return the facts of a sentence as JSON, each marked with its kind, to be worded later."""
    return {name: _kept(fact) for name, fact in sentence.facts.items()}


def _kept(fact: object) -> object:
    match fact:
        case Name():
            return {"kind": "name", "en": fact.en, "zh": fact.zh}
        case Money():
            return {"kind": "money", "minor": fact.minor, "currency": fact.currency}
        case date():  # a datetime is one too; how it is written tells them apart
            return {"kind": "time", "iso": fact.isoformat()}
        case Sentence():
            return {"kind": "sentence", "text": fact.text, "facts": kept_facts(fact)}
    return fact if isinstance(fact, int) else str(fact)
