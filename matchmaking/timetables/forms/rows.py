"""The rows of a what-if's form: each says one thing that would be different."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from wtforms import DateField, Field, IntegerField, SelectField, StringField, TimeField
from wtforms.validators import Length, NumberRange, Optional

from matchmaking.expo.models import Edition, Hall, Place
from matchmaking.expo.values import PlaceKind, Slot
from matchmaking.timetables.settings import ExtraBlock, MoreTables
from matchmaking.web.forms import BaseForm, choices
from matchmaking.web.language import day

MOST_TABLES = 500
SHORTEST_SLOT, LONGEST_SLOT = 5, 240


@dataclass(frozen=True)
class Venue:
    """What a what-if chooses among."""

    edition: Edition
    halls: Sequence[Hall]
    places: Sequence[Place]
    days: Sequence[date]
    slots: Sequence[Slot]

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of the venue."""
        return self.edition.zone

    def tables_in(self, hall_id: int) -> int:
        """Count the tables that the round may use in a hall."""
        return sum(one.kind is PlaceKind.TABLE and one.hall_id == hall_id for one in self.places)


class RowForm(BaseForm):
    """A row of the form: it says nothing unless something is typed into it."""

    class Meta(BaseForm.Meta):
        """The form around the rows carries the token against forgery for all of them."""

        csrf = False

    # The fields as they stand beside each other.
    order: ClassVar[tuple[str, ...]] = ()

    def __iter__(self) -> Iterator[Field]:
        """Yield the fields from the first to the last."""
        return iter([self[name] for name in self.order])

    @property
    def is_blank(self) -> bool:
        """Return whether nothing was typed or chosen, and nothing typed made no sense."""
        typed = (field.raw_data or [] for field in self)
        return not any(field.data not in {None, ""} for field in self) and not any(
            text for texts in typed for text in texts
        )

    def offer(self, venue: Venue) -> None:
        """Let one choose among the halls."""
        halls = [("", _("Choose")), *((str(hall.id), hall.code) for hall in venue.halls)]
        self["hall"].choices = choices(halls)

    def require(self, *names: str) -> bool:
        """Say beside each of these fields that is empty that it is needed."""
        missing = [self[name] for name in names if self[name].data in {None, ""}]
        for field in missing:
            if not field.errors:
                complain(field, _("Please fill this in."))
        return not missing


def complain(field: Field, text: str) -> None:
    """Say beside a field what is wrong."""
    field.errors = [*field.errors, text]


class TimesForm(RowForm):
    """From when until when, on a day that the row lets one choose its own way."""

    starts = TimeField(_l("From"), [Optional()])
    ends = TimeField(_l("Until"), [Optional()])

    def slot(self, venue: Venue, on: date | None) -> Slot | None:
        """Return the window, or say what is missing."""
        starts, ends = self.starts.data, self.ends.data
        if not self.require("on", "starts", "ends") or on is None or not starts or not ends:
            return None
        if starts >= ends:
            complain(self.ends, _("It must be later than the beginning."))
            return None
        return Slot(_at(on, starts, venue.zone), _at(on, ends, venue.zone))


class WindowForm(TimesForm):
    """A window of one of the round's days."""

    order: ClassVar[tuple[str, ...]] = ("on", "starts", "ends")
    on = SelectField(_l("Day"), [Optional()])

    def offer(self, venue: Venue) -> None:
        """Let one choose among the days, and the halls where they matter."""
        days = [(on.isoformat(), day(on)) for on in venue.days]
        self.on.choices = choices([("", _("Choose")), *days])
        if "hall" in self:
            super().offer(venue)

    def read(self, venue: Venue) -> Any:  # noqa: ANN401 - more tables are said the same way
        """Return what the row says, or say what is wrong."""
        return self.slot(venue, date.fromisoformat(self.on.data) if self.on.data else None)


class TablesForm(WindowForm):
    """More tables in a hall and window, or fewer."""

    order: ClassVar[tuple[str, ...]] = ("number", "hall", "on", "starts", "ends")
    number = IntegerField(_l("More or fewer"), [Optional(), NumberRange(-MOST_TABLES, MOST_TABLES)])
    hall = SelectField(_l("Hall"), [Optional()])

    def read(self, venue: Venue) -> MoreTables | None:
        """Return the change."""
        slot, number = super().read(venue), self.number.data
        if not self.require("hall", "number") or slot is None or number is None:
            return None
        text = _nonsense(number, venue.tables_in(int(self.hall.data)))
        if text:
            complain(self.number, text)
        return None if self.number.errors else MoreTables(slot, int(self.hall.data), number)


def _nonsense(number: int, tables: int) -> str:
    """Return what is wrong with so many tables more, or fewer, where there are some."""
    if number == 0:
        return str(_("Write how many more, or fewer with a minus."))
    if number + tables >= 0:
        return ""
    if not tables:
        return str(_("The round has no tables in this hall."))
    return str(
        ngettext(
            "The round has only %(num)d table in this hall.",
            "The round has only %(num)d tables in this hall.",
            tables,
        )
    )


class ExtraForm(TimesForm):
    """A block that there is not."""

    order: ClassVar[tuple[str, ...]] = ("on", "starts", "ends", "minutes", "hall", "tables")
    on = DateField(_l("Day"), [Optional()])
    minutes = IntegerField(
        _l("Minutes per slot"), [Optional(), NumberRange(SHORTEST_SLOT, LONGEST_SLOT)]
    )
    tables = IntegerField(_l("Tables"), [Optional(), NumberRange(1, MOST_TABLES)])
    hall = SelectField(_l("Hall"), [Optional()])

    def read(self, venue: Venue) -> ExtraBlock | None:
        """Return the block, if it lies within the edition."""
        slot, minutes, tables = self.slot(venue, self.on.data), self.minutes.data, self.tables.data
        filled = self.require("minutes", "hall", "tables")
        if not filled or slot is None or minutes is None or tables is None:
            return None
        if minutes % SHORTEST_SLOT:
            complain(self.minutes, _("Write a multiple of 5."))
        if slot.ends_at - slot.starts_at < timedelta(minutes=minutes):
            complain(self.minutes, _("Not a single slot fits between these times."))
        first, last = venue.edition.starts_on, venue.edition.ends_on
        if self.on.data is None or not first <= self.on.data <= last:
            text = _(
                "The edition lasts from %(first)s to %(last)s.", first=day(first), last=day(last)
            )
            complain(self.on, text)
        if self.minutes.errors or self.on.errors:
            return None
        return ExtraBlock(slot, minutes, int(self.hall.data), tables)


class ClosedForm(RowForm):
    """Places of a hall that are closed."""

    order: ClassVar[tuple[str, ...]] = ("hall", "codes")
    hall = SelectField(_l("Hall"), [Optional()])
    codes = StringField(_l("Places closed"), [Length(max=400)])

    def read(self, venue: Venue) -> list[int] | None:
        """Return the keys of the places."""
        if not self.require("hall", "codes"):
            return None
        known = {p.code: p.id for p in venue.places if str(p.hall_id) == self.hall.data}
        typed = (self.codes.data or "").replace("，", ",").replace("、", ",").split(",")
        wanted = [code.strip() for code in typed if code.strip()]
        unknown = [code for code in wanted if code not in known]
        if unknown:
            complain(
                self.codes, _("The round has no place %(code)s in this hall.", code=unknown[0])
            )
            return None
        return [known[code] for code in wanted]


def _at(on: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, clock, zone).astimezone(UTC)


def shown(slot: Slot, venue: Venue) -> dict[str, Any]:
    """Return what the fields of a window show."""
    start, end = slot.starts_at.astimezone(venue.zone), slot.ends_at.astimezone(venue.zone)
    return {"on": start.date(), "starts": start.time(), "ends": end.time()}


def chosen(slot: Slot, venue: Venue) -> Mapping[str, Any]:
    """Return what the fields of a window show whose day is chosen from a list."""
    fields = shown(slot, venue)
    return {**fields, "on": fields["on"].isoformat()}
