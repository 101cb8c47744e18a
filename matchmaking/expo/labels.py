"""How phases and kinds of places are worded on pages."""

from flask_babel import lazy_gettext as _l

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
