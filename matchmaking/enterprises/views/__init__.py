"""The enterprises' pages: one module per part, one blueprint for all."""

from matchmaking.enterprises.views import (
    catalogue,
    directory,
    profile,
    registration,
    review,
    sections,
    team,
)
from matchmaking.enterprises.views._blueprint import blueprint

__all__ = [
    "blueprint",
    "catalogue",
    "directory",
    "profile",
    "registration",
    "review",
    "sections",
    "team",
]
