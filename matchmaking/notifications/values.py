"""What notices are about, and sentences as JSON: kept with their facts, worded when read."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from matchmaking.core.money import Money
from matchmaking.core.wording import Name, Sentence, say

# Digests are a day apart: what changes sooner than that can't wait for one.
SOON = timedelta(days=1)


class NoticeKind(StrEnum):
    """What a notice is about, as its reader thinks of it."""

    ACCOUNT = "account"
    MEETINGS = "meetings"
    DIALOGUES = "dialogues"
    DEALS = "deals"
    TIMETABLES = "timetables"
    ORGANISERS = "organisers"


KIND_WORDS = {
    NoticeKind.MEETINGS: say("Requests and meetings"),
    NoticeKind.DIALOGUES: say("Dialogues and seats"),
    NoticeKind.DEALS: say("Purchase intentions"),
    NoticeKind.TIMETABLES: say("Timetables and wishes"),
    NoticeKind.ORGANISERS: say("Messages from the organisers"),
    NoticeKind.ACCOUNT: say("Your account and roles"),
}


def is_soon(*times: datetime, at: datetime) -> bool:
    """Return whether one of the times is so near that word of it can't wait for a digest."""
    return any(at <= time < at + SOON for time in times)


def packed(sentence: Sentence) -> dict[str, Any]:
    """Return all of a sentence but its text as plain JSON."""
    return {
        "facts": {name: _packed_fact(fact) for name, fact in sentence.facts.items()},
        "plural": sentence.plural,
        "count": sentence.count,
    }


def unpacked(text: str, rest: dict[str, Any]) -> Sentence:
    """Make the sentence again from its text and what ``packed`` returned."""
    facts = {name: _unpacked_fact(fact) for name, fact in rest.get("facts", {}).items()}
    return Sentence(text, facts, rest.get("plural"), rest.get("count", 1))


def _packed_fact(fact: Any) -> Any:  # noqa: ANN401 - facts are told apart by their type
    match fact:
        case Name():
            return {"name": [fact.en, fact.zh]}
        case Sentence():
            return {"sentence": {"text": fact.text, **packed(fact)}}
        case datetime():
            return {"instant": fact.isoformat()}
        case date():
            return {"day": fact.isoformat()}
        case Money():
            return {"money": [fact.minor, fact.currency]}
        case str() | int() | float() | None:
            return fact
        case _:
            message = f"A notice can't keep a {type(fact).__name__}."
            raise TypeError(message)


def _unpacked_fact(fact: Any) -> Any:  # noqa: ANN401
    match fact:
        case {"name": [en, zh]}:
            return Name(en, zh)
        case {"sentence": {"text": text} as rest}:
            return unpacked(text, rest)
        case {"instant": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
        case {"money": [minor, currency]}:
            return Money(minor, currency)
        case _:
            return fact
