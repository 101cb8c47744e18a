"""What-ifs: changes tried beside a plan."""

import pytest

from matchmaking.expo.values import Slot
from matchmaking.timetables.models import Plan
from matchmaking.timetables.settings import ExtraBlock, MoreMeetings, PlanSettings, packed, unpacked
from matchmaking.timetables.values import Kind
from tests.browser import form_values
from tests.factories.expo import make_hall, venue_time
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


def test_several_changes_are_tried_together(desk: Desk) -> None:
    desk.fair.wish(0, 1)
    plan, team = desk.plan(), desk.fair.teams[0]
    remedy = {**REMEDY, "hall": desk.fair.hall.id, "over": [team.id]}
    plan.findings = {**plan.findings, "remedies": [remedy]}

    desk.browser.post(url(plan, "/try"), {"change": "0"})

    tried = unpacked(desk.session.get_one(Plan, desk.put[0]).settings)
    assert len(tried.more_tables) == 1
    assert tried.more_meetings == (MoreMeetings(team.id, 1),)


def _unplaced(desk: Desk, plan: Plan) -> int:
    words = desk.get(url(plan, "/unplaced")).page
    field = next(one for one in words.every("input") if one.get("name") == "meeting")
    return int(field.get("value") or 0)


def test_no_other_change_can_be_tried(desk: Desk) -> None:
    plan = desk.plan()

    for asked in ({"change": "7"}, {"change": "-1"}, {"meeting": "0"}, {}):
        assert desk.browser.post(url(plan, "/try"), asked).status_code == 404
    assert desk.put == []


# What a row says that is filled in as it should be, by the name of its list.
FILLED = {
    "tables": {"number": "3", "on": "2019-11-05", "starts": "15:00", "ends": "16:00"},
    "closed": {"codes": "{table}"},
    "left_out": {"on": "2019-11-05", "starts": "14:00", "ends": "14:30"},
    "extra": {
        "on": "2019-11-06",
        "starts": "09:00",
        "ends": "10:30",
        "minutes": "30",
        "tables": "4",
    },
}


def _row(desk: Desk, name: str, **changes: str) -> dict[str, str]:
    """Return the first row of a list as it is sent."""
    filled = {**FILLED[name], **({} if name == "left_out" else {"hall": str(desk.fair.hall.id)})}
    table = desk.fair.tables[1].code
    return {
        f"{name}-0-{part}": typed.format(table=table)
        for part, typed in {**filled, **changes}.items()
    }


def test_every_kind_of_row_changes_the_copy(desk: Desk) -> None:
    desk.fair.wish(0, 1)
    plan = desk.plan()
    rows = {key: typed for name in FILLED for key, typed in _row(desk, name).items()}

    answer = desk.browser.submit(url(plan, "/what-if"), seconds="10", note="Day 2", **rows)

    assert answer.status_code == 302
    copy = desk.session.get_one(Plan, desk.put[0])
    settings = unpacked(copy.settings)
    morning = Slot(venue_time(6, 9), venue_time(6, 10, 30))
    assert (copy.kind, copy.note, settings.seconds) == (Kind.WHAT_IF, "Day 2", 10)
    assert [one.number for one in settings.more_tables] == [3]
    assert settings.closed_places == frozenset({desk.fair.tables[1].id})
    assert settings.left_out == (afternoon(14),)
    assert settings.extra_blocks == (ExtraBlock(morning, 30, desk.fair.hall.id, 4),)


@pytest.mark.parametrize(
    "name, changes, said",
    [
        ("tables", {"hall": ""}, "Tables, row 1, Hall: Please fill this in."),
        (
            "tables",
            {"number": "many"},
            "Tables, row 1, More or fewer: Write a whole number.",
        ),
        ("tables", {"starts": "9 o'clock"}, "Tables, row 1, From: Write a time such as 14:30."),
        (
            "tables",
            {"number": "501"},
            "Tables, row 1, More or fewer: It must be between -500 and 500.",
        ),
        (
            "tables",
            {"number": "-500"},
            "Tables, row 1, More or fewer: The round has only 2 tables in this hall.",
        ),
        (
            "tables",
            {"number": "0"},
            "Tables, row 1, More or fewer: Write how many more, or fewer with a minus.",
        ),
        ("closed", {"codes": "Z99"}, "Closed places, row 1, Places closed: The round has no place"),
        (
            "left_out",
            {"ends": "13:00"},
            "Times left out, row 1, Until: It must be later than the beginning.",
        ),
        (
            "extra",
            {"minutes": "17"},
            "Extra blocks, row 1, Minutes per slot: Write a multiple of 5.",
        ),
        ("extra", {"on": "2020-01-01"}, "Extra blocks, row 1, Day: The edition lasts from"),
        (
            "extra",
            {"minutes": "120"},
            "Extra blocks, row 1, Minutes per slot: Not a single slot fits between these times.",
        ),
    ],
)
def test_a_mistake_in_a_row_is_named_above_and_kept_as_typed(
    desk: Desk, name: str, changes: dict[str, str], said: str
) -> None:
    desk.fair.wish(0, 1)
    plan = desk.plan()
    row = _row(desk, name, **changes)

    answer = desk.browser.submit(url(plan, "/what-if"), **row)

    (part,) = changes
    (summary,) = answer.page.with_class("errors")
    links = [one for one in summary.iter("a") if one.get("href") == f"#{name}-0-{part}"]
    assert answer.status_code == 422
    assert said in answer.words
    assert len(links) == 1
    assert row.items() <= form_values(answer.page.every("form")[-1]).items()
    assert desk.put == []


def test_a_second_row_is_named_by_its_number(desk: Desk) -> None:
    desk.fair.wish(0, 1)
    settings = PlanSettings(left_out=(afternoon(14),))
    plan = desk.plan(settings=packed(settings))

    answer = desk.browser.submit(url(plan, "/what-if"), **{"left_out-1-starts": "15:00"})

    (summary,) = answer.page.with_class("errors")
    assert [text.strip() for one in summary.iter("a") for text in one.itertext()] == [
        "Times left out, row 2, Day: Please fill this in.",
        "Times left out, row 2, Until: Please fill this in.",
    ]


def test_another_row_is_added_and_nothing_typed_is_lost(desk: Desk) -> None:
    plan = desk.plan()
    row = _row(desk, "tables", number="many")

    answer = desk.browser.post(url(plan, "/what-if"), {**row, "add_row": "1"})

    kept = form_values(answer.page.every("form")[-1])
    assert answer.status_code == 200
    assert row.items() <= kept.items()
    assert "tables-1-number" in kept
    assert answer.page.with_class("errors") == []


@pytest.mark.parametrize("hours", [("14:00", "14:30"), ("16:45", "18:00"), ("13:00", "19:00")])
def test_an_extra_block_at_hours_of_the_round_is_refused_at_its_beginning(
    desk: Desk, hours: tuple[str, str]
) -> None:
    desk.fair.wish(0, 1)
    plan = desk.plan()
    row = _row(desk, "extra", on="2019-11-05", starts=hours[0], ends=hours[1])

    answer = desk.browser.submit(url(plan, "/what-if"), **row)

    assert answer.status_code == 422
    assert "Extra blocks, row 1, From: The round has slots Tue 5 Nov" in answer.words
    assert row.items() <= form_values(answer.page.every("form")[-1]).items()
    assert desk.put == []


@pytest.mark.parametrize("hours", [("17:00", "18:00"), ("13:00", "14:00")])
def test_an_extra_block_beside_the_rounds_hours_is_tried(
    desk: Desk, hours: tuple[str, str]
) -> None:
    desk.fair.wish(0, 1)
    row = _row(desk, "extra", on="2019-11-05", starts=hours[0], ends=hours[1])

    assert desk.browser.submit(url(desk.plan(), "/what-if"), **row).status_code == 302


def test_hours_that_are_left_out_may_be_cut_anew_by_an_extra_block(desk: Desk) -> None:
    desk.fair.wish(0, 1)
    hours = {"on": "2019-11-05", "starts": "14:00", "ends": "14:30"}
    rows = {**_row(desk, "left_out", **hours), **_row(desk, "extra", **hours, minutes="15")}

    assert desk.browser.submit(url(desk.plan(), "/what-if"), **rows).status_code == 302


@pytest.mark.parametrize("is_same", [True, False])
def test_two_extra_blocks_share_their_hours_in_two_halls_only(desk: Desk, *, is_same: bool) -> None:
    desk.fair.wish(0, 1)
    plan, other = desk.plan(), make_hall(desk.session, desk.fair.edition)
    first = _row(desk, "extra")
    hall = desk.fair.hall.id if is_same else other.id
    second = {
        key.replace("-0-", "-1-"): typed
        for key, typed in {**first, "extra-0-hall": str(hall), "extra-0-starts": "10:00"}.items()
    }

    answer = desk.browser.post(url(plan, "/what-if"), {**first, **second, "seconds": "10"})

    assert answer.status_code == (422 if is_same else 302)
    said = "Extra blocks, row 2, From: An extra block above has this hall at these times."
    assert (said in answer.words) == is_same


def test_a_what_if_without_a_change_is_not_tried(desk: Desk) -> None:
    desk.fair.wish(0, 1)
    plan = desk.plan()

    answer = desk.browser.submit(url(plan, "/what-if"), note="Nothing yet")

    assert answer.status_code == 422
    assert "Enter at least one change." in answer.words
    assert 'value="Nothing yet"' in answer.text
    assert desk.put == []


def test_a_hall_without_tables_can_lose_none(desk: Desk) -> None:
    desk.fair.wish(0, 1)
    plan, other = desk.plan(), make_hall(desk.session, desk.fair.edition)
    row = _row(desk, "tables", number="-1", hall=str(other.id))

    answer = desk.browser.post(url(plan, "/what-if"), {**row, "seconds": "10"})

    assert "More or fewer: The round has no tables in this hall." in answer.words
    assert desk.put == []


def test_all_tables_of_a_hall_may_go(desk: Desk) -> None:
    desk.fair.wish(0, 1)
    row = _row(desk, "tables", number="-2")

    assert desk.browser.submit(url(desk.plan(), "/what-if"), **row).status_code == 302
