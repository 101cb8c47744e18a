"""What can go wrong with times and places."""

from datetime import datetime

from matchmaking.core.errors import ConflictError
from matchmaking.core.wording import Name, say
from matchmaking.expo.values import Holder, Resource


class OccupiedError(ConflictError):
    """Somebody or something would have to be in two places at once.

    ``holder`` is what stands in the way, if it could still be found; the slice that owns it
    words the clash for people.
    """

    rule = "in-two-places-at-once"

    def __init__(self, resource: Resource, holder: Holder | None) -> None:
        super().__init__(say("This time has just been taken. Choose another one."))
        self.resource = resource
        self.holder = holder


class ClashError(ConflictError):
    """A person already has something at this time; it is named."""

    rule = "in-two-places-at-once"

    def __init__(self, *, what: Name, starts_at: datetime, ends_at: datetime) -> None:
        super().__init__(
            say(
                "At this time there is already “%(what)s” (%(starts)s to %(ends)s).",
                what=what,
                starts=starts_at,
                ends=ends_at,
            )
        )
