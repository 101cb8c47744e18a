"""Words of the reference lists."""

from dataclasses import dataclass

from matchmaking.core.wording import Name


@dataclass(frozen=True)
class HsMatch:
    """A code a search found, with its own name and its chapter's, which is known in Chinese too."""

    code: str
    name: Name
    chapter: Name

    @property
    def dotted(self) -> str:
        """Return the code as tariffs print it: ``8708``, ``8708.30``."""
        return dotted(self.code)


def dotted(code: str) -> str:
    """Return a code as tariffs print it: ``87``, ``8708``, ``8708.30``."""
    return f"{code[:4]}.{code[4:]}" if len(code) > 4 else code  # noqa: PLR2004 - heading and rest
