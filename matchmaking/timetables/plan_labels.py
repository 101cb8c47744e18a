"""How plans, their figures and what stands in their way are worded on pages."""

from collections.abc import Mapping, Sequence

from babel.numbers import format_percent
from flask_babel import gettext as _, lazy_gettext as _l

from matchmaking.core.wording import Name
from matchmaking.expo.models import Hall
from matchmaking.expo.values import Slot
from matchmaking.meetings.labels import PLACES
from matchmaking.scheduling.rounds.values import Aim
from matchmaking.timetables.figures import Figures, Measure
from matchmaking.timetables.grids import Mark
from matchmaking.timetables.labels import GRADES, moment
from matchmaking.timetables.models import Plan, PlannedMeeting
from matchmaking.timetables.values import Kind, PlanState
from matchmaking.web.language import day, language, language_name, locale, number, time_range

__all__ = ["GRADES", "moment"]

KINDS = {
    Kind.RUN: _l("Run"),
    Kind.WHAT_IF: _l("What-if"),
    Kind.BY_HAND: _l("By hand"),
    Kind.REPAIR: _l("Repair"),
}
STATES = {
    PlanState.QUEUED: _l("Queued"),
    PlanState.RUNNING: _l("Searching"),
    PlanState.READY: _l("Ready"),
    PlanState.FAILED: _l("No plan"),
}
STATE_TONES = {
    PlanState.QUEUED: "waiting",
    PlanState.RUNNING: "new",
    PlanState.READY: "good",
    PlanState.FAILED: "bad",
}
AIMS = {
    Aim.MUSTS: _l("Must-meetings placed"),
    Aim.MINIMA: _l("Meetings missing to the minimum somebody wants"),
    Aim.FLOOR: _l("Fairness floor"),
    Aim.WISHES: _l("Wishes fulfilled, by weight"),
    Aim.BREAKS: _l("Breaks in people's days"),
    Aim.WALKING: _l("Minutes of walking"),
}
MARKS = {
    Mark.NEW: _l("new in this plan"),
    Mark.STANDS: _l("has a meeting or request already"),
    Mark.LOCKED: _l("locked"),
    Mark.TAKEN: _l("taken by something else"),
}
SKIPPED = {
    "veto": _l("One side wants no meetings with the other"),
    "met": _l("They have their meeting already"),
    "called_off": _l("One of them has called their meeting off"),
    "not_taking_part": _l("One of them takes no part in this edition"),
    "nobody_comes": _l("One of them has nobody who comes"),
}


def value(aim: Aim, amount: int) -> str:
    """Return a figure as it is said: the fairness floor is a share."""
    if aim is Aim.FLOOR:
        return percent(amount / 1000)
    return number(amount)


def percent(share: float) -> str:
    """Return ``92 %`` as the reader writes it; what is not whole has one decimal."""
    digits = "#,##0.0%" if 0 < share < 1 and round(share * 1000) % 10 else "#,##0%"
    return format_percent(share, format=digits, locale=locale())


def standing(measure: Measure | None) -> str:
    """Return how far a figure is from the best possible."""
    if measure is None or measure.bound is None:
        return ""
    if measure.is_proven:
        return str(_("Proven: nothing better is possible"))
    return str(
        _("Bound %(bound)s: no plan is better than that", bound=value(measure.aim, measure.bound))
    )


def verdict(figures: Figures) -> str:
    """Return in plain words how good a plan is at placing what is wished."""
    wishes = figures.measure(Aim.WISHES)
    if figures.wanted and figures.placed == figures.wanted:
        return str(_("Every wish has its meeting."))
    if figures.wanted and figures.is_nothing_possible:
        return str(_("None of these meetings is possible: see what stops them."))
    if wishes is None:
        return ""
    if wishes.gap is None:
        return str(_("No search has bounded it: how much more could be fulfilled is not known."))
    if wishes.is_proven:
        return str(_("Proven: no plan as fair fulfils more wishes."))
    return str(
        _(
            "Not proven the best: a gap of %(gap)s to the best possible is left.",
            gap=percent(wishes.gap),
        )
    )


def where(meeting: PlannedMeeting, halls: Mapping[int, Hall]) -> str:
    """Return ``Table 112, Hall 2.2``; of a table that there is not, that it is new."""
    if meeting.place is not None:
        place = meeting.place
        return str(PLACES[place.kind]) % {"code": place.code, "hall": place.hall.code}
    hall = halls.get(meeting.extra_hall_id or 0)
    facts = {"number": meeting.unit, "hall": hall.code if hall else "?"}
    return str(_("New table %(number)s, Hall %(hall)s", **facts))


def wished(meeting: PlannedMeeting) -> str:
    """Return how much each side wishes a meeting, in the order of their names."""
    grades = [GRADES[grade] if grade else "–" for grade in (meeting.grade_a, meeting.grade_b)]
    return " / ".join(map(str, grades))


def languages(codes: Sequence[str]) -> str:
    """Return the names of languages."""
    return listed([language_name(code) for code in codes])


def made_of(plan: Plan) -> str:
    """Return the digest of the round a plan was made of; a repair's marks what it mends."""
    return "" if plan.kind is Kind.REPAIR else plan.digest


def gap(measure: Measure | None) -> str:
    """Return the gap between a figure and its bound for a table."""
    if measure is None or measure.gap is None:
        return "–"
    return str(_("proven")) if measure.is_proven else percent(measure.gap)


def times(stretches: Sequence[Slot]) -> str:
    """Return times in words: ``Fri 8 Nov 10:00–11:00, 13:30–14:00``; many are cut short."""
    most = 4
    said, last_day = [], ""
    for slot in stretches[:most]:
        today = day(slot.starts_at)
        hours = time_range(slot.starts_at, slot.ends_at)
        said.append(hours if today == last_day else f"{today} {hours}")
        last_day = today
    if len(stretches) > most:
        said.append(str(_("and %(more)s more", more=number(len(stretches) - most))))
    return listed(said)


def listed(words: Sequence[str]) -> str:
    """Join words by the comma of the reader's language."""
    return ("、" if language().startswith("zh") else ", ").join(words)


def named(name: Name | None) -> str:
    """Return a name in the reader's language."""
    return name.first(language()) if name else "?"
