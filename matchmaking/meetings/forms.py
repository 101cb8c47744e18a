"""Forms of the meetings."""

from collections.abc import Iterable
from datetime import UTC, datetime

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from matchmaking.enterprises.models import Representative
from matchmaking.meetings.values import LONGEST_MESSAGE, LONGEST_REASON, LONGEST_TOPIC, Proposal
from matchmaking.web.forms import BaseForm
from matchmaking.web.language import language

WHOEVER = ""


def number_or_none(value: str | None) -> int | None:
    """Read a choice of a person; the empty one means whoever is free."""
    return int(value) if value and value.isdecimal() and len(value) < 10 else None  # noqa: PLR2004


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


class MeetingRequestForm(PersonForm):
    """Ask a partner for a meeting."""

    slot = StringField(_l("When?"), [InputRequired(_l("Choose one of the free times."))])
    topic = StringField(
        _l("What would you like to talk about?"),
        [InputRequired(_l("Say in a few words what it is about.")), Length(max=LONGEST_TOPIC)],
    )
    message = TextAreaField(_l("Message"), [Length(max=LONGEST_MESSAGE)])

    def validate_slot(self, field: StringField) -> None:
        """Refuse what is no instant."""
        try:
            datetime.fromisoformat(field.data or "")
        except ValueError:
            raise ValidationError(_("Choose one of the free times.")) from None

    def proposal(self) -> Proposal:
        """Return the validated input as the value the service takes."""
        starts_at = datetime.fromisoformat(self.slot.data or "")
        return Proposal(
            starts_at=starts_at if starts_at.tzinfo else starts_at.replace(tzinfo=UTC),
            topic=self.topic.data or "",
            message=self.message.data or "",
            representative_id=self.chosen,
        )


class ConfirmForm(PersonForm):
    """Accept a request: who comes, and what becomes of the other requests for this time."""

    keep_rivals = BooleanField(_l("Keep the other requests for this time open for a colleague"))


class ReassignForm(PersonForm):
    """Let somebody else attend."""


class ReasonForm(BaseForm):
    """Say why, to the other side."""

    reason = StringField(_l("Reason"), [Length(max=LONGEST_REASON)])
