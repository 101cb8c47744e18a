"""Small forms: a step with its reason, other amounts, a file, a rate."""

from datetime import date
from decimal import Decimal

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from matchmaking.core.money import parse_amount
from matchmaking.core.numbers import plain_number
from matchmaking.intentions.errors import AmountMissingError
from matchmaking.intentions.forms.seen import SeenForm
from matchmaking.intentions.forms.terms import currency_choice, currency_choices, typed_amount
from matchmaking.intentions.models import Intention
from matchmaking.intentions.terms import Amounts, Upload
from matchmaking.reference.currencies import offered_currencies
from matchmaking.reference.errors import RateRefusedError
from matchmaking.reference.rates import bank_quotes, inverted
from matchmaking.web.forms import BaseForm, Filled


class ReasonForm(SeenForm):
    """A step that tells the others why."""

    reason = TextAreaField(_l("Reason"), [Filled(), Length(max=500)])


class CorrectionForm(ReasonForm):
    """What the amounts should be."""

    currency = SelectField(_l("Currency"))
    full_value = StringField(_l("Full value"), [Filled(), Length(max=40)])
    one_year = StringField(_l("Of this within one year"), [Filled(), Length(max=40)])

    @classmethod
    def of(cls, intention: Intention, base_currency: str) -> "CorrectionForm":
        """Return the form with the amounts that stand."""
        form = cls(
            data={
                "version": str(intention.version),
                "currency": intention.currency,
                "full_value": typed_amount(intention.full_value),
                "one_year": typed_amount(intention.one_year),
            }
        )
        form.currency.choices = currency_choices(base_currency)
        return form

    def amounts(self) -> Amounts:
        """Return the corrected amounts.

        Raises:
            InvalidInputError: an amount makes no sense; names the field.
        """
        currency = self.currency.data
        if not self.full_value.data or not self.one_year.data:
            raise AmountMissingError
        return Amounts(
            full_value=parse_amount(self.full_value.data, currency, field="full_value"),
            one_year=parse_amount(self.one_year.data, currency, field="one_year"),
        )


class EvidenceForm(SeenForm):
    """A file that shows what was signed."""

    file = FileField(_l("File"), [Filled()])

    def upload(self) -> Upload:
        """Return the file as the value the service takes."""
        return Upload(self.file.data.filename or "", self.file.data.read())


class RateForm(BaseForm):
    """A rate an organiser enters, in whichever direction their source quotes it."""

    currency = SelectField(_l("Currency"))
    direction = RadioField(_l("What the source quotes"))
    value = StringField(_l("Rate"), [Filled(), Length(max=30)])
    quoted_on = DateField(_l("Day of the rate"), [Filled()])
    source = StringField(_l("Source"), [Filled(), Length(max=120)])

    def offer(self, *, base_currency: str) -> None:
        """Let the person choose a currency, and say in which direction the source quotes it."""
        often, others = offered_currencies(base_currency)
        self.currency.choices = [
            currency_choice(code)
            for code in sorted({*often, *others} - {base_currency})
            if not bank_quotes(code)
        ]
        self.direction.choices = [
            ("base", _("Units of the currency for 1 %(base)s", base=base_currency)),
            ("currency", _("%(base)s for 1 unit of the currency", base=base_currency)),
        ]

    @property
    def day(self) -> date:
        """Return the day of the rate."""
        return self.quoted_on.data or date.min

    def rate(self) -> Decimal:
        """Return what one unit of the currency is in the base currency.

        Raises:
            RateRefusedError: it is no positive number.
        """
        typed = plain_number(self.value.data or "")
        if not typed:
            raise RateRefusedError
        return inverted(typed) if self.direction.data == "base" else typed
