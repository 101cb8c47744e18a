"""Addresses at which mails are stopped without signing in: signed, so that none is guessed."""

from itsdangerous import BadData, URLSafeSerializer

from matchmaking.core.errors import NotFoundError
from matchmaking.notifications.values import NoticeKind


def _serialiser(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="stop mails")


def stop_token(secret: str, account_id: int, kind: NoticeKind | None) -> str:
    """Return what the address carries; without a kind it stops what comes once a day."""
    token: str = _serialiser(secret).dumps([account_id, kind])
    return token


def stopped_by(secret: str, token: str) -> tuple[int, NoticeKind | None]:
    """Return whose mails of which kind an address stops.

    Raises:
        NotFoundError: it was made up, or changed on its way.
    """
    try:
        account_id, kind = _serialiser(secret).loads(token)
    except BadData as wrong:
        raise NotFoundError from wrong
    return account_id, NoticeKind(kind) if kind else None
