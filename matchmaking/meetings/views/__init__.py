"""The meetings' pages: one module per part, one blueprint for all."""

from matchmaking.meetings.views import answering, asking, listing, meeting, rescheduling
from matchmaking.meetings.views._blueprint import blueprint

__all__ = ["answering", "asking", "blueprint", "listing", "meeting", "rescheduling"]
