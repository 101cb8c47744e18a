"""Forms of the profile: identity, part, text, booth, and the reviewer's answer."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import Length, Optional

from matchmaking.core.wording import Name
from matchmaking.enterprises.labels import OWNERSHIPS, UNIT_TYPES
from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.enterprises.values import Identity, Ownership, Part, UnitType
from matchmaking.web.forms import BaseForm, Filled, choices

Choice = tuple[Any, Any]
REGISTER_FIELDS = ("legal_name", "territory_code", "legal_identifier")


def optional_key(value: object) -> int | None:
    """Return a chosen row's key, or nothing if nothing was chosen."""
    text = str(value or "")
    return int(text) if text.isdecimal() else None


def optional_ownership(value: object) -> Ownership | None:
    """Return a chosen ownership, or nothing."""
    return next((member for member in Ownership if member == value), None)


class IdentityForm(BaseForm):
    """Who an enterprise is."""

    name_en = StringField(_l("Name in English"), [Length(max=160)])
    name_zh = StringField(_l("Name in Chinese"), [Length(max=160)])
    legal_name = StringField(_l("Legal name"), [Filled(), Length(max=200)])
    territory_code = SelectField(_l("Country or region"), [Filled()])
    legal_identifier = StringField(_l("Legal identifier"), [Length(max=60)])
    unit_type = SelectField(
        _l("Kind of unit"), choices=choices(UNIT_TYPES.items()), coerce=UnitType
    )
    ownership = SelectField(
        _l("Ownership"),
        choices=choices([("", _l("Not stated")), *OWNERSHIPS.items()]),
        coerce=lambda value: optional_ownership(value) or "",
    )
    parent = StringField(_l("Parent enterprise"), [Length(max=200)])
    global_500_rank = IntegerField(_l("Rank among the Global 500"), [Optional()])
    website = URLField(_l("Website"), [Length(max=200)])

    @classmethod
    def of(cls, enterprise: Enterprise) -> "IdentityForm":
        """Return the form filled in with what is known."""
        known = {name: getattr(enterprise, name, None) for name in cls.typed_names()}
        parent = enterprise.parent
        known["parent"] = (parent.name_en or parent.name_zh) if parent else ""
        known["ownership"] = enterprise.ownership or ""
        form = cls(data=known)
        if enterprise.is_confirmed:
            for name in REGISTER_FIELDS:
                del form[name]
        return form

    @staticmethod
    def typed_names() -> tuple[str, ...]:
        """Return the fields that carry the same names as the enterprise's columns."""
        return (
            *("name_en", "name_zh", "legal_name", "territory_code", "legal_identifier"),
            *("unit_type", "global_500_rank", "website"),
        )

    def offer(self, territories: Iterable[Choice]) -> None:
        """Let the person choose among these countries and regions."""
        if "territory_code" in self:
            self.territory_code.choices = choices([("", _l("Choose")), *territories])

    def identity(self) -> Identity:
        """Return what was typed as the value the service takes."""
        return Identity(
            name=Name(self.name_en.data or "", self.name_zh.data or ""),
            legal_name=self._typed("legal_name"),
            territory_code=self._typed("territory_code"),
            legal_identifier=self._typed("legal_identifier"),
            unit_type=self.unit_type.data,
            ownership=optional_ownership(self.ownership.data),
            parent=self.parent.data or "",
            global_500_rank=self.global_500_rank.data,
            website=self.website.data or "",
        )

    def _typed(self, name: str) -> str:
        return str(self[name].data or "") if name in self else ""


class PartForm(BaseForm):
    """As what an enterprise takes part."""

    is_exhibitor = BooleanField(_l("Exhibitor: we show and sell"))
    is_buyer = BooleanField(_l("Buyer: we come to purchase"))
    area_id = SelectField(_l("Exhibition area"), coerce=lambda value: optional_key(value) or "")
    delegation_id = SelectField(
        _l("Trading delegation"), coerce=lambda value: optional_key(value) or ""
    )

    @classmethod
    def of(cls, participation: Participation) -> "PartForm":
        """Return the form filled in with what is known."""
        return cls(
            data={
                "is_exhibitor": participation.is_exhibitor,
                "is_buyer": participation.is_buyer,
                "area_id": participation.area_id or "",
                "delegation_id": participation.delegation_id or "",
            }
        )

    def offer(self, areas: Iterable[Choice], delegations: Iterable[Choice]) -> None:
        """Let the person choose among these areas and delegations."""
        self.area_id.choices = choices([("", _l("None")), *areas])
        self.delegation_id.choices = choices([("", _l("None")), *delegations])

    def part(self) -> Part:
        """Return what was chosen as the value the service takes."""
        return Part(
            is_exhibitor=self.is_exhibitor.data,
            is_buyer=self.is_buyer.data,
            area_id=optional_key(self.area_id.data),
            delegation_id=optional_key(self.delegation_id.data),
        )


class AboutForm(BaseForm):
    """What an enterprise says about itself."""

    about_en = TextAreaField(_l("In English"), [Length(max=3000)])
    about_zh = TextAreaField(_l("In Chinese"), [Length(max=3000)])

    def about(self) -> Name:
        """Return the text in both languages."""
        return Name(self.about_en.data or "", self.about_zh.data or "")


class BoothForm(BaseForm):
    """Which booth an exhibitor gets."""

    booth = StringField(_l("Booth"), [Length(max=40)])


class DecisionForm(BaseForm):
    """The reviewer's answer to the profile as they saw it."""

    version = HiddenField(validators=[Filled()])
    reason = TextAreaField(_l("What must be changed"), [Length(max=1000)])

    @property
    def seen_version(self) -> int:
        """Return the version of the profile the reviewer looked at."""
        return optional_key(self.version.data) or 0
