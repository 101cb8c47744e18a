"""Choosing who of the team comes."""

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext as _l
from wtforms import SelectField

from matchmaking.core.wording import Name
from matchmaking.dialogues.values import Candidacy
from matchmaking.expo.values import Appointment
from matchmaking.web.forms import BaseForm
from matchmaking.web.language import language


class SeatForm(BaseForm):
    """Book a seat for somebody of the team, or put them on the waiting list."""

    representative_id = SelectField(_l("Who comes?"), coerce=int, validate_choice=False)
    proposed: int | None = None

    def offer(
        self,
        team: Iterable[Candidacy],
        elsewhere: dict[int, Appointment],
        *,
        myself: int | None,
    ) -> None:
        """Let one choose among these people: who is free then, oneself first, then the others."""
        names = {one.guest.representative_id: one.guest.name for one in team}
        order = sorted(names, key=lambda key: (key in elsewhere, key != myself, key))
        self.representative_id.choices = [
            (key, choice_label(names[key], elsewhere.get(key))) for key in order
        ]
        self.proposed = next(iter(order), None)


def choice_label(name: Name, appointment: Appointment | None) -> str:
    """Return a name, with what the person has at that time."""
    first = name.first(language())
    if appointment is None:
        return first
    what = appointment.what.first(language())
    return str(gettext("%(name)s (has “%(what)s” then)", name=first, what=what))
