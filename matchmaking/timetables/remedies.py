"""From a change that would place meetings to a what-if that tries it. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from matchmaking.expo.values import Slot
from matchmaking.timetables.settings import (
    Comes,
    MoreInterpreters,
    MoreMeetings,
    MoreTables,
    PlanSettings,
)


def can_be_tried(remedy: Mapping[str, Any] | None) -> bool:
    """Return whether a change makes a what-if: tables at a booth and mere moves don't."""
    if not remedy or remedy["kind"] == "moves":
        return False
    return remedy["kind"] != "places" or remedy.get("owner") is None


def tried(settings: PlanSettings, remedy: Mapping[str, Any]) -> PlanSettings:
    """Return a plan's settings with a change."""
    over = [MoreMeetings(party, 1) for party in remedy.get("over", ())]
    settings = replace(settings, more_meetings=(*settings.more_meetings, *over))
    slots = [
        Slot(datetime.fromisoformat(start), datetime.fromisoformat(end))
        for start, end in remedy["times"]
    ]
    number = remedy["number"]
    match remedy["kind"]:
        case "places":
            more = [MoreTables(slot, remedy["hall"], number) for slot in slots]
            return replace(settings, more_tables=(*settings.more_tables, *more))
        case "open_slot":
            comes = [Comes(slot, remedy["person"]) for slot in slots]
            return replace(settings, comes=(*settings.comes, *comes))
        case "maximum":
            taken = MoreMeetings(remedy["party"], number)
            return replace(settings, more_meetings=(*settings.more_meetings, taken))
        case "interpreter":
            helpers = [MoreInterpreters(slot, tuple(remedy["languages"])) for slot in slots]
            return replace(settings, more_interpreters=(*settings.more_interpreters, *helpers))
        case _:
            return settings
