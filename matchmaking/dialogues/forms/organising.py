"""Laying down what a session is, and what belongs to it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext, lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from matchmaking.core.wording import Name
from matchmaking.dialogues import labels
from matchmaking.dialogues.models import Dialogue
from matchmaking.dialogues.values import (
    Admission,
    AllotmentPlan,
    Audience,
    DialogueKind,
    SessionPlan,
)
from matchmaking.expo.models import Edition, Place
from matchmaking.web.forms import BaseForm, CheckboxListField, Filled
from matchmaking.web.language import day, language, locale, with_commas

SPOKEN = ("zh", "en", "fr", "de", "ja", "ko", "ru", "es", "pt", "ar", "it")
MOST_SEATS = 100_000


class SessionForm(BaseForm):
    """A session of the programme."""

    name_en = StringField(_l("Title in English"), [Length(max=200)])
    name_zh = StringField(_l("Title in Chinese"), [Length(max=200)])
    kind = SelectField(_l("Kind"))
    on = SelectField(_l("Day"), validate_choice=True)
    starts = TimeField(_l("Begins"), [Filled()])
    ends = TimeField(_l("Ends"), [Filled()])
    place_id = SelectField(_l("Place"), coerce=int)
    host_delegation_id = SelectField(_l("Host delegation"))
    host_en = StringField(_l("Host in English"), [Length(max=200)])
    host_zh = StringField(_l("Host in Chinese"), [Length(max=200)])
    about_en = TextAreaField(_l("About, in English"), [Length(max=4000)])
    about_zh = TextAreaField(_l("About, in Chinese"), [Length(max=4000)])
    languages = CheckboxListField(_l("Languages spoken"))
    interpretation = CheckboxListField(_l("Interpreted into"))
    admission = SelectField(_l("Who may come"))
    capacity = IntegerField(_l("Seats"), [Filled(), NumberRange(1, MOST_SEATS)])
    version = HiddenField()

    def offer(
        self, edition: Edition, places: Iterable[Place], hosts: Iterable[tuple[int | str, str]]
    ) -> None:
        """Let one choose among the edition's days, places and delegations."""
        self.zone = edition.zone
        count = (edition.ends_on - edition.starts_on).days + 1
        days = [edition.starts_on + timedelta(days=n) for n in range(count)]
        self.on.choices = [(one.isoformat(), day(one)) for one in days]
        self.kind.choices = [(kind.value, label) for kind, label in labels.KINDS.items()]
        self.admission.choices = [(key.value, label) for key, label in labels.ADMISSIONS.items()]
        self.place_id.choices = [(one.id, place_label(one)) for one in places]
        self.host_delegation_id.choices = [(str(key), label) for key, label in hosts]
        spoken = [(code, str(locale().languages.get(code, code))) for code in SPOKEN]
        self.languages.choices = self.interpretation.choices = spoken

    def validate_name_en(self, field: StringField) -> None:
        """Ask for a title in one of the languages at least."""
        if not (field.data or self.name_zh.data):
            raise ValidationError(gettext("Give the session a title in English or Chinese."))

    def show(self, dialogue: Dialogue, zone: ZoneInfo) -> None:
        """Begin with what the session is now."""
        for name in ("name_en", "name_zh", "host_en", "host_zh", "about_en", "about_zh"):
            self[name].data = getattr(dialogue, name)
        begins, ends = dialogue.starts_at.astimezone(zone), dialogue.ends_at.astimezone(zone)
        self.on.data, self.starts.data, self.ends.data = begins.date(), begins.time(), ends.time()
        self.on.data = begins.date().isoformat()
        self.kind.data, self.admission.data = dialogue.kind.value, dialogue.admission.value
        self.place_id.data, self.capacity.data = dialogue.place_id, dialogue.capacity
        self.host_delegation_id.data = str(dialogue.host_delegation_id or "")
        self.languages.data = _codes(dialogue.languages)
        self.interpretation.data = _codes(dialogue.interpretation)
        self.version.data = str(dialogue.version)

    def proposal(self) -> SessionPlan:
        """Return what was entered as the value the service takes."""
        on = date.fromisoformat(self.on.data)
        host = self.host_delegation_id.data
        return SessionPlan(
            kind=DialogueKind(self.kind.data),
            name=Name(self.name_en.data or "", self.name_zh.data or ""),
            about=Name(self.about_en.data or "", self.about_zh.data or ""),
            host=Name(self.host_en.data or "", self.host_zh.data or ""),
            host_delegation_id=int(host) if host else None,
            place_id=self.place_id.data,
            starts_at=at_venue(on, self.starts.data, self.zone),
            ends_at=at_venue(on, self.ends.data, self.zone),
            languages=",".join(self.languages.data or []),
            interpretation=",".join(self.interpretation.data or []),
            admission=Admission(self.admission.data),
            capacity=self.capacity.data or 0,
        )


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split(",") if code.strip()]


def at_venue(on: date, moment: time | None, zone: ZoneInfo) -> datetime:
    """Return an instant by the venue's calendar and clock."""
    return datetime.combine(on, moment or time(), tzinfo=zone)


def place_label(place: Place) -> str:
    """Return a place with its hall."""
    speech = language()
    return with_commas(place.hall.label.first(speech), place.label.first(speech) or place.code)


class CancelSessionForm(BaseForm):
    """Call a session off."""

    reason = StringField(_l("Why? Everybody who has a seat reads it."), [Length(max=300)])


class SpeakerForm(BaseForm):
    """Somebody who speaks."""

    name_en = StringField(_l("Name in English"), [Length(max=200)])
    name_zh = StringField(_l("Name in Chinese"), [Length(max=200)])
    title_en = StringField(_l("Office in English"), [Length(max=200)])
    title_zh = StringField(_l("Office in Chinese"), [Length(max=200)])

    def validate_name_en(self, field: StringField) -> None:
        """Ask for a name in one of the languages at least."""
        if not (field.data or self.name_zh.data):
            raise ValidationError(gettext("Give a name in English or Chinese."))


class AgendaItemForm(BaseForm):
    """A point of the agenda."""

    starts = TimeField(_l("Begins"), [Filled()])
    name_en = StringField(_l("What, in English"), [Length(max=200)])
    name_zh = StringField(_l("What, in Chinese"), [Length(max=200)])

    def validate_name_en(self, field: StringField) -> None:
        """Ask for words in one of the languages at least."""
        if not (field.data or self.name_zh.data):
            raise ValidationError(gettext("Say what it is in English or Chinese."))


class AllotmentForm(BaseForm):
    """Seats to keep for an audience."""

    audience = SelectField(_l("For whom"))
    capacity = IntegerField(_l("Seats"), [Filled(), NumberRange(1, MOST_SEATS)])
    name_en = StringField(_l("Called, in English"), [Length(max=200)])
    name_zh = StringField(_l("Called, in Chinese"), [Length(max=200)])
    parent_id = SelectField(_l("Part of"), [Optional()])

    def offer(self, dialogue: Dialogue) -> None:
        """Let one choose the audience, and the allotment these seats are a part of."""
        self.audience.choices = [(key.value, label) for key, label in labels.AUDIENCES.items()]
        wholes = [(str(one.id), one.label.first(language())) for one in dialogue.allotments]
        self.parent_id.choices = [("", gettext("All seats of the session")), *wholes]

    def proposal(self) -> AllotmentPlan:
        """Return what was entered as the value the service takes."""
        audience = Audience(self.audience.data)
        name: Any = Name(self.name_en.data or "", self.name_zh.data or "")
        return AllotmentPlan(
            name=name,
            audience=audience,
            capacity=self.capacity.data or 0,
            parent_id=int(self.parent_id.data) if self.parent_id.data else None,
        )


class ResizeForm(BaseForm):
    """More or fewer seats of an allotment."""

    capacity = IntegerField(_l("Seats"), [Filled(), NumberRange(1, MOST_SEATS)])


class SlotForm(BaseForm):
    """A time on the stage of a signing ceremony."""

    starts = TimeField(_l("Begins"), [Filled()])
    ends = TimeField(_l("Ends"), [Filled()])
