"""The timetables' pages: one module per part, one blueprint for all."""

from matchmaking.timetables.views import (
    editing,
    interpreters,
    inviting,
    partners,
    places,
    plan,
    plans,
    publishing,
    reasons,
    repairing,
    rounds,
    what_if,
    wishes,
)
from matchmaking.timetables.views._blueprint import blueprint

__all__ = [
    "blueprint",
    "editing",
    "interpreters",
    "inviting",
    "partners",
    "places",
    "plan",
    "plans",
    "publishing",
    "reasons",
    "repairing",
    "rounds",
    "what_if",
    "wishes",
]
