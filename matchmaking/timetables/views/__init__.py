"""The timetables' pages: one module per part, one blueprint for all."""

from matchmaking.timetables.views import partners, publishing, rounds, wishes
from matchmaking.timetables.views._blueprint import blueprint

__all__ = ["blueprint", "partners", "publishing", "rounds", "wishes"]
