"""What people are told, and what of it they want mailed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.database import Base, chosen_from
from matchmaking.core.wording import Sentence
from matchmaking.notifications.values import NoticeKind, Way, unpacked


class Notice(Base):
    """One thing a person is told, in the app and by e-mail.

    It is written in the transaction of the change it tells of: nothing committed is forgotten.
    The sentence is kept untranslated with its facts, and put into the reader's language when read.
    ``mailed_at`` is set before a mail is handed over, so nothing is sent twice, or once none is
    to be. One that ``is_urgent`` is mailed at once, whatever its reader has chosen for its kind.
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


class MailChoice(Base):
    """How somebody wants to get one kind of notice; who has chosen nothing is mailed at once.

    What they were told before ``since`` comes by ``way_before``, which is never louder: nobody is
    mailed all at once what they had not wanted mailed.
    """

    __tablename__ = "mail_choices"
    __table_args__ = (CheckConstraint("kind <> 'account'", name="can_be_chosen"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(primary_key=True)
    way: Mapped[Way] = mapped_column(chosen_from(Way, name="way"))
    since: Mapped[datetime]
    way_before: Mapped[Way] = mapped_column(chosen_from(Way, name="way_before"))


class Digest(Base):
    """The one mail a day that brings somebody what they have not read yet.

    Whoever inserts the row makes the mail. Its notices count as mailed once the server has taken
    it: if that is never known, no second mail is made that day, and the next day's brings them.
    """

    __tablename__ = "digests"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
