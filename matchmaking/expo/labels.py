"""How phases, kinds of places and what was done to a thing of the fair are worded on pages."""

from flask_babel import gettext as _, lazy_gettext as _l

from matchmaking.audit.changes import Change, changes_in
from matchmaking.audit.queries import Deed
from matchmaking.expo.models import Edition, ExhibitionArea, Hall, MeetingBlock, Place, Series
from matchmaking.expo.values import Phase, PlaceKind

PHASES = {
    Phase.PREPARING: _l("Preparing: nobody can register yet"),
    Phase.OPEN: _l("Open: enterprises register and ask for meetings"),
    Phase.RUNNING: _l("Running: the fair is on"),
    Phase.CLOSED: _l("Closed: nobody registers or asks for meetings any more"),
}
PLACE_KINDS = {
    PlaceKind.TABLE: _l("Tables for meetings"),
    PlaceKind.BOOTH: _l("Booths"),
    PlaceKind.ROOM: _l("Rooms for sessions"),
    PlaceKind.STAGE: _l("Signing stages"),
}
ONE_PLACE = {
    PlaceKind.TABLE: _l("Table for meetings"),
    PlaceKind.BOOTH: _l("Booth"),
    PlaceKind.ROOM: _l("Room for sessions"),
    PlaceKind.STAGE: _l("Signing stage"),
}
TITLES = {
    Series: _l("Correct the series"),
    Edition: _l("Correct the edition's name"),
    ExhibitionArea: _l("Correct an exhibition area"),
    Hall: _l("Correct a hall"),
    Place: _l("Correct a place"),
    MeetingBlock: _l("Correct a meeting block"),
}
PRINTED = _l("Pages and calendars follow. Sheets printed and mails sent before keep what they say.")
# By what the record calls them. What it calls otherwise is a hall that one walks to.
FIELDS = {
    "name_en": _l("English name"),
    "name_zh": _l("Chinese name"),
    "short_en": _l("English short name"),
    "short_zh": _l("Chinese short name"),
    "city_en": _l("City, in English"),
    "city_zh": _l("City, in Chinese"),
    "code": _l("Code"),
    "seats": _l("Seats"),
    "registration_opens_at": _l("Registration opens"),
    "registration_closes_at": _l("Registration closes"),
    "booking_opens_at": _l("Booking opens"),
    "booking_closes_at": _l("Booking closes"),
}
# Who had announced what came by itself.
ANNOUNCED = {"announced_by": _l("Announced by"), "announced_at": _l("Announced on")}


def told(deed: Deed) -> list[str]:
    """Return what the record says of a deed: each change, or the words somebody gave."""
    return [_change(one) for one in changes_in(deed.reason)] or [deed.reason]


def _change(one: Change) -> str:
    if one.field in ANNOUNCED:
        return str(_("%(what)s: %(now)s", what=ANNOUNCED[one.field], now=one.now))
    what = FIELDS.get(one.field) or _("Minutes to hall %(hall)s", hall=one.field)
    return str(_("%(what)s: %(was)s → %(now)s", what=what, was=one.was, now=one.now))
