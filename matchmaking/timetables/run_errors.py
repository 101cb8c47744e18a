"""What can stand in the way of a run, worded for people."""

from matchmaking.core.errors import ConflictError
from matchmaking.core.wording import say


class NobodyWishesError(ConflictError):
    """There are no wishes to make a plan of."""

    rule = "no-wishes"

    def __init__(self) -> None:
        super().__init__(
            say("No enterprise has handed in its wishes yet: there is nothing to make a plan of.")
        )


class NoSlotLeftError(ConflictError):
    """Every block of the round is over, or it has none."""

    rule = "no-slot-left"

    def __init__(self) -> None:
        super().__init__(say("The round has no meeting block that still has a slot to come."))


class TooManyWaitingError(ConflictError):
    """Enough plans of the round wait to be sought."""

    rule = "too-many-waiting"

    def __init__(self, most: int) -> None:
        super().__init__(
            say(
                "%(most)d plans of this round are waiting already. Let them finish first.",
                most=most,
            )
        )


class NotRunningError(ConflictError):
    """There is nothing to stop."""

    rule = "not-running"

    def __init__(self) -> None:
        super().__init__(say("The search for this plan has already ended."))
