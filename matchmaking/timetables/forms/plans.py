"""The form that asks for a plan."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import Length

from matchmaking.timetables.services.runs import LONGEST_NOTE
from matchmaking.timetables.settings import SECONDS, USUAL_SECONDS, PlanSettings
from matchmaking.web.forms import BaseForm, choices

DURATIONS = {
    10: _l("10 seconds: a first look"),
    60: _l("1 minute"),
    300: _l("5 minutes: closer to the best possible"),
}


class PlanForm(BaseForm):
    """How long to search, and what the plan is for."""

    seconds = RadioField(
        _l("Search for at most"),
        choices=choices((number, DURATIONS[number]) for number in SECONDS),
        coerce=int,
        default=USUAL_SECONDS,
    )
    note = StringField(_l("Note"), [Length(max=LONGEST_NOTE)])

    def settings(self) -> PlanSettings:
        """Return what was chosen."""
        return PlanSettings(seconds=self.seconds.data)
