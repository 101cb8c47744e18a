"""The form a deal is recorded with."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from babel.numbers import get_currency_name
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import Length, Optional

from matchmaking.core.errors import MatchmakingError
from matchmaking.core.money import Money, parse_amount
from matchmaking.intentions.errors import OneYearMissingError
from matchmaking.intentions.forms.seen import SeenForm
from matchmaking.intentions.models import Intention
from matchmaking.intentions.terms import Line, Terms, quantity_typed
from matchmaking.intentions.values import IntentionKind, Side
from matchmaking.intentions.words import KINDS
from matchmaking.reference.currencies import offered_currencies
from matchmaking.web.forms import BaseForm, Filled
from matchmaking.web.language import locale, spoken

MOST_LINES = 30
ONE_YEAR = 12
# What may be left out, and is folded while nothing stands in it.
MORE = (
    "term_months",
    "one_year",
    "contract_number",
    "is_on_site",
    "framework_id",
    "replaces_id",
    "lines",
)
HsCheck = Callable[[str, str], str | None]


class LineForm(BaseForm):
    """One line: what, how much, for how much."""

    class Meta(BaseForm.Meta):
        """The form around the lines carries the token against forgery for all of them."""

        csrf = False

    description = StringField(_l("What"), [Length(max=200)])
    hs_code = StringField(_l("HS code"), [Length(max=200)])
    quantity = StringField(_l("Quantity"), [Length(max=40)])
    unit = StringField(_l("Unit"), [Length(max=40)])
    amount = StringField(_l("Amount"), [Length(max=40)])

    @property
    def is_blank(self) -> bool:
        """Return whether nothing was typed."""
        return not any((field.data or "").strip() for field in self)


class TermsForm(SeenForm):
    """What was agreed. Title, amount and currency are enough; the rest is filled in."""

    side = RadioField(_l("Our side"), validate_choice=True)
    kind = SelectField(_l("What was signed"), coerce=IntentionKind)
    title = StringField(_l("Title"), [Filled(), Length(max=200)])
    full_value = StringField(_l("Full value"), [Length(max=40)])
    currency = SelectField(_l("Currency"))
    one_year = StringField(_l("Of this within one year"), [Length(max=40)])
    term_months = IntegerField(_l("Term in months"), [Optional()])
    signed_on = DateField(_l("Signed on"), [Filled()])
    is_on_site = BooleanField(_l("Signed at the fair"))
    contract_number = StringField(_l("Contract number"), [Length(max=80)])
    framework_id = SelectField(_l("Under the framework agreement"), coerce=int)
    replaces_id = SelectField(_l("Replaces the intention"), coerce=int)
    lines = FieldList(FormField(LineForm), label=_l("Lines"), max_entries=MOST_LINES)

    def offer(self, *, base_currency: str, known: Iterable[Intention]) -> None:
        """Let the person choose among kinds, currencies, and the parties' earlier deals."""
        self.kind.choices = [(kind.value, spoken(words)) for kind, words in KINDS.items()]
        self.side.choices = [
            (Side.BUYER.value, _("We buy, or host the investment")),
            (Side.SELLER.value, _("We sell, or invest")),
        ]
        self.currency.choices = currency_choices(base_currency)
        deals = list(known)
        frameworks = [deal for deal in deals if deal.kind is IntentionKind.FRAMEWORK]
        self.framework_id.choices = _numbered(frameworks)
        self.replaces_id.choices = _numbered(deals)

    @property
    def has_more(self) -> bool:
        """Return whether something stands in what may be left out, or is wrong there."""
        typed = (self.one_year, self.contract_number, self.framework_id, self.replaces_id)
        return (
            any(self[name].errors for name in MORE)
            or any(field.data for field in typed)
            or self.term_months.data not in {None, ONE_YEAR}
            or not self.is_on_site.data
            or any(not entry.form.is_blank for entry in self.lines.entries)
        )

    def refuse(self, error: MatchmakingError) -> None:
        """Show an error on its field; a line's on the line's own field."""
        name, _dash, rest = (error.field or "").partition("-")
        if name == "lines" and rest:
            place, part = rest.split("-")
            entry = self.lines.entries[int(place)]
            field = entry.form[part]
            field.errors = [*field.errors, spoken(error.sentence)]
            self.lines.errors = [entry.errors]
        elif error.field == "lines":
            self.form_errors.append(spoken(error.sentence))
        else:
            super().refuse(error)

    def terms(self, hs_code: HsCheck) -> Terms:
        """Return what was typed as the value the service takes.

        Raises:
            InvalidInputError: an amount or a code makes no sense; names the field.
        """
        currency = self.currency.data
        full_value = parse_amount(self.full_value.data or "0", currency, field="full_value")
        term_months = ONE_YEAR if self.term_months.data is None else self.term_months.data
        if not self.one_year.data and term_months > ONE_YEAR:
            raise OneYearMissingError
        one_year = (
            parse_amount(self.one_year.data, currency, field="one_year")
            if self.one_year.data
            else full_value
        )
        return Terms(
            kind=self.kind.data,
            title=self.title.data or "",
            full_value=full_value,
            one_year=one_year,
            signed_on=self.signed_on.data or date.min,
            term_months=term_months,
            is_on_site=bool(self.is_on_site.data),
            contract_number=self.contract_number.data or "",
            framework_id=self.framework_id.data or None,
            replaces_id=self.replaces_id.data or None,
            lines=tuple(self._lines(hs_code)),
        )

    def _lines(self, hs_code: HsCheck) -> Iterable[Line]:
        for place, entry in enumerate(self.lines.entries):
            if entry.form.is_blank:
                continue
            typed = entry.form.data
            name = f"lines-{place}"
            yield Line(
                description=(typed["description"] or "").strip(),
                amount=parse_amount(
                    typed["amount"] or "0", self.currency.data, field=f"{name}-amount"
                ),
                hs_code=hs_code((typed["hs_code"] or "").strip(), f"{name}-hs_code"),
                quantity=quantity_typed(typed["quantity"] or "", field=f"{name}-quantity"),
                unit=(typed["unit"] or "").strip(),
            )


def values_of(intention: Intention) -> dict[str, Any]:
    """Return a draft as what the form shows."""
    return {
        "version": str(intention.version),
        "side": intention.author_side.value,
        "kind": intention.kind,
        "title": intention.title,
        "currency": intention.currency,
        "full_value": typed_amount(intention.full_value),
        "one_year": typed_amount(intention.one_year),
        "term_months": intention.term_months,
        "signed_on": intention.signed_on,
        "is_on_site": intention.is_on_site,
        "contract_number": intention.contract_number,
        "framework_id": intention.framework_id or 0,
        "replaces_id": intention.replaces_id or 0,
        "lines": [
            {
                "description": line.description,
                "hs_code": line.hs_code or "",
                "quantity": line.quantity,
                "unit": line.unit,
                "amount": typed_amount(Money(line.amount_minor, intention.currency)),
            }
            for line in intention.lines
        ],
    }


def fresh_values(*, side: Side, currency: str, today: date, title: str) -> dict[str, Any]:
    """Return what a new deal's form proposes."""
    return {
        "side": side.value,
        "kind": IntentionKind.CONTRACT,
        "title": title,
        "currency": currency,
        "term_months": ONE_YEAR,
        "signed_on": today,
        "is_on_site": True,
        "framework_id": 0,
        "replaces_id": 0,
    }


def typed_amount(money: Money) -> str:
    """Return an amount as people type it."""
    return f"{money.major:,}"


def currency_choices(base_currency: str) -> dict[str, list[tuple[str, str]]]:
    """Return the currencies to choose from, those people mostly need first."""
    often, others = offered_currencies(base_currency)
    return {
        _("Often used"): [currency_choice(code) for code in often],
        _("All currencies"): [currency_choice(code) for code in others],
    }


def currency_choice(code: str) -> tuple[str, str]:
    """Return a currency as a select offers it; of the youngest Babel knows the code alone."""
    name = get_currency_name(code, locale=locale())
    return code, code if name == code else f"{code} · {name}"


def _numbered(deals: Iterable[Intention]) -> list[tuple[int, str]]:
    chosen = [(deal.id, f"{deal.number} · {deal.title}") for deal in deals]
    return [(0, _("None")), *chosen]
