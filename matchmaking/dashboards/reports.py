"""What one takes along from a board as a file or a sheet, as frozen values."""

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaking.core.money import Money
from matchmaking.core.wording import Name
from matchmaking.dashboards.figures import Board, Ranked
from matchmaking.intentions.queries.listing import ListedDeal


@dataclass(frozen=True)
class TopPartner:
    """A seller and what a delegation's counted purchases from it come to."""

    label: Name
    territory: Name
    amount: Money
    deals: int


@dataclass(frozen=True)
class Report:
    """A board with the deals behind it as of the same entry: what one takes along as a file.

    ``ranked`` are the delegations of the whole expo; a delegation's report has none.
    """

    board: Board
    partners: Sequence[TopPartner]
    deals: Sequence[ListedDeal]
    projects: Sequence[ListedDeal]
    ranked: Sequence[Ranked]
