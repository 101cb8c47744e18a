"""The fair: series, editions, areas, halls, places, blocks of meeting slots, occupancy."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.bilingual import Bilingual, once
from matchmaking.core.database import Base, BigInt
from matchmaking.core.wording import Name
from matchmaking.expo.values import (
    Bound,
    Gate,
    HolderKind,
    Phase,
    PlaceKind,
    ResourceKind,
    Window,
    address_of,
)


class Series(Bilingual, Base):
    """A fair that is held again and again, such as the China International Import Expo."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    short_en: Mapped[str]
    short_zh: Mapped[str]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Edition(Bilingual, Base):
    """One holding of a series. Nearly everything belongs to one edition.

    ``one_side_counts`` decides whether the headline counts what one side alone signed (by the
    usual rule it does not); ``two_officers_from_minor`` is the one-year amount in the base
    currency from which two officers must verify. Registration and booking open and close by
    themselves where there is a date for it: see ``phase_at`` and ``booking_of``.
    """

    __tablename__ = "editions"
    __table_args__ = (
        UniqueConstraint("series_id", "ordinal"),
        CheckConstraint("starts_on <= ends_on", name="days_in_order"),
        CheckConstraint(
            "registration_opens_at < registration_closes_at", name="registration_in_order"
        ),
        CheckConstraint("booking_opens_at < booking_closes_at", name="booking_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    ordinal: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True)
    city_en: Mapped[str]
    city_zh: Mapped[str]
    time_zone: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    base_currency: Mapped[str]
    registration_opens_at: Mapped[datetime | None]
    registration_closes_at: Mapped[datetime | None]
    booking_opens_at: Mapped[datetime | None]
    booking_closes_at: Mapped[datetime | None]
    phase: Mapped[Phase]
    one_side_counts: Mapped[bool] = mapped_column(default=False)
    two_officers_from_minor: Mapped[int | None] = mapped_column(BigInt)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    series: Mapped[Series] = relationship()

    @property
    def windows(self) -> dict[Gate, Window]:
        """Return from when until when each of its gates is open by its dates."""
        return {
            gate: Window(getattr(self, gate.opens), getattr(self, gate.closes)) for gate in Gate
        }

    def set_windows(self, windows: Mapping[Gate, Window]) -> None:
        """Open and close its gates at other moments."""
        for gate, window in windows.items():
            setattr(self, gate.opens, window.opens_at)
            setattr(self, gate.closes, window.closes_at)

    def phase_at(self, at: datetime) -> Phase:
        """Return where it stands at a moment: what is prepared opens when its date has come."""
        opens = self.registration_opens_at
        has_opened = self.phase is Phase.PREPARING and opens is not None and opens <= at
        return Phase.OPEN if has_opened else self.phase

    def takes_registrations(self, at: datetime) -> bool:
        """Return whether new enterprises may register; ``taking_registrations`` asks the same."""
        closes = self.registration_closes_at
        return self.phase_at(at).takes_registrations and (closes is None or at < closes)

    @property
    def days(self) -> list[date]:
        """Return every day of the fair."""
        count = (self.ends_on - self.starts_on).days + 1
        return [self.starts_on + timedelta(days=number) for number in range(count)]

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of the venue."""
        return ZoneInfo(self.time_zone)

    @property
    def city(self) -> Name:
        """Return the city's name."""
        return Name(self.city_en, self.city_zh)


class PassedMoment(Base):
    """A moment of an edition that has come: at which registration or booking opens or closes.

    Whoever inserts the row writes it down and tells the organisers, so nobody does so twice.
    ``name`` is what ``Gate`` calls the moment.
    """

    __tablename__ = "passed_moments"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    moment: Mapped[datetime] = mapped_column(primary_key=True)
    noted_at: Mapped[datetime]


class ExhibitionArea(Bilingual, Base):
    """A part of the exhibition by branch, such as Automobile; each edition draws them anew."""

    __tablename__ = "exhibition_areas"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        *once("uq_exhibition_areas", "edition_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    code: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class AreaCrosswalk(Base):
    """How an area of one edition corresponds to one of another; ``is_exact`` if one to one."""

    __tablename__ = "area_crosswalks"

    from_area_id: Mapped[int] = mapped_column(ForeignKey("exhibition_areas.id"), primary_key=True)
    to_area_id: Mapped[int] = mapped_column(ForeignKey("exhibition_areas.id"), primary_key=True)
    is_exact: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")


class Hall(Bilingual, Base):
    """A hall of the venue: code such as ``5.1``, floor, and where it lies on the map.

    ``walks_version`` counts the changes of its walks, ``version`` those of the hall itself.
    """

    __tablename__ = "halls"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        *once("uq_halls", "edition_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    code: Mapped[str]
    floor: Mapped[int] = mapped_column(default=1)
    map_x: Mapped[int] = mapped_column(default=0)
    map_y: Mapped[int] = mapped_column(default=0)
    walks_version: Mapped[int] = mapped_column(default=1, server_default="1")
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class HallWalk(Base):
    """How many minutes one walks from one hall to another; kept once per direction."""

    __tablename__ = "hall_walks"

    from_hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"), primary_key=True)
    to_hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"), primary_key=True)
    minutes: Mapped[int]


class Place(Bilingual, Base):
    """Where people sit or stand: a table, a booth, a room, a signing stage.

    ``meetings_at_once`` is how many meetings it takes at a time; those with a lower ``priority``
    are given away first.
    """

    __tablename__ = "places"
    __table_args__ = (
        UniqueConstraint("edition_id", "hall_id", "code"),
        CheckConstraint("meetings_at_once >= 1", name="takes_a_meeting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("halls.id"), index=True)
    kind: Mapped[PlaceKind]
    code: Mapped[str]
    seats: Mapped[int] = mapped_column(default=4)
    meetings_at_once: Mapped[int] = mapped_column(default=1)
    priority: Mapped[int] = mapped_column(default=0)
    is_open: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    hall: Mapped[Hall] = relationship()

    @property
    def address(self) -> str:
        """Return hall and number as people look for them: ``5.1 B03``, the hall said once."""
        return address_of(self.hall.code, self.code)


class MeetingBlock(Bilingual, Base):
    """A window of a day that is cut into slots of one length, with the places it may use."""

    __tablename__ = "meeting_blocks"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="times_in_order"),
        CheckConstraint("slot_minutes > 0 AND slot_minutes % 5 = 0", name="slot_of_ticks"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    slot_minutes: Mapped[int]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class BlockPlace(Base):
    """A place that a meeting block may use."""

    __tablename__ = "block_places"

    block_id: Mapped[int] = mapped_column(ForeignKey("meeting_blocks.id"), primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), primary_key=True, index=True)


class Interpreter(Bilingual, Base):
    """Somebody of the fair who interprets at meetings. ``languages`` are codes: ``en,zh``."""

    __tablename__ = "interpreters"
    __table_args__ = (
        CheckConstraint("name_en <> '' OR name_zh <> ''", name="has_a_name"),
        CheckConstraint("languages <> ''", name="speaks"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    languages: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)


class Occupancy(Base):
    """One resource is taken for one 5-minute tick.

    The primary key is the only guard against being in two places at once: whoever inserts second
    is refused by the database, whatever anybody checked before. Meetings, seats at dialogues and
    signing slots all write here. Label, times and hall are the holder's, so that whoever is refused
    is told what stands in the way, and walks between halls can be reckoned with. ``is_first`` marks
    the first tick of what holds it: one row of each, for those who count or list appointments.
    """

    __tablename__ = "occupancy"
    __table_args__ = (
        Index("ix_occupancy_holder", "holder_kind", "holder_id"),
        # Holds all that counting needs: the rows themselves are not looked at.
        Index(
            "ix_occupancy_beginnings",
            "resource_kind",
            "tick",
            "resource_id",
            "starts_at",
            "ends_at",
            sqlite_where=text("is_first = 1"),
            postgresql_where=text("is_first"),
        ),
    )

    resource_kind: Mapped[ResourceKind] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[int] = mapped_column(primary_key=True, default=0)
    tick: Mapped[int] = mapped_column(primary_key=True)
    is_first: Mapped[bool]
    holder_kind: Mapped[HolderKind]
    holder_id: Mapped[int]
    label_en: Mapped[str] = mapped_column(default="")
    label_zh: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    hall_id: Mapped[int | None]


class PublishedFigure(Base):
    """A figure the organisers of an edition released: history, never mixed with computed figures.

    ``value`` is decimal text as published; ``bound`` tells whether it is exact or "more than".
    """

    __tablename__ = "published_figures"
    __table_args__ = (UniqueConstraint("edition_id", "measure", "breakdown_en"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    measure: Mapped[str]
    breakdown_en: Mapped[str] = mapped_column(default="")
    breakdown_zh: Mapped[str] = mapped_column(default="")
    value: Mapped[str]
    unit_en: Mapped[str]
    unit_zh: Mapped[str]
    bound: Mapped[Bound]
    basis_en: Mapped[str] = mapped_column(default="")
    basis_zh: Mapped[str] = mapped_column(default="")
    source: Mapped[str]

    @property
    def unit(self) -> Name:
        """Return what is counted."""
        return Name(self.unit_en, self.unit_zh)

    @property
    def basis(self) -> Name:
        """Return what is counted in and what is not, or as of when."""
        return Name(self.basis_en, self.basis_zh)
