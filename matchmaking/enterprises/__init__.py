"""Enterprises, how they take part in an edition, what they offer and need, who comes."""
