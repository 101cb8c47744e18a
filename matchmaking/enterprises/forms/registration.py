"""The form with which an enterprise nobody knows yet comes in."""

from collections.abc import Iterable

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    PasswordField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import Email, Length

from matchmaking.core.wording import Name
from matchmaking.enterprises.forms.profile import Choice
from matchmaking.enterprises.labels import UNIT_TYPES
from matchmaking.enterprises.values import Identity, Part, UnitType
from matchmaking.web.forms import BaseForm, Filled, choices

SHORTEST_PASSWORD = 10


class RegistrationForm(BaseForm):
    """You, your enterprise, and as what it takes part."""

    person_en = StringField(_l("Your name in Latin letters"), [Length(max=100)])
    person_zh = StringField(_l("Your name in Chinese"), [Length(max=100)])
    email = EmailField(_l("E-mail address"), [Filled(), Email(), Length(max=200)])
    password = PasswordField(_l("Password"), [Filled(), Length(min=SHORTEST_PASSWORD, max=200)])
    name_en = StringField(_l("Name in English"), [Length(max=160)])
    name_zh = StringField(_l("Name in Chinese"), [Length(max=160)])
    legal_name = StringField(_l("Legal name"), [Filled(), Length(max=200)])
    territory_code = SelectField(_l("Country or region"), [Filled()])
    legal_identifier = StringField(_l("Legal identifier"), [Length(max=60)])
    unit_type = SelectField(
        _l("Kind of unit"), choices=choices(UNIT_TYPES.items()), coerce=UnitType
    )
    edition_id = SelectField(_l("Edition"), [Filled()], coerce=int)
    is_exhibitor = BooleanField(_l("Exhibitor: we show and sell"))
    is_buyer = BooleanField(_l("Buyer: we come to purchase"))

    def offer(self, territories: Iterable[Choice], editions: Iterable[Choice]) -> None:
        """Let the person choose among these countries and regions, and these editions."""
        self.territory_code.choices = choices([("", _l("Choose")), *territories])
        self.edition_id.choices = choices(editions)

    def for_somebody_signed_in(self) -> None:
        """Ask for no account: the person has one."""
        del self.email
        del self.password

    def validate_person_en(self, field: StringField) -> None:
        """Ask for a name in at least one of the two scripts."""
        if not (field.data or self.person_zh.data):
            raise ValidationError(_("Type your name in at least one of the two scripts."))

    def identity(self) -> Identity:
        """Return what was typed about the enterprise."""
        return Identity(
            name=Name(self.name_en.data or "", self.name_zh.data or ""),
            legal_name=self.legal_name.data or "",
            territory_code=self.territory_code.data or "",
            legal_identifier=self.legal_identifier.data or "",
            unit_type=self.unit_type.data,
        )

    def part(self) -> Part:
        """Return as what the enterprise takes part."""
        return Part(is_exhibitor=self.is_exhibitor.data, is_buyer=self.is_buyer.data)

    def person(self) -> Name:
        """Return the person's name."""
        return Name(self.person_en.data or "", self.person_zh.data or "")
