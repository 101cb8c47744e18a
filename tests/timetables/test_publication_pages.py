"""What the pages say before something is published or undone, and of a plan that places nothing."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.clock import set_clock
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import cancel_meeting
from matchmaking.timetables.models import Absence
from matchmaking.timetables.settings import Comes, PlanSettings, packed
from matchmaking.timetables.values import Kind
from tests.browser import Browser
from tests.factories.expo import NOW
from tests.factories.timetables import make_wish_list
from tests.timetables.desk import SCORES, Desk, url
from tests.timetables.published import Show, make_show, row_of, slot

NOTHING = [{**one, "value": 1000 if one["aim"] == "floor" else 0, "bound": 0} for one in SCORES]


def show_of(browser: Browser, session: Session) -> Show:
    set_clock(NOW)
    show = make_show(session)
    browser.signed_in_as(show.organiser)
    return show


def test_one_sees_what_undoing_calls_off_before_it_is_done(
    browser: Browser, session: Session
) -> None:
    show = show_of(browser, session)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    show.publish(session, show.plan(session, (0, 1, 1, 0), (2, 3, 0, 1)))

    words = browser.get(f"/timetable/rounds/{show.round.id}/undo").words

    assert "Moved 1 back to where they were" in words
    assert "Called off 1 were new with the publication" in words
    assert "New 0" in words
    assert "Enterprises told 4" in words


def test_a_plan_whose_publication_was_undone_says_so(browser: Browser, session: Session) -> None:
    show = show_of(browser, session)
    plan = show.plan(session, (0, 1, 0, 0))
    show.publish(session, plan)
    show.undo(session)

    assert "Ready undone" in browser.get(f"/timetable/rounds/{show.round.id}/plans").words
    made = browser.get(f"/timetable/plans/{plan.id}/made-of").words
    assert "Publication undone Tue 5 Nov 12:40" in made


def test_what_a_what_if_assumes_is_nothing_to_repair(browser: Browser, session: Session) -> None:
    show = show_of(browser, session)
    side, time = show.sides[0], slot(0)
    listed = make_wish_list(session, show.round, side.participation)
    session.add(Absence(wish_list=listed, starts_at=time.starts_at, ends_at=time.ends_at))
    settings = packed(PlanSettings(comes=(Comes(time, side.person.id),)))
    plan = show.plan(session, (0, 1, 0, 0), kind=Kind.WHAT_IF, settings=settings)

    page = browser.get(f"/timetable/plans/{plan.id}/difference")

    assert "Can't stand before that is arranged 1" in page.words
    assert "Something has happened" not in page.words
    assert "Repair the plan" not in page.words


def test_where_nothing_is_possible_nothing_is_called_fair(desk: Desk) -> None:
    plan = desk.plan(wanted=1, placed=0, scores=NOTHING)

    words = desk.get(url(plan)).words

    assert "None of these meetings is possible: see what stops them." in words
    assert "Fairness 公平 – nobody could have had a meeting" in words


def test_a_plan_without_meetings_is_no_plan_to_publish(browser: Browser, session: Session) -> None:
    show = show_of(browser, session)
    plan = show.plan(session)

    words = browser.get(f"/timetable/plans/{plan.id}/difference").words

    assert "This plan has no meeting: there is nothing to publish." in words


def test_a_planned_meeting_says_where_it_stands_now(browser: Browser, session: Session) -> None:
    show = show_of(browser, session)
    plan = show.plan(session, (0, 1, 1, 0))
    page = f"/timetable/plans/{plan.id}/meetings/{row_of(session, plan, show, 0, 1).id}"

    assert "14:30–15:00 it stands here now 3 places" in browser.get(page).words
    chosen = browser.get(f"{page}?slot={slot(1).starts_at.isoformat().replace('+', '%2B')}").words
    assert "Another place or other people, Tue 5 Nov 14:30" in chosen


def test_a_round_says_how_many_meetings_of_the_plan_in_force_do_not_stand(
    browser: Browser, session: Session
) -> None:
    show = show_of(browser, session)
    show.publish(session, show.plan(session, (0, 1, 0, 0), (2, 3, 3, 1)))
    page = f"/timetable/rounds/{show.round.id}"
    assert "do not stand" not in browser.get(page).words
    meeting = session.scalars(sa.select(Meeting).order_by(Meeting.starts_at.desc())).first()
    assert meeting is not None

    cancel_meeting(session, meeting, actor=show.sides[2].actor, at=NOW, reason="Ill")
    session.flush()

    words = browser.get(page).words
    assert "Tue 5 Nov 12:40. 1 meeting of it does not stand." in words
