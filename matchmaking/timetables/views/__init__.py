"""The timetables' pages: one module per part, one blueprint for all."""

from matchmaking.timetables.views import interpreters, partners, publishing, rounds, wishes
from matchmaking.timetables.views._blueprint import blueprint

__all__ = ["blueprint", "interpreters", "partners", "publishing", "rounds", "wishes"]
