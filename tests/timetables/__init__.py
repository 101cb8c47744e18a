"""Matchmaking rounds: wishes, plans, publishing."""
