"""Signing in."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, PasswordField, RadioField, StringField
from wtforms.validators import EqualTo, Length

from matchmaking.accounts.values import LONGEST_PASSWORD, SHORTEST_PASSWORD
from matchmaking.web.forms import BaseForm, Filled, choices
from matchmaking.web.language import LANGUAGES


class SignInForm(BaseForm):
    """Sign in with an e-mail address and a password."""

    email = EmailField(_l("E-mail address"), [Filled(), Length(max=200)])
    password = PasswordField(_l("Password"), [Filled(), Length(max=LONGEST_PASSWORD)])


class EmptyForm(BaseForm):
    """A form of one button: it only carries the token against forgery."""


class AccountForm(BaseForm):
    """How a person is called and in which language they read."""

    name = StringField(_l("Name"), [Filled(), Length(max=100)])
    language = RadioField(_l("Language"), choices=choices(LANGUAGES.items()))


class PasswordForm(BaseForm):
    """Another password."""

    old = PasswordField(_l("Present password"), [Filled(), Length(max=200)])
    new = PasswordField(
        _l("New password"), [Filled(), Length(min=SHORTEST_PASSWORD, max=LONGEST_PASSWORD)]
    )
    again = PasswordField(
        _l("New password, again"),
        [Filled(), EqualTo("new", _l("The two passwords differ."))],
    )
    with_tokens = BooleanField(_l("End the tokens of my programs too"))


class ForgottenForm(BaseForm):
    """Whose password was forgotten."""

    email = EmailField(_l("E-mail address"), [Filled(), Length(max=200)])


class WelcomeForm(BaseForm):
    """A password chosen by a link: the first, or one in the place of one forgotten."""

    new = PasswordField(
        _l("New password"), [Filled(), Length(min=SHORTEST_PASSWORD, max=LONGEST_PASSWORD)]
    )
    again = PasswordField(
        _l("New password, again"),
        [Filled(), EqualTo("new", _l("The two passwords differ."))],
    )
