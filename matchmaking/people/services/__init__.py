"""Roles, addresses and passwords: what organisers and people themselves change."""
