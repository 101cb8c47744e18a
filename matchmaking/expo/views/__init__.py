"""Laying out the fair: one module per part, one blueprint for all."""

from matchmaking.expo.views import adding, correcting, fair, following, places, removing, walks
from matchmaking.expo.views._blueprint import blueprint

__all__ = ["adding", "blueprint", "correcting", "fair", "following", "places", "removing", "walks"]
