"""Reading the programme, its seats and those who have them."""

from matchmaking.dialogues.queries.candidacies import (
    candidacies,
    candidacy,
    parts_of,
    seats_left,
    waiting,
)
from matchmaking.dialogues.queries.pages import (
    Alternative,
    alternatives,
    dialogue_page,
    elsewhere_at,
    places_in_line,
    team_candidacies,
)
from matchmaking.dialogues.queries.programme import (
    bounds_of,
    hosts,
    kinds_in_use,
    programme,
    programme_version,
    seats_of_team,
    sessions_by_day,
    visible_to,
)
from matchmaking.dialogues.queries.seats import (
    Fill,
    Seat,
    fill_of_edition,
    names_of,
    seats_of,
    upcoming_seats,
)

__all__ = [
    "Alternative",
    "Fill",
    "Seat",
    "alternatives",
    "bounds_of",
    "candidacies",
    "candidacy",
    "dialogue_page",
    "elsewhere_at",
    "fill_of_edition",
    "hosts",
    "kinds_in_use",
    "names_of",
    "parts_of",
    "places_in_line",
    "programme",
    "programme_version",
    "seats_left",
    "seats_of",
    "seats_of_team",
    "sessions_by_day",
    "team_candidacies",
    "upcoming_seats",
    "visible_to",
    "waiting",
]
