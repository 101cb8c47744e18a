"""What the pages say of a repair: whether a smaller one may exist, and what it has no place for."""

from sqlalchemy.orm import Session

from matchmaking.core.clock import set_clock
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.values import Kind
from tests.browser import Browser
from tests.factories.expo import venue_time
from tests.factories.timetables import make_wish_list
from tests.timetables.published import make_show
from tests.timetables.test_repairing import LATER, standing_show, wish


def test_a_repair_that_may_not_be_the_smallest_says_so(browser: Browser, session: Session) -> None:
    show = standing_show(session, (0, 1, 0, 0))
    plan = show.plan(session, (0, 1, 1, 0))
    plan.kind = Kind.REPAIR
    plan.findings = {"repair": {"breaks": [1, 2], "is_proven": False}}
    session.flush()
    browser.signed_in_as(show.organiser)

    words = browser.get(f"/timetable/plans/{plan.id}/difference").words

    assert "Found in about a second: a repair that changes less may exist." in words


def test_a_repair_says_what_stops_those_it_has_no_place_for(
    browser: Browser, session: Session
) -> None:
    set_clock(LATER)
    show = make_show(session, tables=1, sides=5)
    show.round.blocks[0].ends_at = venue_time(5, 14, 30)
    wish(session, show, (0, 1))
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    late = {show.sides[2].participation: Grade.WANT}
    make_wish_list(session, show.round, show.sides[4].participation, late, sent_at=LATER)
    browser.signed_in_as(show.organiser)
    round_page = f"/timetable/rounds/{show.round.id}"

    repaired = browser.submit(round_page, action=f"{round_page}/repair")
    page = browser.follow(repaired)
    assert "1 wished meeting has no place: what stops it" in page.words
    plan_page = str(repaired.location).removesuffix("/difference")
    unplaced = browser.get(f"{plan_page}/unplaced")
    assert "when every table is taken." in unplaced.words
    remedy = f"1 more table in hall {show.tables[0].hall.code}, Tue 5 Nov 14:00–14:30"
    assert f"Meetings it places Try {remedy} 1" in unplaced.words
    assert f"when every table is taken. {remedy} Try it" in unplaced.words

    tried = browser.follow(browser.post(f"{plan_page}/try", {"change": "0"}))
    assert "What-if Plan 3" in tried.words
    assert f"Assumes {remedy}" in tried.words


def test_everything_that_has_happened_is_named_with_the_people(
    browser: Browser, session: Session
) -> None:
    set_clock(LATER)
    show = make_show(session, sides=14, tables=8)
    pairs = [(2 * n, 2 * n + 1, 0, n) for n in range(7)]
    wish(session, show, *((one, other) for one, other, _slot, _table in pairs))
    show.publish(session, show.plan(session, *pairs))
    for table in show.tables[:7]:
        table.is_open = False
    session.flush()
    browser.signed_in_as(show.organiser)
    round_page = f"/timetable/rounds/{show.round.id}"

    page = browser.get(round_page)

    assert "7 changes since the plan was published" in page.words
    assert "2 more changes" in page.words
    (folded,) = (one for one in page.page.root.iter("details") if one.get("id") == "happenings")
    assert len(list(folded.iter("li"))) == 2
    for side in show.sides:
        assert str(side.person.label) in page.words
    repaired = browser.follow(browser.submit(round_page, action=f"{round_page}/repair"))
    closed = f"Place {show.tables[6].code} in hall {show.tables[6].hall.code} is closed."
    assert closed in repaired.words


def test_who_is_called_off_for_another_meeting_sees_which(
    browser: Browser, session: Session
) -> None:
    show = standing_show(session, (0, 1, 0, 0))
    plan = show.plan(session, (2, 3, 0, 0))
    browser.signed_in_as(show.organiser)

    words = browser.get(f"/timetable/plans/{plan.id}/difference").words

    assert "Called off Its place goes to Kauri – Nordlys." in words
