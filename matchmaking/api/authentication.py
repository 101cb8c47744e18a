"""Bearer tokens: which person in which hat a program acts for."""

from flask import g, request

from matchmaking.accounts.queries import actor_of, live_token
from matchmaking.accounts.values import Actor
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.core.wording import say
from matchmaking.expo.models import Edition
from matchmaking.expo.queries import edition_of
from matchmaking.web.language import asked_language
from matchmaking.web.session import db

SCHEME = "bearer "


class TokenRefusedError(MatchmakingError):
    """The request carries no token, or one that is unknown, revoked or expired."""

    status = 401
    rule = "token-refused"

    def __init__(self) -> None:
        super().__init__(
            say(
                "Send a valid token in the header “Authorization: Bearer …”. "
                "An operator issues one with “flask --app app token issue”."
            )
        )


def authenticate() -> None:
    """Know the person a program acts for; before every call of the API.

    Raises:
        TokenRefusedError: there is no valid token.
    """
    header = request.headers.get("Authorization", "")
    token = header[len(SCHEME) :] if header.lower().startswith(SCHEME) else ""
    row = live_token(db.session, token, at=utc_now()) if token else None
    if row is None:
        raise TokenRefusedError
    g.token_id = row.id
    g.bearer_actor = actor_of(row.grant.account_id, row.grant.account.name, row.grant)
    g.language = asked_language() or row.grant.account.language or "en"
    g.edition = edition_of(db.session, row.grant.edition_id)
    if g.edition is not None:
        g.venue_zone = g.edition.zone


def calling_actor() -> Actor:
    """Return the person the program acts for."""
    actor: Actor = g.bearer_actor
    return actor


def calling_edition() -> Edition:
    """Return the edition of the token's hat: everything answered belongs to it."""
    edition: Edition = g.edition
    return edition
