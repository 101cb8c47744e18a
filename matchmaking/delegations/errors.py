"""What can go wrong with delegations."""

from matchmaking.core.errors import ConflictError
from matchmaking.core.wording import say


class CodeTakenError(ConflictError):
    """Another delegation of the edition has this code."""

    rule = "delegation-code-taken"

    def __init__(self, code: str) -> None:
        super().__init__(
            say("Another delegation of this edition has the code %(code)s.", code=code),
            field="code",
        )
