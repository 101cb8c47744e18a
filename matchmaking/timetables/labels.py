"""How rounds and wishes are worded on pages."""

from datetime import datetime

from flask_babel import gettext as _, lazy_gettext as _l, ngettext

from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.values import ListOrder, Stage
from matchmaking.web.language import clock_time, day

ORDERS = {
    ListOrder.FEWEST: _l("Fewest wishes first"),
    ListOrder.MOST: _l("Most wishes first"),
    ListOrder.REMINDED: _l("Not reminded for longest first"),
}
GRADES = {Grade.MUST: _l("Must"), Grade.WANT: _l("Want"), Grade.MAY: _l("May")}
STAGES = {
    Stage.COMING: _l("Not open yet"),
    Stage.GATHERING: _l("Gathering wishes"),
    Stage.CLOSED: _l("Wishes closed"),
    Stage.PUBLISHED: _l("Published"),
}
STAGE_TONES = {Stage.GATHERING: "waiting", Stage.CLOSED: "new", Stage.PUBLISHED: "good"}
HOUR, DAY = 60, 24 * 60
# Below so many days the hours are said, below so many hours the minutes.
FEW = 2


def moment(at: datetime) -> str:
    """Return ``Wed 6 Nov 18:00``."""
    return f"{day(at)} {clock_time(at)}"


def time_left(until: datetime, at: datetime) -> str:
    """Return ``in 29 hours``: days, hours or minutes, whichever says enough."""
    minutes = max(0, -(-int((until - at).total_seconds()) // 60))
    if minutes >= FEW * DAY:
        return str(ngettext("in %(num)d day", "in %(num)d days", minutes // DAY))
    if minutes >= FEW * HOUR:
        return str(ngettext("in %(num)d hour", "in %(num)d hours", minutes // HOUR))
    return str(ngettext("in %(num)d minute", "in %(num)d minutes", minutes))


def still_gathering(until: datetime, at: datetime, missing: int) -> str:
    """Return that wishes may yet change what a plan is made of, and who has handed in none."""
    when = time_left(until, at)
    if not missing:
        return str(_("Wishes close %(when)s and may change until then.", when=when))
    return str(
        ngettext(
            "Wishes close %(when)s, and %(num)d enterprise has not handed in.",
            "Wishes close %(when)s, and %(num)d enterprises have not handed in.",
            missing,
            when=when,
        )
    )


def out_of_it(count: int) -> str:
    """Return how many of the invited take no part now, if any."""
    if not count:
        return ""
    return str(ngettext("%(num)d takes no part now", "%(num)d take no part now", count))


def musts_left(left: int) -> str:
    """Return how many more wishes may be graded must."""
    if left <= 0:
        return str(_("No must left"))
    return str(ngettext("%(num)d must left", "%(num)d musts left", left))
