"""Timetables of matchmaking rounds: wishes, plans, publishing them, mending them."""
