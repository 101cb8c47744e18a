"""The pages of intentions, their ledger, and the rates they count at."""

from matchmaking.intentions.views import evidence, lists, officers, recording, steps
from matchmaking.intentions.views.blueprint import blueprint

__all__ = ["blueprint", "evidence", "lists", "officers", "recording", "steps"]
