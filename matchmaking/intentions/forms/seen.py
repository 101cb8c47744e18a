"""What every step on a deal carries: the version the person had before their eyes."""

from wtforms import HiddenField

from matchmaking.core.errors import ChangedMeanwhileError, InvalidInputError, MatchmakingError
from matchmaking.core.wording import say
from matchmaking.intentions.models import Intention
from matchmaking.web.forms import BaseForm
from matchmaking.web.language import spoken

CHANGED = say(
    "Somebody changed this deal meanwhile. What you typed is still here: compare it with the deal "
    "as it stands now, then send it again."
)


class SeenForm(BaseForm):
    """A step taken on what the person saw: the version of the deal on their page."""

    version = HiddenField()
    is_outdated = False
    status = InvalidInputError.status

    @property
    def seen(self) -> int | None:
        """Return the version, if the page sent one."""
        typed = self.version.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < len(str(2**31)) else None

    def refuse_about(self, deal: Intention, error: MatchmakingError) -> None:
        """Show why the step was refused; what was typed stays.

        Where the deal has changed, the page shows it as it is now, so that sending the form once
        more is a decision about that.
        """
        self.status = error.status
        self.is_outdated = isinstance(error, ChangedMeanwhileError)
        if self.is_outdated:
            self.version.data = str(deal.version)
            self.form_errors.append(spoken(CHANGED))
        else:
            self.refuse(error)
