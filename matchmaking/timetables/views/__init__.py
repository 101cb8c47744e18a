"""The timetables' pages: one module per part, one blueprint for all."""

from matchmaking.timetables.views import (
    editing,
    interpreters,
    partners,
    places,
    publishing,
    repairing,
    rounds,
    wishes,
)
from matchmaking.timetables.views._blueprint import blueprint

__all__ = [
    "blueprint",
    "editing",
    "interpreters",
    "partners",
    "places",
    "publishing",
    "repairing",
    "rounds",
    "wishes",
]
