"""Secrets: random tokens, and the digest under which they are kept."""

import hashlib
import secrets


def new_token() -> str:
    """Return a fresh unguessable token of 256 bits for a cookie or a bearer header."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return the SHA-256 of a token: all the database keeps, so a copy of it opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
