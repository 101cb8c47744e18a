"""Booking a signing slot, and naming an enterprise."""

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length

from matchmaking.core.wording import Name
from matchmaking.enterprises.models import Representative
from matchmaking.web.forms import BaseForm, Filled
from matchmaking.web.language import enumerated, language

Matches = list[tuple[int, Name]]


class PartyForm(BaseForm):
    """One enterprise, by its name in either language."""

    party = StringField(_l("Enterprise"), [Filled(), Length(max=200)])

    def only_match(self, matches: Matches) -> int | None:
        """Return the one enterprise that was meant; otherwise say on the field what to do."""
        return only_match(self.party, matches)


class SigningForm(BaseForm):
    """Who signs what with whom."""

    subject = StringField(_l("What is signed"), [Filled(), Length(max=300)])
    party = StringField(_l("First party"), [Length(max=200)])
    counterpart = StringField(_l("Other party"), [Filled(), Length(max=200)])
    signer_id = SelectField(_l("Who signs for you"), [], validate_choice=False)

    def offer(self, people: Iterable[Representative]) -> None:
        """Let one choose among one's own people."""
        named = [(str(one.id), one.label.first(language())) for one in people]
        self.signer_id.choices = [("", gettext("Not known yet")), *named]

    @property
    def signer(self) -> int | None:
        """Return the chosen person."""
        chosen = self.signer_id.data or ""
        return int(chosen) if chosen.isdecimal() and len(chosen) < len(str(2**31)) else None


def only_match(field: StringField, matches: Matches) -> int | None:
    """Return the one enterprise that was meant; otherwise say on the field what to do."""
    if len(matches) == 1:
        return matches[0][0]
    names = enumerated(name.first(language()) for _key, name in matches)
    said = (
        gettext("Several enterprises match: %(names)s. Write the whole name.", names=names)
        if matches
        else gettext("No enterprise of this expo has “%(typed)s” in its name.", typed=field.data)
    )
    field.errors = [*field.errors, said]
    return None
