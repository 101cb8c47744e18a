"""What a plan is asked with: how long to search, and what a what-if changes about the fair."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matchmaking.expo.values import Slot

# How long an organiser may let a search run, in seconds.
SECONDS = (10, 60, 300)
USUAL_SECONDS = 60


@dataclass(frozen=True, order=True)
class MoreTables:
    """Tables more, or fewer if ``number`` is below zero, in a hall and a window of time."""

    slot: Slot
    hall_id: int
    number: int


@dataclass(frozen=True, order=True)
class ExtraBlock:
    """A block that there is not: a window cut into slots, with tables of its own in a hall."""

    slot: Slot
    slot_minutes: int
    hall_id: int
    tables: int


@dataclass(frozen=True, order=True)
class Comes:
    """A person comes at a time at which they said they couldn't."""

    slot: Slot
    representative_id: int


@dataclass(frozen=True, order=True)
class MoreMeetings:
    """An enterprise takes so many meetings more than it wants at most."""

    participation_id: int
    number: int


@dataclass(frozen=True, order=True)
class MoreInterpreters:
    """Somebody more interprets between these languages at a time."""

    slot: Slot
    languages: tuple[str, ...]


Assumption = MoreTables | ExtraBlock | Comes | MoreMeetings | MoreInterpreters


@dataclass(frozen=True)
class PlanSettings:
    """How a plan is sought. Without changes it is the round as it stands."""

    seconds: int = USUAL_SECONDS
    seed: int = 1
    more_tables: tuple[MoreTables, ...] = ()
    closed_places: frozenset[int] = frozenset()
    left_out: tuple[Slot, ...] = ()
    extra_blocks: tuple[ExtraBlock, ...] = ()
    comes: tuple[Comes, ...] = ()
    more_meetings: tuple[MoreMeetings, ...] = ()
    more_interpreters: tuple[MoreInterpreters, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Return whether anything differs from the round as it stands."""
        return bool(self.more_tables or self.closed_places or self.left_out or self.assumes)

    @property
    def extra_tables(self) -> tuple[MoreTables | ExtraBlock, ...]:
        """Return the changes that add tables."""
        return (*(one for one in self.more_tables if one.number > 0), *self.extra_blocks)

    @property
    def assumes(self) -> tuple[Assumption, ...]:
        """Return what has to be arranged before such a plan can be published."""
        return (
            *self.extra_tables,
            *self.comes,
            *self.more_meetings,
            *self.more_interpreters,
        )


def packed(settings: PlanSettings) -> dict[str, Any]:
    """Return settings as plain JSON."""
    return {
        "seconds": settings.seconds,
        "seed": settings.seed,
        "more_tables": [
            {**_pack(one.slot), "hall": one.hall_id, "number": one.number}
            for one in settings.more_tables
        ],
        "closed_places": sorted(settings.closed_places),
        "left_out": [_pack(slot) for slot in settings.left_out],
        "extra_blocks": [
            {
                **_pack(one.slot),
                "minutes": one.slot_minutes,
                "hall": one.hall_id,
                "tables": one.tables,
            }
            for one in settings.extra_blocks
        ],
        "comes": [{**_pack(one.slot), "person": one.representative_id} for one in settings.comes],
        "more_meetings": [[one.participation_id, one.number] for one in settings.more_meetings],
        "more_interpreters": [
            {**_pack(one.slot), "languages": list(one.languages)}
            for one in settings.more_interpreters
        ],
    }


def unpacked(values: Mapping[str, Any]) -> PlanSettings:
    """Make settings again of what ``packed`` returned; what is missing is as usual."""
    return PlanSettings(
        seconds=values.get("seconds", USUAL_SECONDS),
        seed=values.get("seed", 1),
        more_tables=tuple(
            MoreTables(_unpack(one), one["hall"], one["number"])
            for one in values.get("more_tables", ())
        ),
        closed_places=frozenset(values.get("closed_places", ())),
        left_out=tuple(_unpack(one) for one in values.get("left_out", ())),
        extra_blocks=tuple(
            ExtraBlock(_unpack(one), one["minutes"], one["hall"], one["tables"])
            for one in values.get("extra_blocks", ())
        ),
        comes=tuple(Comes(_unpack(one), one["person"]) for one in values.get("comes", ())),
        more_meetings=tuple(MoreMeetings(*one) for one in values.get("more_meetings", ())),
        more_interpreters=tuple(
            MoreInterpreters(_unpack(one), tuple(one["languages"]))
            for one in values.get("more_interpreters", ())
        ),
    )


def _pack(slot: Slot) -> dict[str, str]:
    return {"from": slot.starts_at.isoformat(), "until": slot.ends_at.isoformat()}


def _unpack(values: Mapping[str, Any]) -> Slot:
    return Slot(datetime.fromisoformat(values["from"]), datetime.fromisoformat(values["until"]))
