"""How a day is worded on pages."""

from flask import url_for
from flask_babel import gettext as _, lazy_gettext as _l

from matchmaking.agenda.values import Entry, EntryKind, Gap
from matchmaking.expo.values import PlaceKind
from matchmaking.meetings.labels import PLACES
from matchmaking.web.language import clock_time, language

KINDS = {
    EntryKind.MEETING: _l("Meeting"),
    EntryKind.SEAT: _l("Seat"),
    EntryKind.SIGNING: _l("Signing"),
}


def place_of(entry: Entry) -> str:
    """Return ``Table 112, Hall 2.2``; of a session, the room's own code and hall."""
    facts = {"code": entry.place_code, "hall": entry.hall_code}
    if entry.place_kind:
        return str(PLACES[PlaceKind(entry.place_kind)]) % facts
    return _("%(code)s, Hall %(hall)s", **facts) if entry.hall_code else ""


def company_of(entry: Entry) -> str:
    """Return who comes from the other side, and who interprets."""
    parts = []
    if entry.partner_person:
        parts.append(entry.partner_person.first(language()))
    if entry.interpreter:
        parts.append(_("interpreter: %(name)s", name=entry.interpreter.first(language())))
    return " · ".join(parts)


def note_of(entry: Entry) -> str:
    """Return where it is, and in what company."""
    return " · ".join(part for part in (place_of(entry), company_of(entry)) if part)


def page_of(entry: Entry, *, whole: bool = False) -> str:
    """Return the address of the page about it, if there is one; ``whole`` with the server's."""
    if entry.key is None:
        return ""
    if entry.kind is EntryKind.MEETING:
        return url_for("meetings.meeting", meeting_id=entry.key, _external=whole)
    return url_for("dialogues.dialogue", dialogue_id=entry.key, _external=whole)


def gap_words(gap: Gap) -> str:
    """Return ``Free from 15:00 to 16:30``."""
    return str(
        _(
            "Free from %(start)s to %(end)s",
            start=clock_time(gap.starts_at),
            end=clock_time(gap.ends_at),
        )
    )
