"""What happens to meetings by itself."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.meetings import services


def expire_requests(session_factory: Callable[[], Session], at: datetime) -> int:
    """Close the requests nobody answered in time; return how many. Meant for every minute."""
    with session_factory() as session:
        count = services.expire_overdue(session, at=at)
        session.commit()
        return count
