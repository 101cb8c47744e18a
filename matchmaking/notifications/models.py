"""What people are told."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.database import Base
from matchmaking.core.wording import Sentence
from matchmaking.notifications.values import NoticeKind, unpacked


class Notice(Base):
    """One thing a person is told, in the app and by e-mail.

    It is written in the transaction of the change it tells of: nothing committed is forgotten.
    The sentence is kept untranslated with its facts, and put into the reader's language when read.
    ``mailed_at`` is set before a mail is handed over, so that nothing is sent twice. One that
    ``is_urgent`` is mailed at once, whatever its reader has chosen for its kind.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_account_id_read_at", "account_id", "read_at"),
        Index("ix_notices_mailed_at", "mailed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))
    text: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    path: Mapped[str] = mapped_column(default="")
    kind: Mapped[NoticeKind]
    is_urgent: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]

    @property
    def sentence(self) -> Sentence:
        """Return what they are told, still to be put into their language."""
        return unpacked(self.text, self.facts)
