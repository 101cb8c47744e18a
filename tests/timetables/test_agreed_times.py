"""A planned meeting that its two sides have moved themselves is a fact for every plan."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaking.expo.models import MeetingBlock
from matchmaking.expo.values import Slot
from matchmaking.meetings import services
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import OtherTime
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.edit_errors import TheirOwnTimeError
from matchmaking.timetables.errors import PlanHinderedError, UndoHinderedError
from matchmaking.timetables.models import Plan
from matchmaking.timetables.queries.changes import offer_for
from matchmaking.timetables.queries.differences import difference_of
from matchmaking.timetables.questions import build, read
from matchmaking.timetables.questions.question import WhySkipped
from matchmaking.timetables.services.editing import Edit
from matchmaking.timetables.settings import PlanSettings
from matchmaking.timetables.values import Change
from tests.browser import Browser
from tests.factories.expo import NOW, make_block, make_place, venue_time
from tests.factories.timetables import make_wish_list
from tests.timetables.published import Show, make_show, notices, row_of, seats, slot, timetable
from tests.timetables.repairs import repair
from tests.timetables.test_publishing import meeting_of

Row = tuple[int, int, int, int]


def move(session: Session, show: Show, one: int, other: int, to: Slot) -> Meeting:
    """Let one side propose another time for their meeting, and the other accept it."""
    meeting = meeting_of(session, show, one, other)
    asker, asked = show.sides[one], show.sides[other]
    services.propose_time(
        session, meeting, OtherTime(starts_at=to.starts_at), actor=asker.actor, at=NOW
    )
    services.accept_time(session, meeting, to.starts_at, actor=asked.actor, at=NOW)
    session.flush()
    return meeting


def moved_show(session: Session, *rows: Row) -> Show:
    """Publish a plan with 0 and 1 at 14:00 (and more), which the two then move to 15:30."""
    show = make_show(session)
    for index, side in enumerate(show.sides):
        wanted = {
            show.sides[other].participation: Grade.WANT
            for one, other, _slot, _table in ((0, 1, 0, 0), *rows)
            if one == index
        }
        if wanted:
            make_wish_list(session, show.round, side.participation, wanted)
    show.publish(session, show.plan(session, (0, 1, 0, 0), *rows))
    move(session, show, 0, 1, slot(3))
    return show


def told(session: Session, show: Show) -> list[int]:
    return [len(notices(session, side)) for side in show.sides]


@pytest.mark.parametrize(
    "rows",
    [
        [(0, 1, 0, 0), (2, 3, 0, 1)],
        [(0, 1, 4, 2), (2, 3, 0, 1)],
        [(2, 3, 0, 1)],
        [(2, 3, 0, 0)],
    ],
)
def test_no_plan_moves_calls_off_or_tells_again_what_two_sides_moved(
    session: Session, rows: list[Row]
) -> None:
    show = moved_show(session)
    before = told(session, show)
    plan = show.plan(session, *rows)

    difference = difference_of(session, plan, at=NOW)
    show.publish(session, plan)

    assert [one.change for one in difference.changes] == [Change.ADDED]
    assert [one.sides for one in difference.agreed] == [
        tuple(show.sides[n].participation.id for n in (0, 1))
    ]
    assert timetable(session, show) == seats((0, 1, 3, 0), (2, 3, rows[-1][2], rows[-1][3]))
    assert told(session, show)[:2] == before[:2]


def test_a_plan_that_needs_somebody_at_the_agreed_time_is_hindered(session: Session) -> None:
    show = moved_show(session)
    plan = show.plan(session, (0, 1, 0, 0), (0, 2, 3, 1))

    [found] = difference_of(session, plan, at=NOW).hindrances

    assert "already has" in str(found.sentence)
    with pytest.raises(PlanHinderedError):
        show.publish(session, plan)


def test_whoever_gets_a_new_meeting_is_told_how_many_they_have_with_the_agreed_one(
    session: Session,
) -> None:
    show = moved_show(session)

    show.publish(session, show.plan(session, (0, 2, 0, 0)))

    assert "you have 2 meetings" in notices(session, show.sides[0])[-1]


def another_block(session: Session, show: Show) -> MeetingBlock:
    """Make a block of the same day, not of the round, with a table of its own."""
    hall = show.tables[0].hall
    return make_block(
        session,
        show.edition,
        [make_place(session, show.edition, hall=hall)],
        starts_at=venue_time(5, 17),
        ends_at=venue_time(5, 18),
    )


def test_moving_to_a_block_of_no_round_needs_no_repair(session: Session) -> None:
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    start = another_block(session, show).starts_at

    move(session, show, 0, 1, Slot(start, start + timedelta(minutes=30)))

    assert offer_for(session, show.round, at=NOW) is None


def test_a_search_leaves_the_meeting_where_the_two_moved_it(session: Session) -> None:
    show = moved_show(session)

    question = build(read(session, show.round, at=NOW), PlanSettings())

    [meeting] = question.problem.meetings
    assert meeting.locked is not None
    assert question.slots[meeting.locked.slot].slot == slot(3)


def test_a_search_takes_what_was_moved_out_of_the_round_for_done(session: Session) -> None:
    show = make_show(session)
    parties = [side.participation for side in show.sides]
    make_wish_list(session, show.round, parties[0], {parties[1]: Grade.WANT})
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    start = another_block(session, show).starts_at
    move(session, show, 0, 1, Slot(start, start + timedelta(minutes=30)))

    question = build(read(session, show.round, at=NOW), PlanSettings())

    assert [one.why for one in question.skipped] == [WhySkipped.MET]
    assert question.pairs == ()


def test_a_repair_leaves_the_meeting_where_the_two_moved_it(session: Session) -> None:
    show = moved_show(session, (2, 3, 0, 1))
    services.cancel_meeting(
        session,
        meeting_of(session, show, 2, 3),
        actor=show.sides[2].actor,
        at=NOW,
        reason="Ill.",
    )

    made = repair(session, show.round, actor=show.actor, at=NOW)
    difference = difference_of(session, made, at=NOW)

    assert (difference.changes, difference.hindrances) == ([], ())
    assert row_of(session, made, show, 0, 1).starts_at == slot(3).starts_at


def test_undoing_leaves_the_meeting_where_the_two_moved_it(session: Session) -> None:
    show = moved_show(session, (2, 3, 0, 1))
    before = told(session, show)

    with pytest.raises(UndoHinderedError):
        show.undo(session)
    back = show.undo(session, rest=True)

    assert [str(one.sentence) for one in back.hindrances] == [
        "Its two sides have agreed on another time since: it stays there."
    ]
    assert timetable(session, show) == seats((0, 1, 3, 0))
    assert told(session, show)[:2] == before[:2]


def test_locks_of_a_plan_do_not_touch_it(session: Session) -> None:
    show = moved_show(session)
    plan = show.plan(session, (0, 1, 3, 0))
    row_of(session, plan, show, 0, 1).is_locked = True
    session.flush()

    assert difference_of(session, plan, at=NOW).relocked == []


def test_a_plan_may_move_a_meeting_to_the_very_time_that_is_proposed_for_it(
    session: Session,
) -> None:
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    meeting = meeting_of(session, show, 0, 1)
    other = OtherTime(starts_at=slot(3).starts_at)
    services.propose_time(session, meeting, other, actor=show.sides[0].actor, at=NOW)
    plan = show.plan(session, (0, 1, 3, 0))

    assert difference_of(session, plan, at=NOW).hindrances == ()
    show.publish(session, plan)

    assert timetable(session, show) == seats((0, 1, 3, 0))
    assert meeting.proposed is None


def edit(session: Session, show: Show, plan: Plan, pair: Iterable[int]) -> Edit:
    one, other = pair
    row = row_of(session, plan, show, one, other)
    return Edit(session, row, actor=show.actor, at=NOW, version=plan.version)


def test_what_two_sides_moved_is_not_edited_by_hand(session: Session) -> None:
    show = moved_show(session, (2, 3, 0, 1))
    plan = show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1))

    with pytest.raises(TheirOwnTimeError):
        edit(session, show, plan, (0, 1)).take_out()


def test_a_copy_made_by_hand_begins_with_what_is_a_fact_by_now(session: Session) -> None:
    show = moved_show(session, (2, 3, 0, 1), (0, 2, 1, 0))
    plan = show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1), (0, 2, 1, 0))
    services.cancel_meeting(
        session,
        meeting_of(session, show, 2, 3),
        actor=show.sides[2].actor,
        at=NOW,
        reason="Ill.",
    )

    copy = edit(session, show, plan, (0, 2)).lock(is_locked=True)

    called_off = row_of(session, copy, show, 2, 3)
    assert row_of(session, copy, show, 0, 1).starts_at == slot(3).starts_at
    assert (called_off.starts_at, (called_off.obstacle or {})["kind"]) == (None, "called_off")
    assert difference_of(session, copy, at=NOW).hindrances == ()


def test_the_difference_says_what_the_two_sides_moved(session: Session, browser: Browser) -> None:
    show = moved_show(session)
    plan = show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1))
    browser.signed_in_as(show.organiser)

    for suffix in ("", "?print=1"):
        page = browser.get(f"/timetable/plans/{plan.id}/difference{suffix}")
        assert "Moved by the two sides" in page.words


def test_the_page_of_the_planned_meeting_offers_no_other_time(
    session: Session, browser: Browser
) -> None:
    show = moved_show(session)
    plan = show.plan(session, (0, 1, 0, 0))
    row = row_of(session, plan, show, 0, 1)
    browser.signed_in_as(show.organiser)

    page = browser.get(f"/timetable/plans/{plan.id}/meetings/{row.id}")

    assert "No plan changes that." in page.words
    assert not [link for link in page.page.links if "slot=" in link]
