"""What can go wrong when people sign in."""

from matchmaking.core.errors import (
    ConflictError,
    InvalidInputError,
    MatchmakingError,
    NotFoundError,
    OverError,
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

    def __init__(self, minutes: int, *, field: str = "password") -> None:
        super().__init__(
            say(
                "Too many attempts. Wait %(minutes)d minutes, then try again.",
                minutes=minutes,
            ),
            field=field,
        )


class EmailTakenError(ConflictError):
    """There is an account with this address already."""

    rule = "email-taken"

    def __init__(self, email: str) -> None:
        super().__init__(
            say("There is an account for %(email)s already.", email=email), field="email"
        )


class NotYourHatError(NotFoundError):
    """Somebody tried to act in a role that was not granted to them: to them it does not exist."""


class WrongPasswordError(InvalidInputError):
    """The old password was mistyped when setting a new one."""

    rule = "wrong-password"

    def __init__(self) -> None:
        super().__init__(say("This is not your present password."), field="old")


class InvitationUsedError(OverError):
    """The invitation was used before: the account has a password."""

    rule = "invitation-used"

    def __init__(self) -> None:
        super().__init__(say("This invitation was used already. Sign in with your password."))


class InvitationExpiredError(OverError):
    """The link is too old, or was not copied whole."""

    rule = "invitation-expired"

    def __init__(self) -> None:
        super().__init__(
            say(
                "This invitation is no longer valid, or its address was not copied whole. Ask for "
                "a new one."
            )
        )


class PasswordLinkOverError(OverError):
    """The link was used, is too old, or was not copied whole."""

    rule = "password-link-over"

    def __init__(self) -> None:
        super().__init__(
            say(
                "This link was used already, is too old, or was not copied whole. Ask for a new "
                "one."
            )
        )


class SameAddressError(InvalidInputError):
    """The new address is the present one."""

    rule = "same-address"

    def __init__(self) -> None:
        super().__init__(say("This is the present address."), field="email")


class AddressLinkOverError(OverError):
    """The link was used, is too old or somebody else's, or was not copied whole."""

    rule = "address-link-over"

    def __init__(self) -> None:
        super().__init__(
            say(
                "This link was used already, is too old, is for another account, or was not copied "
                "whole. Ask for a new one under “My account”."
            )
        )


class UnknownAccountError(InvalidInputError):
    """Nobody has an account with this address, and there is no name to make one."""

    rule = "unknown-account"

    def __init__(self, email: str) -> None:
        super().__init__(
            say(
                "Nobody has an account with the address %(email)s yet. Write the person's name, "
                "and one is made.",
                email=email,
            ),
            field="name",
        )


class GrantedAlreadyError(ConflictError):
    """The person has this role already."""

    rule = "granted-already"

    def __init__(self, email: str) -> None:
        super().__init__(say("%(email)s has this role already.", email=email), field="email")


class LastOrganiserError(ConflictError):
    """Without this grant nobody could organise the edition."""

    rule = "last-organiser"

    def __init__(self) -> None:
        super().__init__(say("An edition needs an organiser. Grant somebody else this role first."))
