"""What every step on a deal carries: the version the person had before their eyes."""

from wtforms import HiddenField

from matchmaking.web.forms import BaseForm


class SeenForm(BaseForm):
    """A step taken on what the person saw: the version of the deal on their page."""

    version = HiddenField()

    @property
    def seen(self) -> int | None:
        """Return the version, if the page sent one."""
        typed = self.version.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < len(str(2**31)) else None
