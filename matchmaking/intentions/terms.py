"""What a deal is about, as values: its terms, its lines, a file that shows it, other amounts."""

from dataclasses import dataclass, field
from datetime import date

from matchmaking.core.money import Money
from matchmaking.core.numbers import number_typed
from matchmaking.core.wording import Sentence, say
from matchmaking.intentions.errors import QuantityError
from matchmaking.intentions.values import IntentionKind, Side


@dataclass(frozen=True)
class Line:
    """One line of a deal."""

    description: str
    amount: Money
    hs_code: str | None = None
    quantity: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Terms:
    """What the parties agreed. ``one_year`` is the part of ``full_value`` that counts."""

    kind: IntentionKind
    title: str
    full_value: Money
    one_year: Money
    signed_on: date
    term_months: int = 12
    is_on_site: bool = True
    contract_number: str = ""
    framework_id: int | None = None
    replaces_id: int | None = None
    lines: tuple[Line, ...] = field(default=())


@dataclass(frozen=True)
class Filing:
    """Who files a deal with whom: the author's participation and side, and where it came from."""

    author_participation_id: int
    partner_participation_id: int
    side: Side
    meeting_id: int | None = None


@dataclass(frozen=True)
class Amounts:
    """The amounts of a deal, in one currency."""

    full_value: Money
    one_year: Money

    @property
    def in_words(self) -> Sentence:
        """Return both in words: whoever signs reads both."""
        return say(
            "%(one_year)s within one year, full value %(full)s",
            one_year=self.one_year,
            full=self.full_value,
        )


@dataclass(frozen=True)
class Upload:
    """A file somebody sent."""

    file_name: str
    content: bytes


def quantity_typed(text: str, *, field: str) -> str:
    """Return a quantity as decimal text, without separators; a line may be without one.

    Raises:
        QuantityError: it is no number above 0.
    """
    if not text.strip():
        return ""
    number = number_typed(text)
    if not number:
        raise QuantityError(text, field)
    return f"{number:f}"
