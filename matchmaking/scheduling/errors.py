"""What can be wrong with a problem before anybody tries to solve it."""


class ProblemFileError(ValueError):
    """A problem file that does not fit the format: which field, and which rule it breaks."""

    def __init__(self, *, field: str, rule: str) -> None:
        """Word the complaint as one line that begins with the field."""
        super().__init__(f"{field}: {rule}")
        self.field = field
        self.rule = rule
