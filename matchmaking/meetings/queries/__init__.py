"""Reading meetings: one with all its page shows, lists of them, and days in brief."""

from matchmaking.meetings.queries.briefs import Brief, briefs_by_key, unreported_by, waiting_for
from matchmaking.meetings.queries.listing import (
    Tab,
    Wanted,
    counts_by_tab,
    expires_soon,
    is_to_come,
    is_unreported,
    listed,
    visible_to,
)
from matchmaking.meetings.queries.meetings import (
    meeting_of,
    open_between,
    overdue,
    overdue_proposals,
    people_of,
    rivals_of,
    told_for,
    vetoes_between,
    vetoes_of,
)
from matchmaking.meetings.queries.times import (
    ALTERNATIVES,
    alternatives,
    first_of,
    free_between,
    other_times,
    own_places,
)

__all__ = [
    "ALTERNATIVES",
    "Brief",
    "Tab",
    "Wanted",
    "alternatives",
    "briefs_by_key",
    "counts_by_tab",
    "expires_soon",
    "first_of",
    "free_between",
    "is_to_come",
    "is_unreported",
    "listed",
    "meeting_of",
    "open_between",
    "other_times",
    "overdue",
    "overdue_proposals",
    "own_places",
    "people_of",
    "rivals_of",
    "told_for",
    "unreported_by",
    "vetoes_between",
    "vetoes_of",
    "visible_to",
    "waiting_for",
]
