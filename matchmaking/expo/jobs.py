"""What happens to editions by itself."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.expo.passing import note_passed


def note_passed_moments(session_factory: Callable[[], Session], at: datetime) -> int:
    """Write down what opened or closed by itself; return how much. Meant for every minute."""
    with session_factory() as session:
        count = note_passed(session, at=at)
        session.commit()
        return count
