"""What files are called: the edition, whose figures they are, when they were made."""

from datetime import datetime

from matchmaking.delegations.models import Delegation
from matchmaking.expo.models import Edition
from matchmaking.web.language import language


def file_name(
    edition: Edition, delegation: Delegation | None, ending: str, *, at: datetime, what: str = ""
) -> str:
    """Return the name of a file: ``ciie-2 Chongqing Trading Delegation 2019-11-05 1240.xlsx``."""
    label = delegation.label if delegation else edition.label
    made = f"{at.astimezone(edition.zone):%Y-%m-%d %H%M}"
    words = [edition.code, label.first(language()), what, made]
    return f"{' '.join(word for word in words if word)}.{ending}"
