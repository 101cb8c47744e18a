"""Sessions as the programme lists them, worded and escaped once for all who read it.

The list is long and read by everybody, so its rows are made here in one pass: texts are escaped
in this module and nowhere else, and the template writes them as they are.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from markupsafe import escape

from matchmaking.dialogues import labels
from matchmaking.dialogues.values import Admission, DialogueState, Listing
from matchmaking.web.language import language

NEARLY_FULL = 85
SPECIAL = re.compile("[&<>\"']")


def safe(text: str) -> str:
    """Escape a text for the page; most have nothing to escape, and asking costs a tenth."""
    return str(escape(text)) if SPECIAL.search(text) else text


class Card(NamedTuple):
    """One row of the list; every text is safe to write into the page."""

    id: int
    state: str
    starts_iso: str
    starts: str
    ends: str
    title: str
    second: str
    note: str
    speakers: str
    seats: str
    hint: str
    share: int
    tone: str


class DayOfCards(NamedTuple):
    """A day of the programme; of today, the sessions that are over stand apart."""

    on: date
    earlier: list[Card]
    cards: list[Card]


class Wording:
    """Makes cards for one reader's language; every word is translated once, not once a row."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.is_chinese = language().startswith("zh")
        self.comma = "，" if self.is_chinese else ", "
        self.kinds: dict[str, str] = {kind: str(label) for kind, label in labels.KINDS.items()}
        self.over, self.cancelled, self.draft = _("Over"), _("Cancelled"), _("Draft")
        self.left = str(_("%(left)s of %(capacity)s seats left"))
        self.open = str(_("%(left)s of %(capacity)s seats still open to everybody"))
        self.kept = _("No open seats left")
        self.full = str(_("All %(capacity)s seats taken"))
        self.hints: dict[str, str] = {
            Admission.OPEN: "",
            Admission.INVITATION: _("by invitation"),
            Admission.APPROVAL: _("on request"),
        }

    def either(self, en: str | None, zh: str | None) -> str:
        """Return the text in the reader's language, else the one there is."""
        return (zh or en or "") if self.is_chinese else (en or zh or "")

    def card(self, one: Listing, starts: datetime, ends: datetime) -> Card:
        """Word one session; its times are the venue's."""
        seats, tone, share = self._seats(one)
        title = self.either(one.name_en, one.name_zh)
        second = one.name_en if self.is_chinese else one.name_zh
        return Card(
            one.id,
            "over" if ends <= self.at else ("now" if starts <= self.at else ""),
            starts.isoformat(),
            f"{starts.hour:02}:{starts.minute:02}",
            f"{ends.hour:02}:{ends.minute:02}",
            safe(title),
            safe(second) if second != title else "",
            safe(self._note(one)),
            safe(self.either(one.speakers_en, one.speakers_zh)),
            seats,
            self.hints[one.admission] if tone else "",
            share,
            tone,
        )

    def _note(self, one: Listing) -> str:
        place = self.either(one.place_en, one.place_zh) or one.place_code
        hall = self.either(one.hall_en, one.hall_zh)
        host = self.either(one.host_en, one.host_zh)
        kind = self.kinds[one.kind]
        where = f"{hall}{self.comma}{place}"
        return f"{kind} · {host} · {where}" if host else f"{kind} · {where}"

    def _seats(self, one: Listing) -> tuple[str, str, int]:
        """Return what is said about seats, and the tone and length of the bar beneath, if any."""
        if one.state == DialogueState.CANCELLED:
            return self.cancelled, "", 0
        if one.state == DialogueState.DRAFT:
            return self.draft, "", 0
        if one.ends_at <= self.at:
            return self.over, "", 0
        # What allotments keep is not there for everybody: the session's page says for whom it is.
        left = one.capacity - one.taken - one.kept
        if left <= 0:
            words = self.kept if one.kept else self.full % {"capacity": one.capacity}
            return words, "muted", 100
        share = 100 * (one.taken + one.kept) // one.capacity
        tone = "waiting" if share > NEARLY_FULL else "good"
        words = self.open if one.kept else self.left
        return words % {"left": left, "capacity": one.capacity}, tone, share


def by_day(listings: Iterable[Listing], zone: ZoneInfo, at: datetime) -> list[DayOfCards]:
    """Word all sessions, day by day."""
    wording = Wording(at)
    today = at.astimezone(zone).date()
    days: dict[date, DayOfCards] = {}
    for one in listings:
        starts, ends = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
        on = starts.date()
        day = days.get(on) or days.setdefault(on, DayOfCards(on, [], []))
        card = wording.card(one, starts, ends)
        is_done = card.state == "over" and on == today
        (day.earlier if is_done else day.cards).append(card)
    return list(days.values())
