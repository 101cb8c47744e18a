"""What is written down of laying out a fair, in words."""

from collections.abc import Mapping

from matchmaking.core.wording import Sentence, say
from matchmaking.expo.models import Edition, ExhibitionArea, Hall, MeetingBlock, Place, Series
from matchmaking.expo.values import Gate, Phase, PlaceKind

KINDS: Mapping[type, str] = {
    Series: "series",
    Edition: "edition",
    ExhibitionArea: "area",
    Hall: "hall",
    MeetingBlock: "block",
    Place: "place",
}
ENTERED = {
    Phase.PREPARING: say("went back to preparing the fair"),
    Phase.OPEN: say("opened registration"),
    Phase.RUNNING: say("began the fair"),
    Phase.CLOSED: say("closed the fair"),
}
SET_DATES = {
    Gate.REGISTRATION: say("set when registration opens and closes"),
    Gate.BOOKING: say("set when booking opens and closes"),
}
# By itself, as announced.
PASSED = {
    Gate.REGISTRATION.opens: say("opened registration, as announced"),
    Gate.REGISTRATION.closes: say("closed registration, as announced"),
    Gate.BOOKING.opens: say("opened booking, as announced"),
    Gate.BOOKING.closes: say("closed booking, as announced"),
}
ADDED = {ExhibitionArea: say("added an area"), Hall: say("added a hall")}
OPENED = say("opened a block of meetings")
PUT_UP = {
    PlaceKind.TABLE: say("put up tables"),
    PlaceKind.BOOTH: say("put up booths"),
    PlaceKind.ROOM: say("put up rooms"),
    PlaceKind.STAGE: say("put up signing stages"),
}
CORRECTED: Mapping[type, Sentence] = {
    Series: say("renamed the series"),
    Edition: say("renamed the edition or its city"),
    Place: say("corrected a place"),
    ExhibitionArea: say("renamed an area"),
    Hall: say("renamed a hall"),
    MeetingBlock: say("renamed a block of meetings"),
}
REMOVED = {
    ExhibitionArea: say("removed an area"),
    Hall: say("removed a hall"),
    MeetingBlock: say("removed a block of meetings"),
    Place: say("removed a place"),
}
# By the migration that let each name be given once.
NUMBERED = say("numbered a name given twice")
SET_WALKS = say("set the walks from a hall")
