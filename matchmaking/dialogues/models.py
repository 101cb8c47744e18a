"""Dialogue sessions and the seats at them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.bilingual import Bilingual
from matchmaking.core.database import Base
from matchmaking.core.wording import Name
from matchmaking.delegations.models import Delegation
from matchmaking.dialogues.values import (
    Admission,
    Audience,
    DialogueKind,
    DialogueState,
    RegistrationState,
)
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.models import Place
from matchmaking.expo.values import Slot


class Dialogue(Bilingual, Base):
    """A session of the programme with seats, such as a delegation's cooperation dialogue.

    ``taken`` counts all seats given, ``kept`` the seats that allotments keep and nobody has taken
    yet; what is left is open to everybody. ``waiting_sequence`` numbers the waiting list in the
    order in which people's transactions committed. ``version`` counts the organiser's changes,
    ``seat_changes`` those of the seats: a sum of both over the programme tells whether a page
    made earlier still holds.
    """

    __tablename__ = "dialogues"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND kept >= 0 AND taken + kept <= capacity", name="seats"),
        CheckConstraint("starts_at < ends_at", name="times_in_order"),
        CheckConstraint("name_en <> '' OR name_zh <> ''", name="has_a_name"),
        CheckConstraint("state <> 'cancelled' OR taken = 0", name="cancelled_seats_nobody"),
        Index("ix_dialogues_edition_id_starts_at", "edition_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    kind: Mapped[DialogueKind]
    state: Mapped[DialogueState] = mapped_column(default=DialogueState.PUBLISHED)
    about_en: Mapped[str] = mapped_column(default="")
    about_zh: Mapped[str] = mapped_column(default="")
    host_delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegations.id"), index=True)
    host_en: Mapped[str] = mapped_column(default="")
    host_zh: Mapped[str] = mapped_column(default="")
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    languages: Mapped[str] = mapped_column(default="")
    interpretation: Mapped[str] = mapped_column(default="")
    admission: Mapped[Admission] = mapped_column(default=Admission.OPEN)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    waiting_sequence: Mapped[int] = mapped_column(default=0)
    seat_changes: Mapped[int] = mapped_column(default=0)
    cancel_reason: Mapped[str] = mapped_column(default="")
    is_invented: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    place: Mapped[Place] = relationship()
    host_delegation: Mapped[Delegation | None] = relationship()
    speakers: Mapped[list["Speaker"]] = relationship(order_by="Speaker.position")
    agenda: Mapped[list["AgendaItem"]] = relationship(order_by="AgendaItem.starts_at")
    allotments: Mapped[list["Allotment"]] = relationship(order_by="Allotment.id")

    @property
    def slot(self) -> Slot:
        """Return the time it takes."""
        return Slot(self.starts_at, self.ends_at)

    @property
    def host(self) -> Name:
        """Return who holds it."""
        return Name(self.host_en, self.host_zh)


class Speaker(Bilingual, Base):
    """Somebody who speaks at a session."""

    __tablename__ = "speakers"

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogues.id"), index=True)
    title_en: Mapped[str] = mapped_column(default="")
    title_zh: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)

    @property
    def title(self) -> Name:
        """Return their office or function."""
        return Name(self.title_en, self.title_zh)


class AgendaItem(Bilingual, Base):
    """A point on a session's agenda."""

    __tablename__ = "agenda_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogues.id"), index=True)
    starts_at: Mapped[datetime]


class Allotment(Bilingual, Base):
    """Seats of a session kept for an audience, for instance 30 for Global 500 enterprises.

    One seat may satisfy nested allotments: a seat of a part (``parent_id`` set) counts in the
    whole as well. ``kept`` counts the seats that parts of this allotment keep and nobody has
    taken yet.
    """

    __tablename__ = "allotments"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND kept >= 0 AND taken + kept <= capacity", name="seats"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_its_own_part"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogues.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("allotments.id"))
    audience: Mapped[Audience]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)


class Invitation(Base):
    """An enterprise is invited to a session."""

    __tablename__ = "invitations"

    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogues.id"), primary_key=True)
    participation_id: Mapped[int] = mapped_column(
        ForeignKey("participations.id"), primary_key=True, index=True
    )


class Registration(Base):
    """A representative's seat at a session, or their place on its waiting list.

    ``skipped_at`` tells when a seat first passed somebody by who waited for it but was elsewhere
    at that time; they keep their place on the list and are told once.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("dialogue_id", "representative_id"),
        CheckConstraint(
            "(state = 'waitlisted') = (waiting_number IS NOT NULL)", name="waiting_has_number"
        ),
        Index("ix_registrations_dialogue_id_state", "dialogue_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogues.id"))
    representative_id: Mapped[int] = mapped_column(ForeignKey("representatives.id"), index=True)
    allotment_id: Mapped[int | None] = mapped_column(ForeignKey("allotments.id"))
    state: Mapped[RegistrationState]
    waiting_number: Mapped[int | None]
    skipped_at: Mapped[datetime | None]
    booked_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    dialogue: Mapped[Dialogue] = relationship()
    representative: Mapped[Representative] = relationship()


class SigningSlot(Base):
    """A time on the stage of a signing ceremony that two enterprises can book.

    ``signer`` and ``counterpart_signer`` are those who sign for them, if named: nobody else may
    want them at that time.
    """

    __tablename__ = "signing_slots"
    __table_args__ = (
        UniqueConstraint("dialogue_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="times_in_order"),
        CheckConstraint("(participation_id IS NULL) = (subject = '')", name="booked_for_a_subject"),
        CheckConstraint(
            "counterpart_id IS NULL OR counterpart_id <> participation_id", name="parties_differ"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogues.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    participation_id: Mapped[int | None] = mapped_column(
        ForeignKey("participations.id"), index=True
    )
    counterpart_id: Mapped[int | None] = mapped_column(ForeignKey("participations.id"))
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("representatives.id"))
    counterpart_signer_id: Mapped[int | None] = mapped_column(ForeignKey("representatives.id"))
    subject: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    dialogue: Mapped[Dialogue] = relationship()
    participation: Mapped[Participation | None] = relationship(foreign_keys=[participation_id])
    counterpart: Mapped[Participation | None] = relationship(foreign_keys=[counterpart_id])
    signer: Mapped[Representative | None] = relationship(foreign_keys=[signer_id])
    counterpart_signer: Mapped[Representative | None] = relationship(
        foreign_keys=[counterpart_signer_id]
    )

    @property
    def slot(self) -> Slot:
        """Return the time it takes."""
        return Slot(self.starts_at, self.ends_at)
