"""The fair."""
