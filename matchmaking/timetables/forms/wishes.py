"""Forms of a team's wishes."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from matchmaking.enterprises.models import Representative
from matchmaking.expo.values import Slot
from matchmaking.timetables.labels import moment
from matchmaking.timetables.values import MOST_MEETINGS, AbsenceText
from matchmaking.web.forms import BaseForm, Filled, choices
from matchmaking.web.language import language

EVERYBODY = ""


class LimitsForm(BaseForm):
    """How many meetings somebody wants in all."""

    minimum = IntegerField(_l("At least"), [Optional(), NumberRange(0, MOST_MEETINGS)])
    maximum = IntegerField(_l("At most"), [Optional(), NumberRange(1, MOST_MEETINGS)])
    version = HiddenField()


class AbsenceForm(BaseForm):
    """When the enterprise, or one of its people, can't come."""

    person = SelectField(_l("Who"), coerce=str)
    starts_at = SelectField(_l("From"), [Filled()])
    ends_at = SelectField(_l("Until"), [Filled()])
    version = HiddenField()

    def offer(self, people: Iterable[Representative], slots: Sequence[Slot]) -> None:
        """Let one choose among the team's people and the round's slots."""
        named = [(str(one.id), one.label.first(language())) for one in people if one.is_active]
        self.person.choices = choices([(EVERYBODY, _("All of us")), *named])
        starts = sorted({slot.starts_at for slot in slots})
        ends = sorted({slot.ends_at for slot in slots})
        self.starts_at.choices = choices((one.isoformat(), moment(one)) for one in starts)
        self.ends_at.choices = choices((one.isoformat(), moment(one)) for one in ends)
        if self.ends_at.data is None and ends:
            self.ends_at.data = ends[-1].isoformat()

    def text(self) -> AbsenceText:
        """Return what was entered as the value the service takes."""
        person = self.person.data or ""
        return AbsenceText(
            starts_at=datetime.fromisoformat(self.starts_at.data),
            ends_at=datetime.fromisoformat(self.ends_at.data),
            representative_id=int(person) if person.isdecimal() else None,
        )
