"""Read the benchmark's problem file; refuse what does not fit with one line naming the field."""

import json
from collections.abc import Mapping

from matchmaking.scheduling.errors import ProblemFileError
from matchmaking.scheduling.problem import Half, Meeting, Problem

DEFAULT_FAIRNESS = 2
MOST_SLOTS = 1_000
MOST_PARTICIPANTS = 1_000_000
# So many tables, or breaks more than another has, are no limit; the solver counts in 64 bits.
NO_LIMIT = 1_000_000_000

# What a file says nothing about is missing; null is a value that some fields allow.
_MISSING = object()


def read_problem(text: str | bytes) -> Problem:
    """Turn the text of a problem file into a problem.

    Raises:
        ProblemFileError: the text is no JSON or breaks a rule of the format.
    """
    try:
        document = json.loads(text, object_pairs_hook=_each_once)
    except ProblemFileError:
        raise
    except (ValueError, RecursionError) as error:
        reason = f"is not JSON ({error})"
        raise ProblemFileError(field="file", rule=reason) from None
    return problem_from(document)


def problem_from(document: object) -> Problem:
    """Turn a parsed problem file into a problem.

    Raises:
        ProblemFileError: a field is missing or breaks a rule of the format.
    """
    fields = _mapping(document, "file")
    participants = _whole(fields, "participants", low=1, high=MOST_PARTICIPANTS)
    slots = _whole(fields, "slots", low=1, high=MOST_SLOTS)
    meetings = _sequence(fields, "meetings")
    forbidden = _sequence(fields, "forbidden")
    if len(forbidden) != participants:
        rule = f"must list the slots of all {participants} participants, not of {len(forbidden)}"
        raise ProblemFileError(field="forbidden", rule=rule)
    return Problem(
        participants=participants,
        slots=slots,
        morning_slots=_whole(fields, "morning_slots", low=0, high=slots),
        tables=min(NO_LIMIT, _whole(fields, "tables", low=0)),
        fairness=min(NO_LIMIT, _whole(fields, "fairness", low=0, default=DEFAULT_FAIRNESS)),
        meetings=tuple(
            _meeting(entry, f"meetings[{index}]", (participants, slots, len(meetings)), index)
            for index, entry in enumerate(meetings)
        ),
        forbidden=tuple(
            frozenset(_indices(entry, f"forbidden[{person}]", slots))
            for person, entry in enumerate(forbidden)
        ),
    )


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object's fields; of one that is there twice nobody could say which counts."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ProblemFileError(field=ascii(twice)[1:-1], rule="is there twice")
    return fields


def _meeting(entry: object, where: str, sizes: tuple[int, int, int], index: int) -> Meeting:
    participants, slots, meetings = sizes
    fields = _mapping(entry, where)
    a = _whole(fields, "a", where, low=0, high=participants - 1)
    b = _whole(fields, "b", where, low=0, high=participants - 1)
    if a == b:
        raise ProblemFileError(field=f"{where}.b", rule="must be another participant than a")
    after = _indices(_sequence(fields, "after", where), f"{where}.after", meetings)
    if index in after:
        raise ProblemFileError(field=f"{where}.after", rule="must not name the meeting itself")
    slot = _field(fields, "slot", where)
    return Meeting(
        a=a,
        b=b,
        half=_half(fields, where),
        slot=None if slot is None else _number(slot, f"{where}.slot", low=0, high=slots - 1),
        after=tuple(dict.fromkeys(after)),
    )


def _half(fields: Mapping[str, object], where: str) -> Half:
    half = _field(fields, "half", where)
    if isinstance(half, str) and half in set(Half):
        return Half(half)
    raise ProblemFileError(field=f"{where}.half", rule=f"must be one of {', '.join(Half)}")


def _mapping(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ProblemFileError(field=where, rule="must be an object")
    return value


def _sequence(fields: Mapping[str, object], name: str, where: str = "") -> list[object]:
    value = _field(fields, name, where)
    if not isinstance(value, list):
        raise ProblemFileError(field=_path(where, name), rule="must be a list")
    return value


def _indices(value: object, where: str, count: int) -> list[int]:
    if not isinstance(value, list):
        raise ProblemFileError(field=where, rule="must be a list")
    return [
        _number(entry, f"{where}[{place}]", low=0, high=count - 1)
        for place, entry in enumerate(value)
    ]


def _whole(
    fields: Mapping[str, object],
    name: str,
    where: str = "",
    *,
    low: int,
    high: int | None = None,
    default: int | None = None,
) -> int:
    if default is not None and name not in fields:
        return default
    return _number(_field(fields, name, where), _path(where, name), low=low, high=high)


def _number(value: object, where: str, *, low: int, high: int | None) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ProblemFileError(field=where, rule="must be a whole number")
    if high is None and value < low:
        raise ProblemFileError(field=where, rule=f"must be at least {low}")
    if high is not None and not low <= value <= high:
        raise ProblemFileError(field=where, rule=f"must be from {low} to {high}")
    return value


def _field(fields: Mapping[str, object], name: str, where: str) -> object:
    value = fields.get(name, _MISSING)
    if value is _MISSING:
        raise ProblemFileError(field=_path(where, name), rule="is missing")
    return value


def _path(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
