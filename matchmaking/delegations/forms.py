"""The forms with which a delegation is formed and corrected."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import Length, Regexp

from matchmaking.core.wording import Name
from matchmaking.delegations.values import DelegationKind, DelegationOption
from matchmaking.web.forms import BaseForm, Filled, SeenForm, choices
from matchmaking.web.language import language

INDENT = "\u2003"
KINDS = {
    DelegationKind.LOCAL: _l("Of a province, city or district"),
    DelegationKind.CENTRAL_SOE: _l("Of central state-owned enterprises"),
    DelegationKind.HEALTH: _l("Of the health authorities"),
    DelegationKind.INDUSTRY: _l("Of an industry"),
}


def code_field() -> StringField:
    """Return a field for a delegation's code."""
    return StringField(
        _l("Code"),
        [
            Filled(),
            Length(max=40),
            Regexp(r"[\w.-]+$", message=_l("Letters, digits, dots and hyphens only.")),
        ],
    )


class DelegationForm(BaseForm):
    """A delegation, or a sub-delegation of another."""

    code = code_field()
    name_en = StringField(_l("Called, in English"), [Length(max=200)])
    name_zh = StringField(_l("Called, in Chinese"), [Length(max=200)])
    kind = RadioField(
        _l("Kind of delegation"), choices=choices(KINDS.items()), coerce=DelegationKind
    )
    parent = SelectField(_l("Below"), coerce=str)

    def offer(self, above: Iterable[DelegationOption]) -> None:
        """Let one choose among the delegations it may be below."""
        named = [
            (str(one.id), INDENT * (one.depth - 1) + one.name.first(language())) for one in above
        ]
        self.parent.choices = choices([("", _l("None")), *named])

    def name(self) -> Name:
        """Return the name that was typed."""
        return Name(self.name_en.data or "", self.name_zh.data or "")


class CorrectionForm(SeenForm):
    """What a delegation is called, and its code."""

    name_en = StringField(_l("Called, in English"), [Length(max=200)])
    name_zh = StringField(_l("Called, in Chinese"), [Length(max=200)])
    code = code_field()
