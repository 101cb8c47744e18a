"""Dialogue sessions: the programme, its seats, waiting lists and signing slots."""
