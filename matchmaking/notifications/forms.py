"""How somebody wants to be told."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from matchmaking.notifications.values import KIND_WORDS, WAY_WORDS, NoticeKind, Way
from matchmaking.web.forms import BaseForm, choices

WAYS = choices((way.value, _l(words.text)) for way, words in WAY_WORDS.items())


def _about(kind: NoticeKind, help_: str) -> RadioField:
    """Return the field that asks how notices of a kind are to come."""
    return RadioField(_l(KIND_WORDS[kind].text), choices=WAYS, description=help_)


class MailChoicesForm(BaseForm):
    """How each kind of notice is to come; the fields are named after the kinds."""

    meetings = _about(
        NoticeKind.MEETINGS,
        _l(
            "Requests, answers, other times, who comes. During the fair a request may have to be "
            "answered within an hour."
        ),
    )
    dialogues = _about(NoticeKind.DIALOGUES, _l("Seats you asked for, and waiting lists."))
    deals = _about(NoticeKind.DEALS, _l("Signatures, verification, corrections, exchange rates."))
    timetables = _about(
        NoticeKind.TIMETABLES, _l("Published timetables, and when wishes have to be handed in.")
    )
    organisers = _about(NoticeKind.ORGANISERS, _l("Whether your profile is approved."))

    def ways(self) -> dict[NoticeKind, Way]:
        """Return the way chosen for each kind."""
        return {kind: Way(self[kind.value].data) for kind in KIND_WORDS}
