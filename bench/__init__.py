"""Measurements, each printing a table of what it found."""
