"""What-ifs: changes tried beside a plan."""

import pytest

from matchmaking.timetables.models import Plan
from matchmaking.timetables.settings import unpacked
from matchmaking.timetables.values import Kind
from tests.timetables.desk import REMEDY, Desk, url
from tests.timetables.fair import afternoon


@pytest.mark.parametrize("how", ["change", "meeting"])
def test_a_change_is_tried_as_a_what_if(desk: Desk, how: str) -> None:
    desk.fair.wish(0, 1)
    plan = desk.plan()
    plan.findings = {**plan.findings, "remedies": [{**REMEDY, "hall": desk.fair.hall.id}]}
    unplaced = _unplaced(desk, plan)
    asked = {"change": "0"} if how == "change" else {"meeting": str(unplaced)}

    answer = desk.browser.post(url(plan, "/try"), asked)

    copy = desk.session.get_one(Plan, desk.put[0])
    assert answer.location == url(copy)
    assert (copy.kind, copy.parent_id) == (Kind.WHAT_IF, plan.id)
    window = afternoon(15)
    (more,) = unpacked(copy.settings).more_tables
    assert (more.slot.starts_at, more.number, more.hall_id) == (
        window.starts_at,
        2,
        desk.fair.hall.id,
    )


def _unplaced(desk: Desk, plan: Plan) -> int:
    words = desk.get(url(plan, "/unplaced")).page
    field = next(one for one in words.every("input") if one.get("name") == "meeting")
    return int(field.get("value") or 0)


def test_no_other_change_can_be_tried(desk: Desk) -> None:
    plan = desk.plan()

    for asked in ({"change": "7"}, {"change": "-1"}, {"meeting": "0"}, {}):
        assert desk.browser.post(url(plan, "/try"), asked).status_code == 404
    assert desk.put == []
