"""What people are told."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from matchmaking.core.wording import say
from matchmaking.notifications import services
from matchmaking.notifications.models import Notice
from matchmaking.notifications.values import KIND_WORDS, NoticeKind, Way
from tests.factories.expo import NOW


def make_notice(session: Session, account: Account, **values: Any) -> Notice:
    """Tell a person something at 12:40 on 5 November."""
    notice = services.notify(
        session,
        **{
            "account_id": account.id,
            "kind": NoticeKind.MEETINGS,
            "sentence": say("Something happened."),
            "path": "/notices",
            "at": NOW,
            **values,
        },
    )
    session.flush()
    return notice


def choose(session: Session, account: Account, way: Way, *kinds: NoticeKind) -> None:
    """Let a person get these kinds of notices, or all, in one way since the day before."""
    chosen = dict.fromkeys(kinds or KIND_WORDS, way)
    services.choose(session, account.id, chosen, at=NOW - timedelta(days=1))
