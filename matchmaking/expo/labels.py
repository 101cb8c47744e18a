"""How phases and kinds of places are worded on pages."""

from flask_babel import lazy_gettext as _l

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
TITLES = {
    Series: _l("Correct the series"),
    Edition: _l("Correct the edition's name"),
    ExhibitionArea: _l("Correct an exhibition area"),
    Hall: _l("Correct a hall"),
    Place: _l("Correct a place"),
    MeetingBlock: _l("Correct a meeting block"),
}
PRINTED = _l("Pages and calendars follow. Sheets printed and mails sent before keep what they say.")
