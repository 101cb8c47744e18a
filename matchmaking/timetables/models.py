"""Matchmaking rounds: the wishes gathered for them, and the plans made of these."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.bilingual import Bilingual
from matchmaking.core.database import Base, chosen_from
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.models import Interpreter, MeetingBlock, Place
from matchmaking.expo.values import Slot
from matchmaking.meetings.models import Meeting
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.values import Change, Kind, PlanState

# What is removed leaves its number unused, lest an old notice lead to something newer.
NEVER_TWICE = {"sqlite_autoincrement": True}


class Round(Bilingual, Base):
    """A matchmaking round of an edition: wishes are gathered, then its blocks are filled.

    ``most_musts`` is how many wishes an enterprise may grade *must*. Where ``lunch_from`` and
    ``lunch_until`` are set (minutes of the venue's day) everybody keeps a slot between them free.
    """

    __tablename__ = "rounds"
    __table_args__ = (
        CheckConstraint("wishes_open_at < wishes_close_at", name="wishes_in_order"),
        CheckConstraint("most_musts >= 0", name="musts_not_negative"),
        CheckConstraint(
            "(lunch_from IS NULL) = (lunch_until IS NULL) AND lunch_from < lunch_until",
            name="lunch_in_order",
        ),
        NEVER_TWICE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    wishes_open_at: Mapped[datetime]
    wishes_close_at: Mapped[datetime]
    most_musts: Mapped[int] = mapped_column(default=3)
    lunch_from: Mapped[int | None]
    lunch_until: Mapped[int | None]
    needs_languages: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    blocks: Mapped[list[MeetingBlock]] = relationship(
        secondary="round_blocks", order_by=MeetingBlock.starts_at
    )


class RoundBlock(Base):
    """A meeting block that a round fills; a block belongs to one round at most."""

    __tablename__ = "round_blocks"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    block_id: Mapped[int] = mapped_column(
        ForeignKey("meeting_blocks.id"), primary_key=True, unique=True
    )


class WishList(Base):
    """What an enterprise wishes of a round; its wishes count once ``sent_at`` is set.

    When it can't come and how many meetings it wants in all, ``minimum`` and ``maximum``, counts
    as soon as it is noted: others may wish for it. ``reminded_at`` is when it was last asked to
    hand in.
    """

    __tablename__ = "wish_lists"
    __table_args__ = (
        UniqueConstraint("round_id", "participation_id"),
        CheckConstraint("minimum >= 0", name="minimum_not_negative"),
        CheckConstraint("maximum >= 1 AND maximum >= minimum", name="maximum_above_minimum"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    minimum: Mapped[int] = mapped_column(default=0)
    maximum: Mapped[int | None]
    sent_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    round: Mapped[Round] = relationship()
    participation: Mapped[Participation] = relationship()
    wishes: Mapped[list["Wish"]] = relationship(
        order_by="Wish.position", cascade="all, delete-orphan", back_populates="wish_list"
    )
    absences: Mapped[list["Absence"]] = relationship(
        order_by="Absence.starts_at", cascade="all, delete-orphan", back_populates="wish_list"
    )


class Wish(Base):
    """One enterprise that another wishes to meet; ``position`` ranks them, 1 is the first.

    A veto is no wish: it is a row of ``meetings.models.Veto``, and binds requests as well.
    """

    __tablename__ = "wishes"
    __table_args__ = (
        UniqueConstraint("wish_list_id", "partner_id"),
        CheckConstraint("position >= 1", name="position_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wish_list_id: Mapped[int] = mapped_column(ForeignKey("wish_lists.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    grade: Mapped[Grade]
    position: Mapped[int]

    wish_list: Mapped[WishList] = relationship(back_populates="wishes")
    partner: Mapped[Participation] = relationship()


class Absence(Base):
    """When a representative can't come; without one, when nobody of the enterprise can."""

    __tablename__ = "absences"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="times_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wish_list_id: Mapped[int] = mapped_column(ForeignKey("wish_lists.id"), index=True)
    representative_id: Mapped[int | None] = mapped_column(ForeignKey("representatives.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    wish_list: Mapped[WishList] = relationship(back_populates="absences")
    representative: Mapped[Representative | None] = relationship()


class Plan(Base):
    """A timetable of a round, kept with what it was made of and how good it is.

    ``settings`` say what a what-if changes (more tables, closed places, slots left out), the
    seconds and the seed. ``question`` is the round as the solver saw it, ``digest`` its SHA-256
    (a repair of what stands has that of what happened instead);
    ``scores`` list, per aim, value and bound; ``findings`` what else came out: wishes left out,
    changes that would place more, tables in use. ``parent_id`` is the plan it was copied from.
    Whoever accepted it is who published it. ``stop_asked_at`` ends the search, keeping its best.
    A round's plans are sought one after another; ``heard_at`` is the search's last sign of life.
    ``declined_at`` is when an organiser said no to a repair: things stay as they stand.
    """

    __tablename__ = "plans"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        Index(
            "uq_plans_running",
            "round_id",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        NEVER_TWICE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    number: Mapped[int]
    kind: Mapped[Kind]
    state: Mapped[PlanState] = mapped_column(default=PlanState.QUEUED)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"))
    note: Mapped[str] = mapped_column(default="")
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    question: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)
    digest: Mapped[str] = mapped_column(default="")
    scores: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    findings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    wanted: Mapped[int] = mapped_column(default=0)
    placed: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    stop_asked_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    round: Mapped[Round] = relationship()
    parent: Mapped["Plan | None"] = relationship(remote_side=[id])


class PlanMoment(Base):
    """One moment of a plan's search, for the chart of best and bound over time."""

    __tablename__ = "plan_moments"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    seconds: Mapped[float]
    aim: Mapped[str]
    best: Mapped[int | None]
    bound: Mapped[int | None]
    placed: Mapped[int] = mapped_column(default=0)


class PlannedMeeting(Base):
    """A wanted meeting in a plan: its seat if it got one, else why not and what would place it.

    Nobody but organisers sees it until the plan is published. ``meeting_id`` is the standing
    meeting it is about, if there is one. ``obstacle`` names what stops an unplaced one and the
    cheapest change that would place it, as the unplaced page words them. A what-if may use tables
    and slots that there are not: ``extra_hall_id`` is the hall of such a table, ``unit`` its
    number, and a slot of no block has no ``block_id``.
    """

    __tablename__ = "planned_meetings"
    __table_args__ = (
        UniqueConstraint("plan_id", "a_id", "b_id"),
        CheckConstraint("a_id < b_id", name="sides_in_order"),
        CheckConstraint(
            "(starts_at IS NULL) = (ends_at IS NULL)"
            " AND (starts_at IS NULL) = (place_id IS NULL AND extra_hall_id IS NULL)"
            " AND (starts_at IS NULL) = (a_representative_id IS NULL)"
            " AND (starts_at IS NULL) = (b_representative_id IS NULL)",
            name="seated_or_not",
        ),
        CheckConstraint("place_id IS NULL OR extra_hall_id IS NULL", name="one_table"),
        CheckConstraint("NOT is_locked OR starts_at IS NOT NULL", name="locked_is_seated"),
        Index(
            "uq_planned_meetings_spot",
            "plan_id",
            "starts_at",
            "place_id",
            "unit",
            unique=True,
            sqlite_where=text("place_id IS NOT NULL"),
            postgresql_where=text("place_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    a_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    b_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    grade_a: Mapped[Grade | None] = mapped_column(chosen_from(Grade, name="grade_a"))
    grade_b: Mapped[Grade | None] = mapped_column(chosen_from(Grade, name="grade_b"))
    a_representative_id: Mapped[int | None] = mapped_column(ForeignKey("representatives.id"))
    b_representative_id: Mapped[int | None] = mapped_column(ForeignKey("representatives.id"))
    interpreter_id: Mapped[int | None] = mapped_column(ForeignKey("interpreters.id"))
    block_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_blocks.id"))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    extra_hall_id: Mapped[int | None] = mapped_column(ForeignKey("halls.id"))
    unit: Mapped[int] = mapped_column(default=0)
    is_locked: Mapped[bool] = mapped_column(default=False)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"), index=True)
    obstacle: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    plan: Mapped[Plan] = relationship()
    a: Mapped[Participation] = relationship(foreign_keys=[a_id])
    b: Mapped[Participation] = relationship(foreign_keys=[b_id])
    a_representative: Mapped[Representative | None] = relationship(
        foreign_keys=[a_representative_id]
    )
    b_representative: Mapped[Representative | None] = relationship(
        foreign_keys=[b_representative_id]
    )
    interpreter: Mapped[Interpreter | None] = relationship()
    place: Mapped[Place | None] = relationship()
    meeting: Mapped[Meeting | None] = relationship()

    @property
    def slot(self) -> Slot | None:
        """Return its time, if it has one."""
        if self.starts_at is None or self.ends_at is None:
            return None
        return Slot(self.starts_at, self.ends_at)


class Publication(Base):
    """A plan put into force: from now on its meetings stand in everybody's agenda.

    The newest one that was not undone is the one in force; only that one can be undone. They are
    numbered, so that of two that would follow the same one the database takes one only.
    """

    __tablename__ = "publications"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    number: Mapped[int]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    published_at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    undone_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    plan: Mapped[Plan] = relationship()
    changes: Mapped[list["PublishedChange"]] = relationship(order_by="PublishedChange.id")


class PublishedChange(Base):
    """What a publication did to one meeting, with what undoing it needs: how it stood before."""

    __tablename__ = "published_changes"
    __table_args__ = (UniqueConstraint("publication_id", "meeting_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publications.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    change: Mapped[Change]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    meeting: Mapped[Meeting] = relationship()


class ArrangedMeeting(Base):
    """A meeting that stands because of a plan: another plan of its round may move it.

    Meetings that people arranged between themselves have no such row, and no plan moves them.
    """

    __tablename__ = "arranged_meetings"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    is_locked: Mapped[bool] = mapped_column(default=False)

    meeting: Mapped[Meeting] = relationship()
