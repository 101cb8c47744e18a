"""How it is worded what stops a meeting, and what would place it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l, ngettext

from matchmaking.core.wording import Name
from matchmaking.expo.models import Hall
from matchmaking.expo.values import Slot
from matchmaking.timetables.change_labels import (
    comes_after_all,
    more_interpreters,
    more_meetings,
    more_tables,
)
from matchmaking.timetables.plan_labels import listed, named, times
from matchmaking.web.language import in_a_row

MOST_PEOPLE = 4
REASONS = {
    "no_common_slot": _l("%(people)s are never there at the same time."),
    "busy": _l("They could meet %(when)s, but one or the other meets somebody else then."),
    "no_place": _l("Both are free together only %(when)s, when every table is taken."),
    "maximum": _l("%(party)s has as many meetings as it wants at most."),
    "no_interpreter": _l("%(people)s share no language, and nobody interprets between theirs."),
    "interpreter_busy": _l("They could meet %(when)s, but no interpreter is free then."),
    "lunch": _l("They could meet only %(when)s, and then somebody has no time for lunch."),
    "walk": _l("They could meet %(when)s, but the walk from hall to hall takes too long."),
    "called_off": _l("%(party)s has called it off."),
    "by_hand": _l("Somebody took it out of the plan by hand."),
    "left_out": _l("It would fit %(when)s; the search left it out for what counts more."),
}

# What stops it at other times than those named first.
ELSEWHEN = {
    "no_place": _l("%(when)s every table is taken."),
    "interpreter_busy": _l("%(when)s no interpreter is free."),
    "lunch": _l("%(when)s somebody would have no time for lunch."),
    "walk": _l("%(when)s the walk from hall to hall takes too long."),
}
# What would stop it at a time at which every table is taken, were there another.
EVEN_WITH_A_TABLE = {
    "interpreter_busy": _l("Even with one more, no interpreter would be free %(when)s."),
    "lunch": _l("Even with one more, somebody would have no time for lunch %(when)s."),
    "walk": _l("Even with one more, the walk from hall to hall would take too long %(when)s."),
}

# Nothing but what one already does stands in the way, and moving that did not help.
NEEDS_TIME = frozenset({"busy", "lunch", "walk"})


@dataclass(frozen=True)
class Explainer:
    """Words obstacles and remedies, with the names of those concerned at hand."""

    people: Mapping[int, Name]
    parties: Mapping[int, Name]
    halls: Mapping[int, Hall]

    def why(self, obstacle: Mapping[str, Any] | None) -> str:
        """Return which constraint stops a meeting, and which would besides."""
        if not obstacle:
            return str(_("No seat was found for it."))
        words, worded, before = [], REASONS, None
        for one in (obstacle, *obstacle.get("besides", ())):
            is_then = worded is EVEN_WITH_A_TABLE and one["times"] == before
            when = str(_("then")) if is_then else times(slots_in(one))
            words.append(self._sentence(one, worded, when))
            if one["kind"] == "no_place":
                worded, before = EVEN_WITH_A_TABLE, one["times"]
            elif one["kind"] in ELSEWHEN and worded is REASONS:
                worded = ELSEWHEN
        return in_a_row(*words)

    def _sentence(self, obstacle: Mapping[str, Any], worded: Mapping[str, Any], when: str) -> str:
        facts = {
            "when": when,
            "people": listed([named(self.people.get(k)) for k in obstacle["people"][:MOST_PEOPLE]]),
            "party": named(self.parties.get(obstacle["party"] or 0)),
        }
        return str(worded.get(obstacle["kind"], REASONS[obstacle["kind"]])) % facts

    def needs_time(self, obstacle: Mapping[str, Any] | None) -> bool:
        """Return whether only another slot helps: both have something in all there are."""
        return bool(obstacle and obstacle["kind"] in NEEDS_TIME)

    def remedy(self, remedy: Mapping[str, Any] | None) -> str:
        """Return the change that would place it, or the several changes."""
        if not remedy:
            return ""
        words = self._change(remedy)
        for party in remedy.get("over", ()):
            one_more = more_meetings(self.parties.get(party), 1)
            words = str(_("%(one)s; %(other)s", one=words, other=one_more))
        return words

    def _change(self, remedy: Mapping[str, Any]) -> str:
        when, count = times(slots_in(remedy)), remedy["number"]
        match remedy["kind"]:
            case "places":
                return more_tables(self.halls.get(remedy.get("hall") or 0), count, when)
            case "open_slot":
                return comes_after_all(self.people.get(remedy["person"]), when)
            case "maximum":
                return more_meetings(self.parties.get(remedy["party"]), count)
            case "interpreter":
                return more_interpreters(remedy.get("languages", ()), when)
            case _moves:
                return str(
                    ngettext(
                        "%(num)d other meeting moves; nothing else is needed",
                        "%(num)d other meetings move; nothing else is needed",
                        remedy["moves"],
                    )
                )


def slots_in(found: Mapping[str, Any]) -> list[Slot]:
    """Return the times of an obstacle or remedy."""
    return [
        Slot(datetime.fromisoformat(start), datetime.fromisoformat(end))
        for start, end in found.get("times", ())
    ]
