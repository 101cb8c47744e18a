"""Forms of matchmaking rounds and of interpreters."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.core.wording import Name
from matchmaking.expo.models import Interpreter, MeetingBlock
from matchmaking.timetables.labels import moment
from matchmaking.timetables.models import Round
from matchmaking.timetables.round_errors import RoundTimesError
from matchmaking.timetables.values import LONGEST_NAME, InterpreterText, RoundPlanning
from matchmaking.web.forms import BaseForm, Filled, choices
from matchmaking.web.language import clock_time, language, locale

SPOKEN = ("zh", "en", "fr", "de", "ja", "ko", "ru", "es", "pt", "ar", "it")
MOST_MUSTS = 20
ENTERED = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class CheckboxListField(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RoundForm(BaseForm):
    """A matchmaking round: what it is called, what it fills, until when wishes are taken."""

    name_en = StringField(_l("Round's name in English"), [Length(max=LONGEST_NAME)])
    name_zh = StringField(_l("Round's name in Chinese"), [Length(max=LONGEST_NAME)])
    blocks = CheckboxListField(_l("Blocks it fills"), coerce=str, validate_choice=False)
    opens = DateTimeLocalField(_l("Wishes open"), [Filled()], format=ENTERED)
    closes = DateTimeLocalField(
        _l("Wishes close"),
        [Filled()],
        format=ENTERED,
        description=_l("Who is invited is told whenever this changes."),
    )
    most_musts = IntegerField(
        _l("Most wishes graded must"), [Filled(), NumberRange(0, MOST_MUSTS)], default=3
    )
    lunch_from = TimeField(_l("Lunch from"), [Optional()])
    lunch_until = TimeField(_l("Lunch until"), [Optional()])
    needs_languages = BooleanField(_l("Who shares no language needs an interpreter"), default=True)
    version = HiddenField()

    def offer(self, blocks: Iterable[MeetingBlock]) -> None:
        """Let one choose among the blocks that no other round fills."""
        named = []
        for one in blocks:
            when = f"{moment(one.starts_at)}–{clock_time(one.ends_at)}"
            named.append((str(one.id), f"{when} · {one.label.first(language())}"))
        self.blocks.choices = choices(named)

    def show(self, round_: Round, zone: ZoneInfo) -> None:
        """Begin with what the round is now."""
        self.name_en.data, self.name_zh.data = round_.name_en, round_.name_zh
        self.blocks.data = [str(block.id) for block in round_.blocks]
        self.opens.data = round_.wishes_open_at.astimezone(zone).replace(tzinfo=None)
        self.closes.data = round_.wishes_close_at.astimezone(zone).replace(tzinfo=None)
        self.most_musts.data = round_.most_musts
        self.lunch_from.data = clock_of(round_.lunch_from)
        self.lunch_until.data = clock_of(round_.lunch_until)
        self.needs_languages.data = round_.needs_languages
        self.version.data = str(round_.version)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as WTForms has it
        """Ask for both times of lunch or for none: what is left empty is else not looked at."""
        is_valid = bool(super().validate(extra_validators))
        if (self.lunch_from.data is None) != (self.lunch_until.data is None):
            self.refuse(RoundTimesError(field="lunch"))
            return False
        return is_valid

    def planning(self, zone: ZoneInfo) -> RoundPlanning:
        """Return what was entered as the value the service takes; times are the venue's."""
        begins, ends = self.lunch_from.data, self.lunch_until.data
        lunch = (minutes_of(begins), minutes_of(ends)) if begins and ends else None
        return RoundPlanning(
            name=Name(self.name_en.data or "", self.name_zh.data or ""),
            block_ids=tuple(int(key) for key in self.blocks.data or () if key.isdecimal()),
            wishes_open_at=_at_venue(self.opens.data, zone),
            wishes_close_at=_at_venue(self.closes.data, zone),
            most_musts=self.most_musts.data or 0,
            lunch=lunch,
            needs_languages=bool(self.needs_languages.data),
        )


class InterpreterForm(BaseForm):
    """Somebody who interprets, and between which languages."""

    name_en = StringField(_l("Name in Latin letters"), [Length(max=LONGEST_NAME)])
    name_zh = StringField(_l("Name in Chinese"), [Length(max=LONGEST_NAME)])
    languages = CheckboxListField(_l("Languages they interpret between"))

    def offer(self) -> None:
        """Let one choose among the languages of the fair, named in the reader's."""
        self.languages.choices = choices((code, _named(code)) for code in SPOKEN)

    def show(self, interpreter: Interpreter) -> None:
        """Begin with what is known."""
        self.name_en.data, self.name_zh.data = interpreter.name_en, interpreter.name_zh
        self.languages.data = [code for code in interpreter.languages.split(",") if code]

    def text(self) -> InterpreterText:
        """Return what was entered as the value the service takes."""
        return InterpreterText(
            Name(self.name_en.data or "", self.name_zh.data or ""),
            tuple(self.languages.data or ()),
        )


def minutes_of(moment_of_day: time) -> int:
    """Return the minutes since midnight."""
    return moment_of_day.hour * 60 + moment_of_day.minute


def clock_of(minutes: int | None) -> time | None:
    """Return minutes since midnight as a time of day."""
    return None if minutes is None else time(minutes // 60 % 24, minutes % 60)


def _at_venue(entered: datetime | None, zone: ZoneInfo) -> datetime:
    """Return what was entered by the venue's clock; the field is required, so it is there."""
    return entered.replace(tzinfo=zone) if entered else datetime.fromtimestamp(0, zone)


def _named(code: str) -> str:
    return str(locale().languages.get(code, code))
