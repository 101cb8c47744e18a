"""Telling guests what happened to their seats."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.core.wording import Sentence
from matchmaking.dialogues.values import Guest, Terms
from matchmaking.notifications.services import notify
from matchmaking.notifications.values import NoticeKind


def tell(
    session: Session,
    guest: Guest,
    sentence: Sentence,
    terms: Terms,
    *,
    at: datetime,
    is_urgent: bool = False,
) -> None:
    """Tell a guest something about a session; who has no account can't be told."""
    if guest.account_id is None:
        return
    notify(
        session,
        account_id=guest.account_id,
        kind=NoticeKind.DIALOGUES,
        sentence=sentence,
        path=f"/programme/{terms.dialogue_id}",
        at=at,
        edition_id=terms.edition_id,
        is_urgent=is_urgent,
    )
