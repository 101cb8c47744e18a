"""Signing in."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from matchmaking.web.forms import BaseForm


class SignInForm(BaseForm):
    """Sign in with an e-mail address and a password."""

    email = EmailField(_l("E-mail address"), [InputRequired(), Length(max=200)])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=200)])


class EmptyForm(BaseForm):
    """A form of one button: it only carries the token against forgery."""
