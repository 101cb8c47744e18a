"""The organiser's way from a plan to what stands, and back, through the pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.clock import utc_now
from matchmaking.timetables.models import Publication
from matchmaking.timetables.values import PlanState
from tests.browser import Browser, QueryCounter
from tests.factories.expo import NOW, venue_time
from tests.factories.timetables import make_wish_list
from tests.timetables.published import Show, make_show, notices, row_of, seats, timetable
from tests.timetables.test_publishing import take

BIG = 120


def signed_in(browser: Browser, show: Show) -> None:
    browser.signed_in_as(show.organiser)


def test_a_plan_is_looked_at_and_published(browser: Browser, session: Session) -> None:
    show = make_show(session)
    signed_in(browser, show)
    plan = show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1))
    path = f"/timetable/plans/{plan.id}"

    page = browser.get(f"{path}/difference")
    assert "Adler – Hida" in page.words
    assert "Tue 5 Nov 14:00–14:30" in page.words
    answer = browser.submit(f"{path}/difference", action=f"{path}/publish")

    assert answer.status_code == 302
    assert timetable(session, show) == seats((0, 1, 0, 0), (2, 3, 0, 1))
    assert "everybody concerned is told" in browser.follow(answer).words


def test_a_move_says_only_what_changes(browser: Browser, session: Session) -> None:
    show = make_show(session)
    signed_in(browser, show)
    show.publish(session, show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1)))
    plan = show.plan(session, (0, 1, 2, 0))

    page = browser.get(f"/timetable/plans/{plan.id}/difference")

    assert "from Tue 5 Nov 14:00–14:30 → to Tue 5 Nov 15:00–15:30" in page.words
    assert "Called off" in page.words
    only = browser.get(f"/timetable/plans/{plan.id}/difference?change=moved")
    assert "Kauri – Nordlys" not in only.words.split("Who is told")[0]


def test_a_move_to_another_table_says_when_it_is(browser: Browser, session: Session) -> None:
    show = make_show(session)
    signed_in(browser, show)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    plan = show.plan(session, (0, 1, 0, 1))

    words = browser.get(f"/timetable/plans/{plan.id}/difference").words

    assert "Tue 5 Nov 14:00–14:30 from Table" in words
    assert f"Publish plan {plan.number}? 1 meeting changes" in words


def test_in_chinese(browser: Browser, session: Session) -> None:
    show = make_show(session)
    signed_in(browser, show)
    browser.speaking("zh_Hans")
    plan = show.plan(session, (0, 1, 0, 0))

    page = browser.get(f"/timetable/plans/{plan.id}/difference")

    assert "方案 1" in page.page.heading


def test_what_stands_in_the_way_is_named_and_nothing_published(
    browser: Browser, session: Session
) -> None:
    show = make_show(session)
    signed_in(browser, show)
    plan = show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1))
    take(session, show, 1, 0, "Forum")

    answer = browser.post(f"/timetable/plans/{plan.id}/publish", {"seen": "0"})

    assert answer.status_code == 409
    assert "Nothing was published: 1 meeting can't stand" in answer.words
    assert "already has “Forum”" in answer.words
    assert timetable(session, show) == set()


def test_pressing_twice_publishes_once(browser: Browser, session: Session) -> None:
    show = make_show(session)
    signed_in(browser, show)
    plan = show.plan(session, (0, 1, 0, 0))

    browser.post(f"/timetable/plans/{plan.id}/publish", {"seen": "0"})
    again = browser.post(f"/timetable/plans/{plan.id}/publish", {"seen": "0"})

    assert "nobody was told twice" in browser.follow(again).words
    assert session.scalar(sa.select(sa.func.count()).select_from(Publication)) == 1
    assert len(notices(session, show.sides[0])) == 1


def test_the_second_of_two_organisers_is_told_who_was_first(
    browser: Browser, session: Session
) -> None:
    show = make_show(session)
    signed_in(browser, show)
    one, other = show.plan(session, (0, 1, 0, 0)), show.plan(session, (0, 1, 1, 0))
    browser.post(f"/timetable/plans/{one.id}/publish", {"seen": "0"})

    answer = browser.post(f"/timetable/plans/{other.id}/publish", {"seen": "0"})

    assert answer.status_code == 409
    assert f"{show.organiser.account.name} published plan 1 at Tue 5 Nov" in answer.words
    assert timetable(session, show) == seats((0, 1, 0, 0))


def test_a_what_if_says_what_to_arrange_first(browser: Browser, session: Session) -> None:
    show = make_show(session)
    signed_in(browser, show)
    plan = show.plan(session, (0, 1, 0, 0))
    row = row_of(session, plan, show, 0, 1)
    row.extra_hall_id, row.place_id = show.tables[0].hall_id, None
    session.flush()

    page = browser.get(f"/timetable/plans/{plan.id}/difference")

    assert f"1 more table in hall {show.tables[0].hall.code}, Tue 5 Nov 14:00" in page.words
    assert not any("/publish" in one.get("action", "") for one in page.page.every("form"))


@pytest.mark.parametrize(
    "handed_in, said",
    [
        (1, "Wishes close in 29 hours, and 2 enterprises have not handed in."),
        (2, "Wishes close in 29 hours, and 1 enterprise has not handed in."),
        (3, "Wishes close in 29 hours and may change until then."),
    ],
)
def test_publishing_while_wishes_are_gathered_is_said_before_and_asked_about(
    browser: Browser, session: Session, handed_in: int, said: str
) -> None:
    show = make_show(session)
    signed_in(browser, show)
    show.round.wishes_close_at = NOW + timedelta(hours=29)
    for number, side in enumerate(show.sides[:3]):
        sent = venue_time(2, 9) if number < handed_in else None
        make_wish_list(session, show.round, side.participation, sent_at=sent)
    plan = show.plan(session, (0, 1, 0, 0))

    page = browser.get(f"/timetable/plans/{plan.id}/difference").page

    (notice,) = page.with_class("notice")
    (question,) = page.with_class("question")
    assert said in " ".join("".join(notice.itertext()).split())
    assert str(question.text).endswith(f"You can undo it. {said}")


def test_once_wishes_are_closed_nothing_is_said_of_them(browser: Browser, session: Session) -> None:
    show = make_show(session)
    signed_in(browser, show)
    plan = show.plan(session, (0, 1, 0, 0))

    assert "Wishes close" not in browser.get(f"/timetable/plans/{plan.id}/difference").words


@pytest.mark.parametrize(
    "state, said",
    [
        (PlanState.FAILED, "No plan came of this search."),
        (PlanState.RUNNING, "The search is not over yet."),
    ],
)
@pytest.mark.parametrize("sheet", ["", "?print=1"])
def test_what_is_no_plan_changes_nothing_and_says_why(
    browser: Browser, session: Session, state: PlanState, said: str, sheet: str
) -> None:
    show = make_show(session)
    signed_in(browser, show)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    plan = show.plan(session, state=state)

    page = browser.get(f"/timetable/plans/{plan.id}/difference{sheet}")

    assert said in page.words
    assert f"/timetable/plans/{plan.id}" in page.page.links
    assert not any(
        words in page.words for words in ("Nothing changes", "Called off", "Who is told")
    )


def test_undoing_through_the_page(browser: Browser, session: Session) -> None:
    show = make_show(session)
    signed_in(browser, show)
    path = f"/timetable/rounds/{show.round.id}/undo"
    assert "Nothing is published" in browser.get(path).words
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    show.publish(session, show.plan(session, (0, 1, 1, 0)))

    answer = browser.submit(path, action=path)

    assert answer.status_code == 302
    assert timetable(session, show) == seats((0, 1, 0, 0))


def test_undoing_names_what_hinders_and_offers_the_rest(browser: Browser, session: Session) -> None:
    show = make_show(session)
    signed_in(browser, show)
    path = f"/timetable/rounds/{show.round.id}/undo"
    show.publish(session, show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1)))
    show.publish(session, show.plan(session, (0, 1, 1, 0), (2, 3, 1, 1)))
    take(session, show, 2, 0, "Forum")

    page = browser.get(path)
    assert "already has “Forum”" in page.words
    assert "Undo the rest" in page.words
    browser.submit(path, action=path)

    assert timetable(session, show) == seats((0, 1, 0, 0), (2, 3, 1, 1))


def test_undoing_is_not_offered_where_nothing_can_stand_again(
    browser: Browser, session: Session
) -> None:
    show = make_show(session)
    signed_in(browser, show)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    show.publish(session, show.plan(session, (0, 1, 1, 0)))
    take(session, show, 0, 0, "Forum")

    words = browser.get(f"/timetable/rounds/{show.round.id}/undo").words

    assert "None of it can stand again as it did" in words
    assert "Undo the" not in words.replace("Undo the publication of plan", "")


def test_somebody_who_undoes_what_was_undone_is_told(browser: Browser, session: Session) -> None:
    show = make_show(session)
    signed_in(browser, show)
    publication = show.publish(session, show.plan(session, (0, 1, 0, 0)))
    path = f"/timetable/rounds/{show.round.id}/undo"
    browser.post(path, {"publication": str(publication.id)})

    again = browser.post(path, {"publication": str(publication.id)})

    assert again.status_code == 409


def test_a_large_difference_takes_as_many_queries_as_a_small_one(
    browser: Browser, session: Session, queries: QueryCounter
) -> None:
    show = make_show(session, sides=2 * BIG, tables=BIG)
    signed_in(browser, show)
    small = show.plan(session, (0, 1, 0, 0))
    large = show.plan(session, *((2 * n, 2 * n + 1, 0, n) for n in range(BIG)))

    counts = []
    for plan in (small, large):
        session.expire_all()
        with queries:
            browser.get(f"/timetable/plans/{plan.id}/difference")
        counts.append(len(queries))

    assert counts[0] == counts[1]
    page = browser.get(f"/timetable/plans/{large.id}/difference?page=3")
    assert "101 to 120 of 120" in page.words
    sheet = browser.get(f"/timetable/plans/{large.id}/difference?print=1")
    assert sheet.words.count("New") >= BIG


def test_who_comes_late_hands_in_wishes_though_a_plan_is_in_force(
    browser: Browser, session: Session
) -> None:
    show = make_show(session)
    show.round.wishes_close_at = venue_time(5, 13, 30)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    browser.signed_in_as(show.sides[3].grant)
    page = f"/timetable/wishes/{show.round.id}"

    added = browser.post(f"{page}/add", {"partner": str(show.sides[2].participation.id)})
    seen = browser.follow(added)
    handed_in = browser.follow(browser.submit(page, action=f"{page}/hand-in"))

    assert "The timetable is published." in seen.words
    assert "You can still hand in wishes until they close" in seen.words
    assert "Handed in. You can change your wishes until they close." in handed_in.words
    assert "What you change now counts at once: the organiser may find" in handed_in.words


def test_once_they_are_closed_nobody_wishes_after_a_publication(
    browser: Browser, session: Session
) -> None:
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    browser.signed_in_as(show.sides[3].grant)

    page = browser.get(f"/timetable/wishes/{show.round.id}")

    assert "The timetable is published." in page.words
    assert "You can still hand in" not in page.words
    assert "Find partners" not in page.words


def test_a_plan_that_only_locks_can_be_published(browser: Browser, session: Session) -> None:
    show = make_show(session)
    signed_in(browser, show)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    plan = show.plan(session, (0, 1, 0, 0))
    row_of(session, plan, show, 0, 1).is_locked = True
    session.flush()
    path = f"/timetable/plans/{plan.id}"

    page = browser.get(f"{path}/difference")
    answer = browser.submit(f"{path}/difference", action=f"{path}/publish")

    assert "1 meeting that stands is locked or unlocked; nobody is told of that." in page.words
    assert "Only locks change, and nobody is told." in page.words
    assert answer.status_code == 302
    assert "0 meetings change" not in page.words


def test_latecomers_are_invited_and_reminded_while_a_plan_is_in_force(
    browser: Browser, session: Session
) -> None:
    show = make_show(session)
    signed_in(browser, show)
    late = make_wish_list(session, show.round, show.sides[2].participation, sent_at=None)
    show.round.wishes_close_at = utc_now() + timedelta(hours=1)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    path = f"/timetable/rounds/{show.round.id}"

    page = browser.get(path)

    assert f"{path}/wish-lists/{late.id}/remind" in page.text
    assert f"{path}/invite" in page.text


def test_where_only_locks_change_nobody_is_said_to_be_told(
    browser: Browser, session: Session
) -> None:
    show = make_show(session)
    signed_in(browser, show)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    plan = show.plan(session, (0, 1, 0, 0))
    row_of(session, plan, show, 0, 1).is_locked = True
    session.flush()
    path, undo = f"/timetable/plans/{plan.id}", f"/timetable/rounds/{show.round.id}/undo"

    published = browser.follow(browser.submit(f"{path}/difference", action=f"{path}/publish"))
    undone = browser.follow(browser.submit(undo, action=undo))

    assert "The plan is published. No meeting changes, and nobody is told." in published.words
    assert "The publication is undone. No meeting changes, and nobody is told." in undone.words


def test_whoever_got_no_meeting_is_not_sent_to_look_for_it(
    browser: Browser, session: Session
) -> None:
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    page = f"/timetable/wishes/{show.round.id}"

    browser.signed_in_as(show.sides[0].grant)
    one = browser.get(page).words
    browser.signed_in_as(show.sides[2].grant)
    none = browser.get(page).words

    assert "1 meeting of it stands in your agenda." in one
    assert "You have no meeting in it." in none
