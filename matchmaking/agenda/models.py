"""Where a person's agenda can be subscribed to."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.database import Base
from matchmaking.enterprises.models import Representative


class CalendarFeed(Base):
    """The secret address of one person's calendar at a fair.

    The address carries ``number``: a new address gets the next one, and those before are dead.
    """

    __tablename__ = "calendar_feeds"

    representative_id: Mapped[int] = mapped_column(
        ForeignKey("representatives.id"), primary_key=True
    )
    number: Mapped[int]
    is_open: Mapped[bool]
    changed_at: Mapped[datetime]

    representative: Mapped[Representative] = relationship()
