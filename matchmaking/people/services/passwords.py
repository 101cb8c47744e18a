"""Setting another password, and writing down that it was set."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts import password_links, services as accounts
from matchmaking.accounts.models import Account
from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record


def change_password(
    session: Session,
    actor: Actor,
    *,
    old: str,
    new: str,
    with_tokens: bool,
    keep_token: str,
    address: str,
    at: datetime,
) -> None:
    """Let a person choose another password, and end the tokens of their programs if they say so.

    The caller commits what was counted even when this raises.

    Raises:
        WrongPasswordError: the old password is not the account's.
        TooManyAttemptsError: too many passwords were wrong of late, here or when signing in.
    """
    account = session.get_one(Account, actor.account_id)
    accounts.check_own_password(session, account, old, address=address, at=at)
    accounts.change_password(session, account, new, keep_token=keep_token, at=at)
    done = "changed the password"
    if with_tokens:
        accounts.end_own_tokens(session, account, at=at)
        done = "changed the password and ended all tokens"
    record(session, actor, done, subject=("account", account.id), at=at)


def set_password(session: Session, token: str, password: str, *, at: datetime) -> None:
    """Let whoever has a link choose another password for the account it was made for.

    Raises:
        PasswordLinkOverError: the link was used, is too old, or there is none.
    """
    account = password_links.set_password(session, token, password, at=at)
    actor = Actor(account.id, account.name)
    record(session, actor, "set a password by a link", subject=("account", account.id), at=at)
