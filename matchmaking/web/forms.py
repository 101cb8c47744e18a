"""The base of every form: stripped input, CSRF, and domain errors put on their field."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, ClassVar

from flask_babel import gettext
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, FieldList, FormField, HiddenField, SelectField, SelectMultipleField

# The published types are older than this class.
from wtforms.fields.choices import SelectChoice, SelectFieldBase  # type: ignore[attr-defined]
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm as AnyForm
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget, Select

from matchmaking.core.errors import ChangedMeanwhileError, MatchmakingError
from matchmaking.web.form_messages import PlainMessages
from matchmaking.web.language import spoken


class CheckboxListField(SelectMultipleField):
    """Several of a list, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class HonestSelect(Select):
    """A select that does not show the first of its list as chosen once what was chosen is gone."""

    def __call__(self, field: SelectFieldBase, **kwargs: Any) -> Markup:
        """Render it, with an empty choice at first if what was sent is not in the list."""
        html = super().__call__(field, **kwargs)
        if not field.raw_data or any(is_chosen for _, _, is_chosen, *_ in field.iter_choices()):
            return html
        head, rest = html.split(">", 1)
        empty = Markup('><option value="" selected>{}</option>').format(gettext("Choose"))
        return Markup(head) + empty + Markup(rest)  # noqa: S704 - as WTForms rendered it


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Return pairs of a value and its label as what a select or radio field offers."""
    return [SelectChoice(value, label) for value, label in pairs]


def strip(value: Any) -> Any:  # noqa: ANN401 - a form filter sees whatever its field made
    """Take the white space off both ends of typed text, and what no database keeps.

    What a field has made of the text already stays what it is: a word of an enum is a string, too.
    """
    is_text = isinstance(value, str) and not isinstance(value, Enum)
    return value.replace("\x00", "").strip() if is_text else value


class Filled(InputRequired):
    """Something must be entered: what is stripped from typed text is nothing."""

    def __call__(self, form: AnyForm, field: Field) -> None:
        """Refuse an empty field, and one with white space only."""
        if field.raw_data and not strip(field.raw_data[0]):
            field.raw_data = []
        super().__call__(form, field)


class BaseForm(FlaskForm):
    """A form of ours. What was typed stays in it; what was wrong is said beside the field."""

    class Meta(FlaskForm.Meta):
        """Translate WTForms' own messages and strip every text."""

        def get_translations(self, form: "BaseForm") -> PlainMessages:  # noqa: ARG002
            """Return our words instead of WTForms' own."""
            return PlainMessages()

        def bind_field(
            self,
            form: "BaseForm",
            unbound_field: "UnboundField[Field]",
            options: dict[str, Any],
        ) -> Field:
            """Add the stripping filter to every field that takes filters."""
            if issubclass(unbound_field.field_class, (FieldList, FormField)):
                whole: Field = unbound_field.bind(form=form, **options)
                return whole
            filters = [*unbound_field.kwargs.get("filters", ()), strip]
            if unbound_field.field_class is SelectField:
                options = {"widget": HonestSelect(), **options}
            field: Field = unbound_field.bind(form=form, filters=filters, **options)
            return field

    unplaced_errors: ClassVar[list[str]] = []

    def refuse(self, error: MatchmakingError) -> None:
        """Show a domain error on the field it belongs to, else above the form."""
        text = spoken(error.sentence)
        target = self._fields.get(error.field or "")
        if target is None:
            self.form_errors.append(text)
        else:
            target.errors = [*target.errors, text]


class SeenForm(BaseForm):
    """A form about something that others may change meanwhile: it carries the version one saw.

    ``beside`` has what stands there now, by field, where it is not what was typed.
    """

    version = HiddenField()
    is_outdated = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.beside: dict[str, str] = {}

    @property
    def seen(self) -> int:
        """Return the version that was on the page; 0, which nothing has, if none was sent."""
        typed = str((self.version.raw_data or [""])[0])
        return int(typed) if typed.isdecimal() and len(typed) < len(str(2**31)) else 0

    def values(self) -> dict[str, Any]:
        """Return what was entered, by the names of the fields."""
        return {field.name: field.data for field in self if not isinstance(field, HiddenField)}

    def refuse(self, error: MatchmakingError) -> None:
        """Show a domain error, and remember if the page is out of date."""
        super().refuse(error)
        self.is_outdated = isinstance(error, ChangedMeanwhileError)

    def compare(self, version: int, present: Mapping[str, Any]) -> None:
        """Show what stands there now beside what was typed: sent again, the form is about that."""
        self.version.data = str(version)
        self.beside = {
            name: "–" if value in {None, ""} else str(value)
            for name, value in present.items()
            if name in self and self[name].data != value
        }
