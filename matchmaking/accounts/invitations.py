"""Links with which invited people choose a first password: signed, for two weeks and one use."""

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from matchmaking.accounts.errors import InvitationExpiredError, InvitationUsedError
from matchmaking.accounts.models import Account

LASTS_SECONDS = 14 * 24 * 3600


def _serialiser(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="invitation")


def invitation_token(secret: str, account: Account) -> str:
    """Return what the link of an invitation carries."""
    token: str = _serialiser(secret).dumps(account.id)
    return token


def invited_account(session: Session, secret: str, token: str) -> Account:
    """Return the account a link invites to.

    Raises:
        InvitationExpiredError: the link is too old or was tampered with.
        InvitationUsedError: the account has a password already.
    """
    try:
        key = _serialiser(secret).loads(token, max_age=LASTS_SECONDS)
    except BadData as wrong:
        raise InvitationExpiredError from wrong
    account = session.get(Account, key)
    if account is None or not account.is_active:
        raise InvitationExpiredError
    if account.password_hash is not None:
        raise InvitationUsedError
    return account
