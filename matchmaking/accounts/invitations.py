"""Links with which invited people choose a first password: signed, for two weeks and one use.

One is for the address it was made for: whoever got it there must not come in once it is changed.
"""

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from matchmaking.accounts.errors import InvitationExpiredError, InvitationUsedError
from matchmaking.accounts.models import Account
from matchmaking.core.codes import digest

LASTS_SECONDS = 14 * 24 * 3600


def _serialiser(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="invitation")


def invitation_token(secret: str, account: Account) -> str:
    """Return what the link of an invitation carries."""
    token: str = _serialiser(secret).dumps([account.id, _mark(account.email)])
    return token


def _mark(email: str) -> str:
    return digest(email)[:16]


def invited_account(session: Session, secret: str, token: str) -> Account:
    """Return the account a link invites to.

    Raises:
        InvitationExpiredError: the link is too old or was tampered with.
        InvitationUsedError: the account has a password already.
    """
    try:
        found = _serialiser(secret).loads(token, max_age=LASTS_SECONDS)
    except BadData as wrong:
        raise InvitationExpiredError from wrong
    # Those of earlier releases, of which none lasts for more than two weeks, name no address.
    key, *mark = found if isinstance(found, list) else [found]
    account = session.get(Account, key)
    if account is None or not account.is_active or mark not in ([], [_mark(account.email)]):
        raise InvitationExpiredError
    if account.password_hash is not None:
        raise InvitationUsedError
    return account
