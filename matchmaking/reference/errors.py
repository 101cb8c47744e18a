"""What can go wrong with reference lists."""

from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.core.wording import say


class UnknownHsCodeError(InvalidInputError):
    """What was typed is no code of the Harmonised System."""

    rule = "unknown-hs-code"

    def __init__(self, text: str, *, field: str = "hs_code") -> None:
        super().__init__(
            say(
                "“%(text)s” is not a code of the Harmonised System 2022. Type 2, 4 or 6 digits, "
                "such as 8708 or 8708.30.",
                text=text,
            ),
            field=field,
        )


class RateRefusedError(InvalidInputError):
    """What was entered can't be an exchange rate."""

    rule = "no-such-rate"

    def __init__(self) -> None:
        super().__init__(
            say("Enter the rate as a number above 0 with a decimal point, such as 1103.45."),
            field="value",
        )


class RateNotNeededError(ConflictError):
    """The central bank has the rate: entering another would only confuse."""

    rule = "rate-not-needed"

    def __init__(self, currency: str) -> None:
        super().__init__(
            say(
                "The European Central Bank has a rate for %(currency)s on this day; it is used.",
                currency=currency,
            ),
            field="currency",
        )


class RateExistsError(ConflictError):
    """This source's rate for the day was entered before; rates never change."""

    rule = "rate-exists"

    def __init__(self, source: str) -> None:
        super().__init__(
            say(
                "A rate of “%(source)s” for this day has been entered already, and rates are "
                "never changed. Name another source, or choose another day.",
                source=source,
            ),
            field="source",
        )
