"""What notices are about and how they come; their sentences as JSON, to be worded when read."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from matchmaking.core.money import Money
from matchmaking.core.wording import Name, Sentence, say

# Digests are a day apart, 25 hours when clocks are set back: what is sooner can't wait for one.
SOON_HOURS = 25
SOON = timedelta(hours=SOON_HOURS)
DIGEST_HOUR = 7
# What no digest could bring for so long stays in the application.
KEPT = timedelta(days=7)


class NoticeKind(StrEnum):
    """What a notice is about, as its reader thinks of it."""

    ACCOUNT = "account"
    MEETINGS = "meetings"
    DIALOGUES = "dialogues"
    DEALS = "deals"
    TIMETABLES = "timetables"
    ORGANISERS = "organisers"


class Way(StrEnum):
    """How notices come, besides in the application; the later, the quieter."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    APP_ONLY = "app_only"


WAY_WORDS = {
    Way.AT_ONCE: say("By e-mail at once"),
    Way.DAILY: say("By e-mail once a day"),
    Way.APP_ONLY: say("Only in Qiatan"),
}
# What one can choose about: word of one's account and roles always comes at once.
KIND_WORDS = {
    NoticeKind.MEETINGS: say("Requests and meetings"),
    NoticeKind.DIALOGUES: say("Dialogues and seats"),
    NoticeKind.DEALS: say("Purchase intentions"),
    NoticeKind.TIMETABLES: say("Timetables and wishes"),
    NoticeKind.ORGANISERS: say("Messages from the organisers"),
}


@dataclass(frozen=True)
class Morning:
    """When a day's digests are due at a venue: they bring what was told until then."""

    day: date
    until: datetime

    @property
    def since(self) -> datetime:
        """Return since when they bring it."""
        return self.until - KEPT


def morning_at(at: datetime, zone: ZoneInfo) -> Morning | None:
    """Return the morning of a moment's day; nothing before it, for nobody is mailed at night."""
    day = at.astimezone(zone).date()
    until = datetime.combine(day, time(DIGEST_HOUR), zone)
    return Morning(day, until) if until <= at else None


def quieter(one: Way, other: Way) -> Way:
    """Return the quieter of two ways."""
    return max(one, other, key=list(Way).index)


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
