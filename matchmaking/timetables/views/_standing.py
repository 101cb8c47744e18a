"""What a round's page says about the plan in force, and the repair it offers."""

from typing import Any

from matchmaking.core.clock import utc_now
from matchmaking.timetables.models import Round
from matchmaking.timetables.queries.changes import offer_for
from matchmaking.timetables.queries.publications import count_fallen, in_force, publisher_of
from matchmaking.web.session import db


def standing_facts(round_: Round) -> dict[str, Any]:
    """Return what ``in_force_panel`` shows."""
    publication = in_force(db.session, round_.id)
    return {
        "publication": publication,
        "publisher": publisher_of(db.session, publication) if publication else "",
        "fallen": count_fallen(db.session, publication) if publication else 0,
        "offer": offer_for(db.session, round_, at=utc_now()) if publication else None,
    }
