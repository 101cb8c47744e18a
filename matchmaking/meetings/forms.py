"""Forms of the meetings."""

from collections.abc import Iterable
from datetime import UTC, datetime

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from matchmaking.enterprises.models import Representative
from matchmaking.meetings.values import (
    LONGEST_MESSAGE,
    LONGEST_REASON,
    LONGEST_TOPIC,
    OtherTime,
    Proposal,
)
from matchmaking.web.forms import BaseForm, Filled
from matchmaking.web.language import language

WHOEVER = ""


def number_or_none(value: str | None) -> int | None:
    """Read a choice of a person; the empty one means whoever is free."""
    return int(value) if value and value.isdecimal() and len(value) < 10 else None  # noqa: PLR2004


def instant_or_none(value: str | None) -> datetime | None:
    """Read a time as pages send it: its start in UTC."""
    try:
        found = datetime.fromisoformat(value or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class PersonForm(BaseForm):
    """Choose who attends; whether they may is the service's to say."""

    person = SelectField(_l("Who comes for you"), coerce=str, validate_choice=False)

    def offer(self, people: Iterable[Representative], *, anybody: bool = True) -> None:
        """Let the person choose among these people, or whoever is free."""
        choices = [(WHOEVER, _("Whoever is free"))] if anybody else []
        choices += [(str(one.id), one.label.first(language())) for one in people]
        self.person.choices = choices

    @property
    def chosen(self) -> int | None:
        """Return the key of the person chosen, or nobody in particular."""
        return number_or_none(self.person.data)


class TimeForm(PersonForm):
    """Choose one of the free times."""

    slot = StringField(_l("When?"), [Filled(_l("Choose one of the free times."))])

    def validate_slot(self, field: StringField) -> None:
        """Refuse what is no instant."""
        if instant_or_none(field.data) is None:
            raise ValidationError(_("Choose one of the free times."))

    @property
    def starts_at(self) -> datetime:
        """Return the start of the time chosen."""
        found = instant_or_none(self.slot.data)
        if found is None:
            raise ValueError(self.slot.data)
        return found


class MeetingRequestForm(TimeForm):
    """Ask a partner for a meeting."""

    topic = StringField(
        _l("What would you like to talk about?"),
        [Filled(_l("Say in a few words what it is about.")), Length(max=LONGEST_TOPIC)],
    )
    message = TextAreaField(_l("Message"), [Length(max=LONGEST_MESSAGE)])

    def proposal(self) -> Proposal:
        """Return the validated input as the value the service takes."""
        return Proposal(
            starts_at=self.starts_at,
            topic=self.topic.data or "",
            message=self.message.data or "",
            representative_id=self.chosen,
        )


class OtherTimeForm(TimeForm):
    """Propose another time to the other side."""

    message = StringField(_l("Message"), [Length(max=LONGEST_REASON)])

    def other_time(self) -> OtherTime:
        """Return the validated input as the value the service takes."""
        return OtherTime(self.starts_at, self.message.data or "", self.chosen)


class ConfirmForm(PersonForm):
    """Accept a request: who comes, and what becomes of the other requests for this time."""

    keep_rivals = BooleanField(_l("Keep the other requests for this time open for a colleague"))


class ReassignForm(PersonForm):
    """Let somebody else attend."""


class ReasonForm(BaseForm):
    """Say why, to the other side."""

    reason = StringField(_l("Reason"), [Length(max=LONGEST_REASON)])
