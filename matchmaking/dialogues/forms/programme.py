"""Reading which part of the programme an address asks for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from matchmaking.dialogues.values import DialogueKind, ProgrammeFilter

LONGEST_SEARCH = 100


def asked_for(arguments: Mapping[str, str], first_choice: date | None) -> ProgrammeFilter:
    """Read the filters of an address; what makes no sense is left out.

    Without a day and without other filters, it is the day to begin with.
    """
    wanted = ProgrammeFilter(
        day=_day(arguments.get("day", "")),
        kind=_kind(arguments.get("kind", "")),
        host_id=_key(arguments.get("host", "")),
        words=" ".join(arguments.get("q", "").split())[:LONGEST_SEARCH],
        mine=arguments.get("mine") == "1",
    )
    if wanted.day or wanted.is_narrow or arguments.get("day"):
        return wanted
    return ProgrammeFilter(day=first_choice)


def filter_arguments(wanted: ProgrammeFilter) -> dict[str, Any]:
    """Return the arguments of the address that asks for this."""
    arguments = {
        "day": wanted.day.isoformat() if wanted.day else "all",
        "kind": wanted.kind.value if wanted.kind else None,
        "host": wanted.host_id,
        "q": wanted.words or None,
        "mine": "1" if wanted.mine else None,
    }
    return {name: value for name, value in arguments.items() if value is not None}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _kind(text: str) -> DialogueKind | None:
    return DialogueKind(text) if text in set(DialogueKind) else None


def _key(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 9 else None  # noqa: PLR2004 - 32 bits
