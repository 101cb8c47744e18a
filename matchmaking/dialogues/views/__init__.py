"""The pages of the programme."""

from matchmaking.dialogues.views import booking, content, guests, organising, programme, signing
from matchmaking.dialogues.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "booking",
    "content",
    "guests",
    "organising",
    "programme",
    "signing",
]
