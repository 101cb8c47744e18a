"""Who speaks at a session, and what is on its agenda."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.errors import NotFoundError
from matchmaking.core.wording import Name
from matchmaking.dialogues.errors import SlotOutsideSessionError
from matchmaking.dialogues.models import AgendaItem, Dialogue, Speaker


def add_speaker(
    session: Session, actor: Actor, dialogue: Dialogue, *, name: Name, title: Name, at: datetime
) -> None:
    """Put somebody on the list of speakers, at its end."""
    last = session.scalar(
        sa.select(sa.func.max(Speaker.position)).where(Speaker.dialogue_id == dialogue.id)
    )
    session.add(
        Speaker(
            dialogue_id=dialogue.id,
            name_en=name.en,
            name_zh=name.zh,
            title_en=title.en,
            title_zh=title.zh,
            position=0 if last is None else last + 1,
        )
    )
    _changed(session, actor, dialogue, "added a speaker", at=at)


def add_agenda_item(
    session: Session,
    actor: Actor,
    dialogue: Dialogue,
    *,
    name: Name,
    starts_at: datetime,
    at: datetime,
) -> None:
    """Put a point on the agenda.

    Raises:
        SlotOutsideSessionError: it begins outside the session.
    """
    if not dialogue.starts_at <= starts_at < dialogue.ends_at:
        raise SlotOutsideSessionError
    session.add(
        AgendaItem(dialogue_id=dialogue.id, name_en=name.en, name_zh=name.zh, starts_at=starts_at)
    )
    _changed(session, actor, dialogue, "added a point to an agenda", at=at)


def remove_content(
    session: Session,
    actor: Actor,
    dialogue: Dialogue,
    kind: type[Speaker] | type[AgendaItem],
    key: int,
    *,
    at: datetime,
) -> None:
    """Take a speaker or a point of the agenda off.

    Raises:
        NotFoundError: the session has none of that key.
    """
    found = session.scalar(sa.select(kind).where(kind.id == key, kind.dialogue_id == dialogue.id))
    if found is None:
        raise NotFoundError
    session.delete(found)
    _changed(session, actor, dialogue, "took something off a session", at=at)


def _changed(
    session: Session, actor: Actor, dialogue: Dialogue, action: str, *, at: datetime
) -> None:
    """Count the change, so that the programme is made anew; terms and seats stay as they are."""
    session.execute(
        sa.update(Dialogue)
        .where(Dialogue.id == dialogue.id)
        .values(seat_changes=Dialogue.seat_changes + 1)
    )
    record(session, actor, action, subject=("dialogue", dialogue.id), at=at)
    session.flush()
