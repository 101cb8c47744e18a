"""Forms with which an edition is laid out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any, Self
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TimeField,
)
from wtforms.validators import Length, NumberRange, Optional, Regexp

from matchmaking.core.wording import Name
from matchmaking.expo.editions import LONGEST_NAME
from matchmaking.expo.labels import FIELDS, PHASES, PLACE_KINDS
from matchmaking.expo.laying_out import LONGEST_CODE, MOST_PLACES, BlockWanted, PlacesWanted
from matchmaking.expo.models import Edition, Hall, Place
from matchmaking.expo.values import Gate, Phase, PlaceKind, Window
from matchmaking.expo.walking import LONGEST_WALK
from matchmaking.web.forms import BaseForm, CheckboxListField, Filled, SeenForm, choices
from matchmaking.web.language import dated, day, language

ENTERED = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
CODE = r"[\w.-]+$"
MOST_SEATS = 5000
LONGEST_MEETING = 240


class PhaseForm(SeenForm):
    """Where the edition stands, and when registration and booking open and close by themselves.

    Times are entered by the venue's clock. The fields of dates are called as ``Gate`` calls them.
    """

    phase = RadioField(_l("Phase"), choices=choices(PHASES.items()), coerce=Phase)
    registration_opens_at = DateTimeLocalField(
        FIELDS["registration_opens_at"], [Optional()], format=ENTERED
    )
    registration_closes_at = DateTimeLocalField(
        FIELDS["registration_closes_at"], [Optional()], format=ENTERED
    )
    booking_opens_at = DateTimeLocalField(FIELDS["booking_opens_at"], [Optional()], format=ENTERED)
    booking_closes_at = DateTimeLocalField(
        FIELDS["booking_closes_at"], [Optional()], format=ENTERED
    )

    @classmethod
    def about(cls, edition: Edition, at: datetime) -> Self:
        """Begin with where an edition stands now."""
        return cls(data={"version": edition.version, **_standing(edition, at)})

    def dates(self, zone: ZoneInfo) -> dict[Gate, Window]:
        """Return the dates that were entered."""
        return {
            gate: Window(self._moment(gate.opens, zone), self._moment(gate.closes, zone))
            for gate in Gate
        }

    def _moment(self, name: str, zone: ZoneInfo) -> datetime | None:
        local: datetime | None = self[name].data
        return local and local.replace(tzinfo=zone)

    def compare_with(self, edition: Edition, at: datetime) -> None:
        """Show where the edition stands now beside what was chosen, named as the form does."""
        present = _standing(edition, at)
        self.compare(edition.version, present)
        for name in self.beside:
            now = present[name]
            if isinstance(now, Phase):
                self.beside[name] = str(PHASES[now])
            elif now is not None:
                self.beside[name] = dated(now)


def _standing(edition: Edition, at: datetime) -> dict[str, Any]:
    """Return where an edition stands by the names of the form's fields."""
    dates = {
        name: moment and moment.astimezone(edition.zone).replace(tzinfo=None)
        for gate in Gate
        for name, moment in gate.named(edition.windows[gate])
    }
    return {"phase": edition.phase_at(at), **dates}


class NameForm(SeenForm):
    """What something is called in both languages."""

    name_en = StringField(_l("Called, in English"), [Length(max=LONGEST_NAME)])
    name_zh = StringField(_l("Called, in Chinese"), [Length(max=LONGEST_NAME)])

    def name(self) -> Name:
        """Return the name that was typed."""
        return Name(self.name_en.data or "", self.name_zh.data or "")


class EditionForm(SeenForm):
    """How an edition and its city are called."""

    name_en = StringField(_l("Called, in English"), [Filled(), Length(max=LONGEST_NAME)])
    name_zh = StringField(_l("Called, in Chinese"), [Filled(), Length(max=LONGEST_NAME)])
    city_en = StringField(_l("City, in English"), [Filled(), Length(max=LONGEST_NAME)])
    city_zh = StringField(_l("City, in Chinese"), [Filled(), Length(max=LONGEST_NAME)])


class SeriesForm(SeenForm):
    """How a series is called, at length and for short."""

    name_en = StringField(_l("Called, in English"), [Filled(), Length(max=LONGEST_NAME)])
    name_zh = StringField(_l("Called, in Chinese"), [Filled(), Length(max=LONGEST_NAME)])
    short_en = StringField(_l("For short, in English"), [Filled(), Length(max=LONGEST_NAME)])
    short_zh = StringField(_l("For short, in Chinese"), [Filled(), Length(max=LONGEST_NAME)])


class CodeForm(NameForm):
    """Something with a code and a name: an area or a hall."""

    code = StringField(
        _l("Code"),
        [
            Filled(),
            Length(max=LONGEST_CODE),
            Regexp(CODE, message=_l("Letters, digits, dots and hyphens only.")),
        ],
    )


class PlaceForm(CodeForm):
    """One place: its code, a name if it has one, its seats."""

    seats = IntegerField(_l("Seats"), [Filled(), NumberRange(1, MOST_SEATS)])


class PlacesForm(BaseForm):
    """Places of one kind in a hall."""

    hall = SelectField(_l("Hall"), [Filled()], coerce=int)
    kind = RadioField(_l("What they are"), choices=choices(PLACE_KINDS.items()), coerce=PlaceKind)
    letters = StringField(
        _l("Their codes begin with"),
        [Filled(), Length(max=8), Regexp(r"[^\W\d_]+$", message=_l("Letters only."))],
        default="T",
    )
    count = IntegerField(_l("How many"), [Filled(), NumberRange(1, MOST_PLACES)])
    seats = IntegerField(_l("Seats at each"), [Filled(), NumberRange(1, MOST_SEATS)], default=4)

    def offer(self, halls: Iterable[Hall]) -> None:
        """Let one choose among these halls."""
        self.hall.choices = choices(_named(halls))

    def wanted(self) -> PlacesWanted:
        """Return what was asked for."""
        return PlacesWanted(
            self.kind.data, self.letters.data or "", self.count.data or 1, self.seats.data or 1
        )


class RewriteForm(SeenForm):
    """What gets the new code of a hall: its own name, and places with the version one saw."""

    own_name = BooleanField()
    places = CheckboxListField(validate_choice=False)

    def begin_with(self, places: Iterable[Place | Hall], *, own_name: bool) -> None:
        """Choose these places, and the hall's own name or not."""
        self.own_name.data = own_name
        self.places.data = [f"{place.id}-{place.version}" for place in places]

    def chosen(self) -> dict[int, int]:
        """Return the version that was seen of each place that is chosen."""
        pairs = (one.partition("-")[::2] for one in self.places.data or ())
        return {int(key): int(version) for key, version in pairs if _is_pair(key, version)}


def _is_pair(*typed: str) -> bool:
    return all(one.isdecimal() and len(one) < len(str(2**31)) for one in typed)


class BlockForm(BaseForm):
    """A window of a day in which meetings are held."""

    name_en = StringField(_l("Called, in English"), [Length(max=LONGEST_NAME)])
    name_zh = StringField(_l("Called, in Chinese"), [Length(max=LONGEST_NAME)])
    day = SelectField(_l("Day"), [Filled()])
    begins = TimeField(_l("Begins"), [Filled()])
    ends = TimeField(_l("Ends"), [Filled()])
    minutes = IntegerField(
        _l("Minutes for each meeting"),
        [Filled(), NumberRange(5, LONGEST_MEETING)],
        default=30,
    )
    halls = CheckboxListField(_l("At the tables of"), coerce=int)

    def offer(self, edition: Edition, halls: Iterable[Hall]) -> None:
        """Let one choose among the days of the edition and these halls."""
        self.day.choices = choices((one.isoformat(), day(one)) for one in edition.days)
        self.halls.choices = choices(_named(halls))

    def wanted(self, edition: Edition) -> BlockWanted:
        """Return what was asked for."""
        return BlockWanted(
            name=Name(self.name_en.data or "", self.name_zh.data or ""),
            day=next(one for one in edition.days if one.isoformat() == self.day.data),
            begins=self.begins.data or time(),
            ends=self.ends.data or time(),
            minutes=self.minutes.data or 0,
            halls=self.halls.data or [],
        )


def _named(halls: Iterable[Hall]) -> list[tuple[int, str]]:
    return [(hall.id, f"{hall.code} · {hall.label.first(language())}") for hall in halls]


def walks_form(hall: Hall, others: Sequence[Hall], known: Mapping[int, int]) -> SeenForm:
    """Return a form with the minutes from a hall to each of these, filled in where known."""
    fields = {
        f"to_{key}": IntegerField(label, [Optional(), NumberRange(0, LONGEST_WALK)])
        for key, label in _named(others)
    }
    kind: type[SeenForm] = type("WalksForm", (SeenForm,), fields)
    return kind(data={"version": hall.walks_version, **walks_of(known)})


def walks_of(known: Mapping[int, int]) -> dict[str, int]:
    """Return minutes to other halls by the names of their fields."""
    return {f"to_{key}": minutes for key, minutes in known.items()}
