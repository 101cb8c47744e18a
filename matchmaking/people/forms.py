"""The forms that give a role and change an e-mail address."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import Email, EqualTo, Length

from matchmaking.accounts.values import LONGEST_PASSWORD, Role
from matchmaking.people.services.roles import RoleProposal
from matchmaking.web.forms import BaseForm, Filled, choices

LONGEST_REASON = 300
ROLES = {
    Role.ORGANISER: _l("Organiser: everything in this edition"),
    Role.DELEGATION_LEAD: _l("Delegation lead: a delegation and everything below it"),
    Role.STAFF: _l("On-site staff"),
}


class AddressForm(BaseForm):
    """Another address to sign in with, and the password of whoever asks."""

    email = EmailField(_l("New e-mail address"), [Filled(), Email(), Length(max=200)])
    old = PasswordField(_l("Present password"), [Filled(), Length(max=LONGEST_PASSWORD)])


class NewAddressForm(BaseForm):
    """Another address for somebody else: typed twice, for a mistyped one is a stranger's."""

    email = EmailField(_l("New e-mail address"), [Filled(), Email(), Length(max=200)])
    email_again = EmailField(
        _l("New e-mail address, again"),
        [Filled(), EqualTo("email", _l("The two addresses differ."))],
    )
    reason = StringField(_l("Reason"), [Filled(), Length(max=LONGEST_REASON)])


class RoleForm(BaseForm):
    """Who gets which role."""

    email = EmailField(_l("E-mail address"), [Filled(), Email(), Length(max=200)])
    name = StringField(_l("Name"), [Length(max=100)])
    role = RadioField(_l("Role"), choices=choices(ROLES.items()), coerce=Role)
    delegation_id = SelectField(_l("Trading delegation"), coerce=str)

    def offer(self, delegations: Iterable[tuple[Any, Any]]) -> None:
        """Let the person choose among these delegations."""
        self.delegation_id.choices = choices([("", _l("None")), *delegations])

    def proposal(self) -> RoleProposal:
        """Return what was typed as the value the service takes."""
        key = str(self.delegation_id.data or "")
        return RoleProposal(
            email=self.email.data or "",
            role=self.role.data,
            delegation_id=int(key) if key.isdecimal() else None,
            name=self.name.data or "",
        )
