"""Repairs: offered when something has happened, computed on request, accepted or declined."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.clock import set_clock
from matchmaking.enterprises.values import ParticipationState
from matchmaking.meetings import services
from matchmaking.scheduling.rounds.values import Grade, WantedMeeting
from matchmaking.timetables.edit_errors import ClosingReasonError, NotARepairError, PlaceStateError
from matchmaking.timetables.mending import with_others_spared
from matchmaking.timetables.models import Absence, Plan, WishList
from matchmaking.timetables.queries.changes import Offer, offer_for
from matchmaking.timetables.queries.differences import difference_of
from matchmaking.timetables.questions import Question, build, read
from matchmaking.timetables.services.places import close_place, reopen_place
from matchmaking.timetables.services.publishing import publish
from matchmaking.timetables.services.repairing import decline
from matchmaking.timetables.settings import PlanSettings
from matchmaking.timetables.values import Change, Kind
from tests.browser import Browser, QueryCounter
from tests.factories.expo import NOW, venue_time
from tests.factories.meetings import make_side
from tests.factories.timetables import make_wish_list
from tests.timetables.published import NAMES, Show, make_show, notices, seats, timetable
from tests.timetables.repairs import repair
from tests.timetables.test_publishing import meeting_of

LATER = NOW + timedelta(minutes=5)


def wish(session: Session, show: Show, *wishes: tuple[int, int]) -> list[WishList]:
    """Let sides wish to meet others."""
    lists = []
    for side in sorted({one for one, _other in wishes}):
        partners = {
            show.sides[other].participation: Grade.WANT for one, other in wishes if one == side
        }
        lists.append(make_wish_list(session, show.round, show.sides[side].participation, partners))
    return lists


def standing_show(session: Session, *pairs: tuple[int, int, int, int], **values: int) -> Show:
    """Make a round whose wishes are met by a published plan."""
    show = make_show(session, **values)
    wish(session, show, *((one, other) for one, other, _slot, _table in pairs))
    show.publish(session, show.plan(session, *pairs))
    return show


def offered(session: Session, show: Show) -> Offer | None:
    return offer_for(session, show.round, at=LATER)


def sentences(session: Session, show: Show) -> list[str]:
    offer = offered(session, show)
    return [str(one.sentence) for one in offer.happenings] if offer else []


def mend(session: Session, show: Show) -> Plan:
    return repair(session, show.round, actor=show.actor, at=LATER)


def changes(session: Session, plan: Plan) -> dict[Change, int]:
    difference = difference_of(session, plan, at=LATER)
    assert difference.hindrances == ()
    return {change: difference.count(change) for change in Change}


def accept(session: Session, show: Show, plan: Plan) -> None:
    offer = offer_for(session, show.round, at=LATER)
    assert offer is not None
    publish(session, plan, actor=show.actor, at=LATER, seen=offer.publication.id)


def cancel(session: Session, show: Show, one: int, other: int) -> None:
    """Let the second side call its meeting with the first off."""
    services.cancel_meeting(
        session,
        meeting_of(session, show, one, other),
        actor=show.sides[other].actor,
        at=LATER,
        reason="Our truck is late",
    )


def test_nothing_is_offered_while_nothing_has_happened(session: Session) -> None:
    show = make_show(session)
    assert offered(session, show) is None

    assert sentences(session, standing_show(session, (0, 1, 0, 0), (2, 3, 0, 1))) == []


def test_a_closed_table_moves_one_meeting_and_nobody_else(session: Session) -> None:
    show = standing_show(session, (0, 1, 0, 0), (2, 3, 0, 1), tables=3)
    close_place(session, show.tables[0], actor=show.actor, at=LATER, reason="The roof leaks")

    (sentence,) = sentences(session, show)
    assert sentence.startswith("Adler – Hida at")
    assert sentence.endswith("is closed.")
    plan = mend(session, show)
    assert plan.kind is Kind.REPAIR
    assert changes(session, plan) == {Change.ADDED: 0, Change.MOVED: 1, Change.REMOVED: 0}
    assert timetable(session, show) == seats((0, 1, 0, 0), (2, 3, 0, 1))

    accept(session, show, plan)
    assert timetable(session, show) == seats((0, 1, 0, 2), (2, 3, 0, 1))
    assert [len(notices(session, side)) for side in show.sides] == [2, 2, 1, 1]
    assert offered(session, show) is None


def crowded(session: Session) -> Show:
    """Make a round whose two tables are taken all the time, by eight sides."""
    sides = 8
    meetings = []
    for number in range(6):
        ring = [0, *((number + step) % (sides - 1) + 1 for step in range(sides - 1))]
        meetings += [(ring[table], ring[-1 - table], number, table) for table in range(2)]
    return standing_show(session, *meetings, sides=sides, tables=2)


def test_nobody_is_moved_so_that_somebody_else_is_called_off(session: Session) -> None:
    show = crowded(session)
    before = timetable(session, show)
    close_place(session, show.tables[0], reason="Leak", actor=show.actor, at=LATER)

    plan = repair(session, show.round, actor=show.actor, at=LATER)

    changes = difference_of(session, plan, at=LATER).changes
    numbers = {side.participation.id: number for number, side in enumerate(show.sides)}
    assert {one.change for one in changes} == {Change.REMOVED}
    assert {frozenset(numbers[key] for key in one.sides) for one in changes} == {
        pair for pair, _slot, table in before if table == 0
    }


@pytest.mark.parametrize("is_must", [False, True])
def test_only_a_must_is_kept_at_the_expense_of_another(session: Session, *, is_must: bool) -> None:
    show = crowded(session)
    close_place(session, show.tables[0], reason="Leak", actor=show.actor, at=LATER)
    question = build(read(session, show.round, at=LATER), PlanSettings())
    first = [
        n
        for n, one in enumerate(question.problem.meetings)
        if one.standing and not one.standing.slot
    ]
    gone = next(number for number in first if not question.held[number])
    (stays,) = set(first) - {gone}
    if is_must:
        meetings = list(question.problem.meetings)
        meetings[gone] = replace(meetings[gone], grade_a=Grade.MUST)
        question = replace(question, problem=replace(question.problem, meetings=tuple(meetings)))
    kept = [
        one.standing if question.held[n] else None for n, one in enumerate(meetings_of(question))
    ]
    kept[gone], kept[stays] = meetings_of(question)[gone].standing, None

    found = with_others_spared(question, kept)

    assert (found[gone] is None, found[stays] is None) == (not is_must, is_must)


def meetings_of(question: Question) -> tuple[WantedMeeting, ...]:
    """Return the wanted meetings of a question."""
    return question.problem.meetings


def test_a_freed_seat_goes_to_a_wish_without_one(session: Session) -> None:
    show = make_show(session, tables=1, sides=4)
    show.round.blocks[0].ends_at = venue_time(5, 14, 30)
    wish(session, show, (0, 1), (2, 3))
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    assert offered(session, show) is None
    cancel(session, show, 0, 1)

    (sentence,) = sentences(session, show)
    assert sentence.startswith("Hida has called off its meeting with Adler at")
    plan = mend(session, show)
    assert changes(session, plan) == {Change.ADDED: 1, Change.MOVED: 0, Change.REMOVED: 0}
    accept(session, show, plan)

    assert timetable(session, show) == seats((2, 3, 0, 0))


def test_what_was_called_off_is_not_arranged_again(session: Session) -> None:
    show = standing_show(session, (0, 1, 0, 0), (2, 3, 0, 1))
    cancel(session, show, 0, 1)

    plan = mend(session, show)

    assert changes(session, plan) == {Change.ADDED: 0, Change.MOVED: 0, Change.REMOVED: 0}


def test_who_withdraws_is_dropped(session: Session) -> None:
    show = standing_show(session, (0, 1, 0, 0), (0, 2, 1, 0))
    show.sides[1].participation.state = ParticipationState.WITHDRAWN
    session.flush()

    (sentence,) = sentences(session, show)
    assert sentence.endswith("Hida no longer takes part.")
    assert changes(session, mend(session, show))[Change.REMOVED] == 1


def test_who_can_not_come_any_more_is_moved(session: Session) -> None:
    show = standing_show(session, (0, 1, 0, 0))
    listed = session.scalars(sa.select(WishList)).one()
    listed.absences.append(Absence(starts_at=venue_time(5, 14), ends_at=venue_time(5, 15)))
    session.flush()

    assert "can't come at this time" in sentences(session, show)[0]
    plan = mend(session, show)
    assert changes(session, plan)[Change.MOVED] == 1
    accept(session, show, plan)
    ((_pair, number, _table),) = timetable(session, show)
    assert number >= 2


def test_a_late_arrival_gets_what_is_free(session: Session) -> None:
    show = standing_show(session, (0, 1, 0, 0), (2, 3, 0, 1))
    show.sides.append(make_side(session, show.edition, name_en=NAMES[4], name_zh=""))
    partners = {show.sides[0].participation: Grade.WANT, show.sides[2].participation: Grade.MUST}
    make_wish_list(session, show.round, show.sides[4].participation, partners, sent_at=LATER)

    (sentence,) = sentences(session, show)
    assert sentence == "Saba came late: 2 of its wishes have no meeting yet."
    plan = mend(session, show)

    assert changes(session, plan) == {Change.ADDED: 2, Change.MOVED: 0, Change.REMOVED: 0}


def test_declining_keeps_everything_and_is_remembered(session: Session) -> None:
    show = standing_show(session, (0, 1, 0, 0), (2, 3, 0, 1))
    close_place(session, show.tables[0], actor=show.actor, at=LATER, reason="The roof leaks")
    plan = mend(session, show)
    offer = offered(session, show)
    assert offer is not None
    assert offer.plan is not None
    assert (offer.plan.id, offer.is_declined) == (plan.id, False)

    decline(session, plan, actor=show.actor, at=LATER)

    offer = offered(session, show)
    assert offer is not None
    assert offer.is_declined
    assert timetable(session, show) == seats((0, 1, 0, 0), (2, 3, 0, 1))
    close_place(session, show.tables[1], actor=show.actor, at=LATER, reason="So does this")
    offer = offered(session, show)
    assert offer is not None
    assert not offer.is_declined


def test_only_an_unpublished_repair_can_be_declined(session: Session) -> None:
    show = make_show(session)

    with pytest.raises(NotARepairError):
        decline(session, show.plan(session, (0, 1, 0, 0)), actor=show.actor, at=LATER)


def test_a_plan_that_is_hindered_is_mended(session: Session) -> None:
    show = make_show(session)
    wish(session, show, (0, 1), (2, 3))
    plan = show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1))
    close_place(session, show.tables[1], actor=show.actor, at=NOW, reason="The roof leaks")

    mended = repair(session, show.round, actor=show.actor, at=NOW, plan=plan)
    show.publish(session, mended)

    assert timetable(session, show) == seats((0, 1, 0, 0), (2, 3, 0, 2))


def test_places_are_closed_with_a_reason_and_once(session: Session) -> None:
    show = make_show(session)
    table = show.tables[0]

    with pytest.raises(ClosingReasonError):
        close_place(session, table, actor=show.actor, at=NOW, reason="")
    close_place(session, table, actor=show.actor, at=NOW, reason="The roof leaks")
    with pytest.raises(PlaceStateError):
        close_place(session, table, actor=show.actor, at=NOW, reason="The roof leaks")
    reopen_place(session, table, actor=show.actor, at=NOW)

    assert table.is_open


def test_through_the_pages(browser: Browser, session: Session, queries: QueryCounter) -> None:
    set_clock(LATER)
    show = standing_show(session, (0, 1, 0, 0), (2, 3, 0, 1))
    browser.signed_in_as(show.organiser)
    table, round_page = show.tables[0], f"/timetable/rounds/{show.round.id}"
    closing = f"/timetable/places/{table.id}/close"

    warning = "1 meeting to come stands there until a repair is accepted."
    assert warning in browser.get("/timetable/places").words
    refused = browser.submit("/timetable/places", action=closing)
    assert refused.status_code == 422
    assert "Say why the place is closed" in refused.words
    browser.submit("/timetable/places", action=closing, reason="The roof leaks")
    assert "The roof leaks" in browser.get("/timetable/places?closed=1").words
    assert "1 change since the plan was published" in browser.get(round_page).words

    assert "Changes since a timetable was published" in browser.get("/").words

    repaired = browser.submit(round_page, action=f"{round_page}/repair")
    page = browser.follow(repaired)
    assert "Accept the repair" in page.words
    assert f"Table {table.code}" in page.words
    assert "Proven: no repair calls off fewer meetings." in page.words
    plan_id = str(repaired.location).split("/")[-2]
    browser.submit(str(repaired.location), action=f"/timetable/plans/{plan_id}/decline")
    assert "The repair was declined" in browser.get(round_page).words
    assert timetable(session, show) == seats((0, 1, 0, 0), (2, 3, 0, 1))

    browser.submit(str(repaired.location), action=f"/timetable/plans/{plan_id}/publish")
    assert timetable(session, show) == seats((0, 1, 0, 2), (2, 3, 0, 1))
    browser.submit("/timetable/places", action=f"/timetable/places/{table.id}/reopen")
    assert "The roof leaks" not in browser.get("/timetable/places").words


def test_a_hindered_meeting_is_left_out_from_the_difference(
    browser: Browser, session: Session
) -> None:
    show = make_show(session)
    wish(session, show, (0, 1), (2, 3))
    browser.signed_in_as(show.organiser)
    plan = show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1))
    show.tables[0].is_open = False
    session.flush()
    path = f"/timetable/plans/{plan.id}"
    action = next(
        one.get("action", "")
        for one in browser.get(f"{path}/difference").page.every("form")
        if "take-out" in one.get("action", "")
    )

    left = browser.follow(browser.submit(f"{path}/difference", action=action))

    assert "Publish plan 2" in left.words
    assert "Kauri – Nordlys" in left.words
    assert "Can't stand as planned" not in left.words
    mended = browser.submit(f"{path}/difference", action=f"{path}/repair")
    assert "Publish" in browser.follow(mended).words or "Accept" in browser.follow(mended).words
