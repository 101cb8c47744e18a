"""What can go wrong with reference lists."""

from matchmaking.core.errors import InvalidInputError
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
