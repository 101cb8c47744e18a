"""Changing the address with which somebody signs in, and writing that down."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts import address_changes
from matchmaking.accounts.models import Account
from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import say
from matchmaking.notifications.services import notify
from matchmaking.notifications.values import NoticeKind


def confirm_address(
    session: Session, actor: Actor, token: str, *, keep_token: str, at: datetime
) -> None:
    """Let a person sign in with the address a link was sent to.

    Raises:
        AddressLinkOverError: it was used, is too old or somebody else's, or there is none.
        EmailTakenError: somebody made an account with the address meanwhile.
    """
    account = session.get_one(Account, actor.account_id)
    old = account.email
    address_changes.confirm_change(session, account, token, keep_token=keep_token, at=at)
    _record_address(session, actor, account, old, at=at)


def change_address(
    session: Session,
    account: Account,
    email: str,
    *,
    at: datetime,
    actor: Actor | None = None,
    reason: str = "",
) -> None:
    """Change the address of somebody who can't read mails sent to the old one, on their behalf.

    Without an actor whoever runs the server does it. The person is told of what an organiser did
    where they sign in and by a mail to the new address; the old address is told in any case.

    Raises:
        SameAddressError: it is the account's address already.
        EmailTakenError: somebody has an account with it.
    """
    session.refresh(account, with_for_update=True)
    old = account.email
    address_changes.change_at_once(session, account, email, at=at)
    _record_address(session, actor, account, old, reason=reason, at=at)
    if actor is not None:
        told = say(
            "%(who)s changed the address with which you sign in from %(old)s to %(new)s. "
            "Reason: %(reason)s",
            who=actor.name,
            old=old,
            new=account.email,
            reason=reason,
        )
        notify(
            session,
            account_id=account.id,
            sentence=told,
            path="/account",
            at=at,
            edition_id=actor.edition_id,
            kind=NoticeKind.ACCOUNT,
        )


def _record_address(
    session: Session,
    actor: Actor | None,
    account: Account,
    old: str,
    *,
    at: datetime,
    reason: str = "",
) -> None:
    action = f"changed the e-mail address from {old} to {account.email}"
    record(session, actor, action, subject=("account", account.id), at=at, reason=reason)
