"""What can stand in the way of changing a plan by hand, worded for people."""

from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.core.wording import Name, Sentence, say


class LockedMeetingError(ConflictError):
    """A locked meeting stays where it is."""

    rule = "meeting-locked"

    def __init__(self, one: Name, other: Name) -> None:
        super().__init__(
            say(
                "The meeting of %(one)s and %(other)s is locked where it is. Unlock it first.",
                one=one,
                other=other,
            )
        )


class TheirOwnTimeError(ConflictError):
    """The two sides have arranged, or moved, the meeting themselves: it stays where it is."""

    rule = "time-agreed"

    def __init__(self, one: Name, other: Name) -> None:
        super().__init__(
            say(
                "%(one)s and %(other)s have agreed on their time themselves: no plan changes it.",
                one=one,
                other=other,
            )
        )


class CanNotSitThereError(ConflictError):
    """The plan would break a rule: somebody is elsewhere, a place is taken, a limit is reached."""

    rule = "seat-not-possible"

    def __init__(self, why: Sentence) -> None:
        super().__init__(say("Nothing was changed. %(why)s", why=why), field="slot")


class NotARepairError(ConflictError):
    """Only a repair that is not published can be declined."""

    rule = "not-a-repair"

    def __init__(self) -> None:
        super().__init__(say("Only a repair that is not published can be declined."))


class RepairOvertakenError(ConflictError):
    """What a repair mends changed while it was computed, and once more while that was repeated."""

    rule = "repair-overtaken"

    def __init__(self) -> None:
        super().__init__(
            say(
                "No repair was kept: something changed while it was computed, and again while that "
                "was repeated. Look at what stands now, then compute it again."
            )
        )


class PlaceStateError(ConflictError):
    """The place is closed, or open, already: somebody else did it."""

    rule = "place-state"

    def __init__(self, *, is_open: bool) -> None:
        super().__init__(
            say("This place is open already.") if is_open else say("This place is closed already.")
        )


class ClosingReasonError(InvalidInputError):
    """Whoever closes a place says why."""

    rule = "reason-needed"

    def __init__(self) -> None:
        super().__init__(
            say("Say why the place is closed: whoever looks at it is told."), field="reason"
        )
