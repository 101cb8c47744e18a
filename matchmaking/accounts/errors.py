"""What can go wrong when people sign in."""

from matchmaking.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    MatchmakingError,
)
from matchmaking.core.wording import say


class SignInRefusedError(InvalidInputError):
    """The address and the password don't belong together; which of them is wrong is not told."""

    rule = "sign-in-refused"

    def __init__(self) -> None:
        super().__init__(
            say("This e-mail address and password don't match. Check both and try again."),
            field="password",
        )


class TooManyAttemptsError(MatchmakingError):
    """Somebody guesses passwords, for one account or from one address."""

    status = 429
    rule = "too-many-attempts"

    def __init__(self, minutes: int) -> None:
        super().__init__(
            say(
                "Too many attempts to sign in. Wait %(minutes)d minutes, then try again.",
                minutes=minutes,
            ),
            field="password",
        )


class EmailTakenError(ConflictError):
    """There is an account with this address already."""

    rule = "email-taken"

    def __init__(self, email: str) -> None:
        super().__init__(
            say("There is an account for %(email)s already.", email=email), field="email"
        )


class NotYourHatError(ForbiddenError):
    """Somebody tried to act in a role that was not granted to them."""

    def __init__(self) -> None:
        super().__init__(say("This role has not been granted to you."))
