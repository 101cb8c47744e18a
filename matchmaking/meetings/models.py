"""One-to-one meetings."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.database import Base
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.models import Interpreter, Place
from matchmaking.expo.values import Slot
from matchmaking.meetings.values import MeetingState, ProposedTime, proposed_time

IS_PROPOSED = text("proposed_until IS NOT NULL")
IS_OPEN = text("pair_key IS NOT NULL AND state IN ('requested', 'confirmed')")


class Meeting(Base):
    """A one-to-one appointment between two enterprises of an edition.

    A request occupies the requester's person only. Confirming it takes a place and the
    receiver's person; the rows of ``Occupancy`` are the guard. ``version`` makes the second of
    two simultaneous answers fail instead of overwriting the first. ``pair_key`` (the two keys,
    smaller first) holds a pair to one open meeting; an organiser's exception leaves it empty.
    ``requester_met`` is what the requester reported afterwards: met the other side, or they did
    not come; ``receiver_met`` likewise. ``block_id`` is the block whose places it may use.
    ``proposed_…`` is another time that one side proposes, until it is answered: a request or
    meeting has one at most, and stays as it is meanwhile.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("requester_id <> receiver_id", name="parties_differ"),
        CheckConstraint("starts_at < ends_at", name="times_in_order"),
        CheckConstraint(
            "state NOT IN ('confirmed', 'held') OR "
            "(place_id IS NOT NULL AND receiver_representative_id IS NOT NULL)",
            name="confirmed_has_place",
        ),
        CheckConstraint(
            "(proposed_by_id IS NULL) = (proposed_starts_at IS NULL)", name="proposed_by_somebody"
        ),
        CheckConstraint(
            "proposed_by_id IS NULL OR state IN ('requested', 'confirmed')",
            name="proposed_while_open",
        ),
        Index(
            "uq_meetings_open_pair",
            "edition_id",
            "pair_key",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index("ix_meetings_edition_id_state_starts_at", "edition_id", "state", "starts_at"),
        Index("ix_meetings_requester_id_state", "requester_id", "state"),
        Index("ix_meetings_receiver_id_state", "receiver_id", "state"),
        Index(
            "ix_meetings_proposed_until",
            "proposed_until",
            sqlite_where=IS_PROPOSED,
            postgresql_where=IS_PROPOSED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    requester_id: Mapped[int] = mapped_column(ForeignKey("participations.id"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("participations.id"))
    requester_representative_id: Mapped[int] = mapped_column(
        ForeignKey("representatives.id"), index=True
    )
    receiver_representative_id: Mapped[int | None] = mapped_column(
        ForeignKey("representatives.id"), index=True
    )
    pair_key: Mapped[str | None]
    block_id: Mapped[int] = mapped_column(ForeignKey("meeting_blocks.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    interpreter_id: Mapped[int | None] = mapped_column(ForeignKey("interpreters.id"))
    topic: Mapped[str]
    message: Mapped[str] = mapped_column(default="")
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.REQUESTED)
    requested_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    close_reason: Mapped[str] = mapped_column(default="")
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("participations.id"))
    is_late: Mapped[bool] = mapped_column(default=False)
    requester_met: Mapped[bool | None]
    receiver_met: Mapped[bool | None]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("participations.id"))
    proposed_representative_id: Mapped[int | None] = mapped_column(ForeignKey("representatives.id"))
    proposed_block_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_blocks.id"))
    proposed_starts_at: Mapped[datetime | None]
    proposed_ends_at: Mapped[datetime | None]
    proposed_until: Mapped[datetime | None]
    proposed_message: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    requester: Mapped[Participation] = relationship(foreign_keys=[requester_id])
    receiver: Mapped[Participation] = relationship(foreign_keys=[receiver_id])
    requester_representative: Mapped[Representative] = relationship(
        foreign_keys=[requester_representative_id]
    )
    receiver_representative: Mapped[Representative | None] = relationship(
        foreign_keys=[receiver_representative_id]
    )
    place: Mapped[Place | None] = relationship()
    interpreter: Mapped[Interpreter | None] = relationship()

    @property
    def slot(self) -> Slot:
        """Return its time."""
        return Slot(self.starts_at, self.ends_at)

    @property
    def proposed(self) -> ProposedTime | None:
        """Return the other time that one side proposes, if it does."""
        return proposed_time(
            self.proposed_by_id,
            self.proposed_representative_id,
            self.proposed_block_id,
            self.proposed_starts_at,
            self.proposed_ends_at,
            self.proposed_until,
            self.proposed_message,
        )

    def involves(self, participation_id: int | None) -> bool:
        """Return whether the participation is one of the two parties."""
        return participation_id in {self.requester_id, self.receiver_id}

    def party(self, participation_id: int) -> Participation:
        """Return the side with a key."""
        return self.requester if participation_id == self.requester_id else self.receiver

    def partner_of(self, participation_id: int | None) -> Participation:
        """Return the other party."""
        return self.receiver if participation_id == self.requester_id else self.requester


class Veto(Base):
    """An enterprise wants no meetings with another in this edition: no request, no plan."""

    __tablename__ = "vetoes"
    __table_args__ = (
        UniqueConstraint("participation_id", "partner_id"),
        CheckConstraint("participation_id <> partner_id", name="parties_differ"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    made_at: Mapped[datetime]

    partner: Mapped[Participation] = relationship(foreign_keys=[partner_id])
