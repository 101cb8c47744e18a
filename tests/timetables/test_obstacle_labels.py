"""How it is worded what stops a meeting, all of it where nothing helps."""

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask

from matchmaking.core.wording import Name
from matchmaking.timetables.obstacle_labels import Explainer

EXPLAINER = Explainer({}, {7: Name("Adler", "")}, {})
Stored = dict[str, Any]
TABLES = "Both are free together only Tue 5 Nov 14:00–14:30, when every table is taken."
ENOUGH = "Adler has as many meetings as it wants at most."
NO_LUNCH = "Even with one more, somebody would have no time for lunch"
TOO_FAR = "They could meet Tue 5 Nov 15:00–15:30, but the walk from hall to hall takes too long."
ELSEWHEN = (
    "Tue 5 Nov 12:00–12:30 somebody would have no time for lunch."
    " Tue 5 Nov 16:00–16:30 every table is taken."
)


def obstacle(kind: str, hour: int = 14, *, besides: Sequence[Stored] = ()) -> Stored:
    times = [[f"2019-11-05T{hour}:00+08:00", f"2019-11-05T{hour}:30+08:00"]]
    return {"kind": kind, "times": times, "people": [], "party": 7, "besides": besides}


@pytest.mark.parametrize(
    "first, besides, words",
    [
        (
            "no_place",
            [obstacle("walk")],
            f"{TABLES} Even with one more, the walk from hall to hall would take too long then.",
        ),
        (
            "no_place",
            [obstacle("lunch", 12)],
            f"{TABLES} {NO_LUNCH} Tue 5 Nov 12:00–12:30.",
        ),
        (
            "maximum",
            [obstacle("walk", 15), obstacle("lunch", 12), obstacle("no_place", 16)],
            f"{ENOUGH} {TOO_FAR} {ELSEWHEN}",
        ),
    ],
)
def test_what_stops_a_meeting_besides_is_said_behind(
    app: Flask, first: str, besides: list[Stored], words: str
) -> None:
    with app.test_request_context():
        assert EXPLAINER.why(obstacle(first, besides=besides)) == words


def test_what_was_kept_before_says_what_it_knows(app: Flask) -> None:
    kept = obstacle("no_place")
    del kept["besides"]
    with app.test_request_context():
        assert EXPLAINER.why(kept) == TABLES
