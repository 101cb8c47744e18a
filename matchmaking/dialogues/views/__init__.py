"""The pages of the programme."""

from matchmaking.dialogues.views import booking, programme
from matchmaking.dialogues.views.blueprint import blueprint

__all__ = ["blueprint", "booking", "programme"]
