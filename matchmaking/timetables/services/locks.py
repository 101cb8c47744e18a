"""What a search begins with and leaves where it is: the timetable so far, and locks by hand."""

from sqlalchemy.orm import Session

from matchmaking.timetables.models import Plan
from matchmaking.timetables.queries.differences import targets_of
from matchmaking.timetables.questions import Held
from matchmaking.timetables.questions.reading import standing_of
from matchmaking.timetables.services.repairing import held_of


def held_around(session: Session, plan: Plan) -> tuple[Held, ...] | None:
    """Return the seats to begin from for a plan made from another in which something is locked.

    What is locked there is locked here, wherever it stands so far; of everything else the
    timetable in force is the beginning, as always, and then there is nothing to return.
    """
    if plan.parent is None:
        return None
    locked = {one.pair: held_of(one) for one in targets_of(session, plan.parent) if one.is_locked}
    if not locked:
        return None
    standing = (one for one in standing_of(session, plan.round) if one.pair not in locked)
    return (*standing, *locked.values())
