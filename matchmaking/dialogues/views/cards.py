"""Sessions as the programme lists them, worded and escaped once for all who read it.

The list is long and read by everybody, so its rows are made here in one pass: texts are escaped
in this module and nowhere else, and the template writes them as they are.
"""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from markupsafe import escape

from matchmaking.dialogues import labels
from matchmaking.dialogues.values import Admission, DialogueState, Listing
from matchmaking.web.language import language

NEARLY_FULL = 85


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

    def __init__(self, zone: ZoneInfo, at: datetime) -> None:
        self.zone = zone
        self.at = at
        self.speech = language()
        self.kinds = {kind: str(label) for kind, label in labels.KINDS.items()}
        self.over, self.cancelled, self.draft = _("Over"), _("Cancelled"), _("Draft")
        self.left = str(_("%(left)s of %(capacity)s seats left"))
        self.full = str(_("All %(capacity)s seats taken"))
        self.hints = {
            Admission.OPEN: "",
            Admission.INVITATION: _("by invitation"),
            Admission.APPROVAL: _("on request"),
        }

    def card(self, one: Listing) -> Card:
        """Word one session."""
        starts, ends = one.starts_at.astimezone(self.zone), one.ends_at.astimezone(self.zone)
        speech = self.speech
        seats, tone = self._seats(one)
        return Card(
            id=one.id,
            state="over" if ends <= self.at else ("now" if starts <= self.at else ""),
            starts_iso=starts.isoformat(),
            starts=f"{starts.hour:02}:{starts.minute:02}",
            ends=f"{ends.hour:02}:{ends.minute:02}",
            title=escape(one.name.first(speech)),
            second=escape(one.name.other(speech)),
            note=escape(self._note(one)),
            speakers=escape(one.speakers.first(speech)),
            seats=seats,
            hint=self.hints[one.admission] if tone else "",
            share=one.taken_share,
            tone=tone,
        )

    def _note(self, one: Listing) -> str:
        speech = self.speech
        host, place = one.host.first(speech), one.place.first(speech) or one.place_code
        where = f"{one.hall.first(speech)}, {place}"
        return " · ".join((self.kinds[one.kind], *([host] if host else []), where))

    def _seats(self, one: Listing) -> tuple[str, str]:
        """Return what is said about seats, and the tone of the bar beneath, if one is shown."""
        if one.state is DialogueState.CANCELLED:
            return self.cancelled, ""
        if one.state is DialogueState.DRAFT:
            return self.draft, ""
        if one.ends_at <= self.at:
            return self.over, ""
        if one.left <= 0:
            return self.full % {"capacity": one.capacity}, "muted"
        tone = "waiting" if one.taken_share > NEARLY_FULL else "good"
        return self.left % {"left": one.left, "capacity": one.capacity}, tone


def by_day(listings: Iterable[Listing], zone: ZoneInfo, at: datetime) -> list[DayOfCards]:
    """Word all sessions, day by day."""
    wording = Wording(zone, at)
    today = at.astimezone(zone).date()
    days = []
    for on, of_day in groupby(listings, key=lambda one: one.starts_at.astimezone(zone).date()):
        cards = [wording.card(one) for one in of_day]
        earlier = [card for card in cards if card.state == "over"] if on == today else []
        later = [card for card in cards if card.state != "over"] if earlier else cards
        days.append(DayOfCards(on, earlier, later))
    return days
