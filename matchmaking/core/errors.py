"""Errors that word their own message from facts. One handler shows them all."""

from collections.abc import Mapping
from typing import Any

from matchmaking.core.wording import Sentence, say


class MatchmakingError(Exception):
    """A rule of the fair was met: the base of all errors that people may see.

    ``rule`` is a stable kebab-case name of the rule for the API; ``field`` names the input
    it belongs to, if one does; ``status`` is how the web answers.
    """

    status = 400
    rule = "bad-request"

    def __init__(self, sentence: Sentence, *, field: str | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.field = field

    def members(self) -> Mapping[str, Any]:
        """Return what a program is told beside the sentence, such as other times that are free."""
        return {}


class NotFoundError(MatchmakingError):
    """There is no such object, or it is none of this person's business."""

    status = 404
    rule = "not-found"

    def __init__(self, sentence: Sentence | None = None) -> None:
        super().__init__(sentence or say("There is nothing at this address."))


class ForbiddenError(MatchmakingError):
    """The person may see the object but not do this to it."""

    status = 403
    rule = "forbidden"

    def __init__(self, sentence: Sentence | None = None) -> None:
        super().__init__(sentence or say("Your role does not allow this."))


class ConflictError(MatchmakingError):
    """The state of things does not allow this now: a seat is gone, a table taken."""

    status = 409
    rule = "conflict"


class OverError(MatchmakingError):
    """What was handed out for one use or a short time is used or too old."""

    status = 410
    rule = "over"


class ChangedMeanwhileError(ConflictError):
    """Somebody else changed the object first."""

    rule = "changed-meanwhile"

    def __init__(self) -> None:
        super().__init__(
            say("Somebody else changed this first. Look at it again, then repeat your step.")
        )


class GoneMeanwhileError(ConflictError):
    """Something that was to be referred to has just been removed."""

    rule = "gone-meanwhile"

    def __init__(self) -> None:
        super().__init__(
            say(
                "Something that this needs has just been removed. Nothing was saved: look at it "
                "again, then repeat your step."
            )
        )


class InvalidInputError(MatchmakingError):
    """What was entered breaks a rule; ``field`` names the input."""

    status = 422
    rule = "invalid-input"
