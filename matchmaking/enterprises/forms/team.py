"""Forms of the people of an enterprise."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, RadioField, StringField
from wtforms.validators import Email, Length

from matchmaking.accounts.values import Role
from matchmaking.core.wording import Name
from matchmaking.enterprises.models import Representative
from matchmaking.enterprises.values import PersonText
from matchmaking.web.forms import BaseForm, CheckboxListField, Filled, choices

TEAM_ROLES = {
    Role.ENTERPRISE_ADMIN: _l("Administrator: may change everything"),
    Role.ENTERPRISE_MEMBER: _l("Member: books, meets and signs"),
}


class PersonForm(BaseForm):
    """Somebody who represents an enterprise."""

    name_en = StringField(_l("Name in Latin letters"), [Length(max=100)])
    name_zh = StringField(_l("Name in Chinese"), [Length(max=100)])
    title_en = StringField(_l("Position, in English"), [Length(max=100)])
    title_zh = StringField(_l("Position, in Chinese"), [Length(max=100)])
    languages = CheckboxListField(_l("Languages they speak"))
    is_contact = BooleanField(_l("Contact person: partners and the organiser turn to them"))

    @classmethod
    def of(cls, person: Representative) -> "PersonForm":
        """Return the form filled in with what is known."""
        return cls(
            data={
                **{name: getattr(person, name) for name in ("name_en", "name_zh", "is_contact")},
                **{name: getattr(person, name) for name in ("title_en", "title_zh")},
                "languages": [code for code in person.languages.split(",") if code],
            }
        )

    def offer(self, languages: list[tuple[str, Any]]) -> None:
        """Let the person choose among these languages."""
        self.languages.choices = choices(languages)

    def text(self) -> PersonText:
        """Return what was typed as the value the service takes."""
        return PersonText(
            name=Name(self.name_en.data or "", self.name_zh.data or ""),
            title=Name(self.title_en.data or "", self.title_zh.data or ""),
            languages=tuple(self.languages.data or ()),
            is_contact=self.is_contact.data,
        )


class InvitationForm(BaseForm):
    """By which address a representative signs in, and what they may do."""

    email = EmailField(_l("E-mail address"), [Filled(), Email(), Length(max=200)])
    role = RadioField(
        _l("Role"),
        choices=choices(TEAM_ROLES.items()),
        coerce=Role,
        default=Role.ENTERPRISE_MEMBER,
    )


class TeamRoleForm(BaseForm):
    """Whether somebody manages the team."""

    role = RadioField(_l("Role"), choices=choices(TEAM_ROLES.items()), coerce=Role)
