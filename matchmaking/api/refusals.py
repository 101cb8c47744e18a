"""Rules of the fair as callers of the interface meet them."""

from collections.abc import Iterator
from contextlib import contextmanager

from matchmaking.core.errors import InvalidInputError, MatchmakingError
from matchmaking.core.wording import say


class MeetingElsewhereError(InvalidInputError):
    """A deal names a meeting that is not one of its two parties."""

    rule = "meeting-of-both"

    def __init__(self) -> None:
        super().__init__(
            say("There is no such meeting between you and this partner."), field="meeting_id"
        )


@contextmanager
def fields_named(**names: str) -> Iterator[None]:
    """Let a rule name the field the caller sent, not the one of the pages' form."""
    try:
        yield
    except MatchmakingError as error:
        error.field = names.get(error.field or "", error.field)
        raise
