"""Changing a plan by hand: only what is free is offered, and every change keeps the rules."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.expo.models import Interpreter
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.edit_errors import CanNotSitThereError, LockedMeetingError
from matchmaking.timetables.models import Plan, PlannedMeeting
from matchmaking.timetables.queries.drafting import drafting_of
from matchmaking.timetables.services.editing import Edit
from matchmaking.timetables.values import Kind
from tests.browser import Browser
from tests.factories.expo import NOW
from tests.factories.timetables import make_planned, make_wish_list
from tests.timetables.published import Show, make_show, row_of, seats, slot, timetable
from tests.timetables.test_publishing import take

Seats = set[tuple[frozenset[int], int, int]]


def draft(session: Session, show: Show, *rows: tuple[int, int, int, int]) -> Plan:
    """Make a plan made by hand that nobody has published."""
    return show.plan(session, *rows, kind=Kind.BY_HAND)


def edit(session: Session, show: Show, row: PlannedMeeting, version: int = 1) -> Edit:
    return Edit(session, row, actor=show.actor, at=NOW, version=version)


def move(session: Session, show: Show, row: PlannedMeeting, number: int, table: int) -> Plan:
    """Move a planned meeting, keeping its people."""
    drafting, _targets = drafting_of(session, row.plan, row, at=NOW)
    option = drafting.option(slot(number), show.round.blocks[0].id)
    people = (row.a_representative_id or 0, row.b_representative_id or 0)
    standing = drafting.standing(option, people, show.tables[table].id)
    return edit(session, show, row, row.plan.version).sit(standing)


def planned(session: Session, show: Show, plan: Plan) -> Seats:
    """Return the seats of a plan as ``published.timetable`` returns those that stand."""
    number = {side.participation.id: index for index, side in enumerate(show.sides)}
    starts = {slot(index).starts_at: index for index in range(6)}
    table = {place.id: index for index, place in enumerate(show.tables)}
    query = sa.select(PlannedMeeting).where(
        PlannedMeeting.plan_id == plan.id, PlannedMeeting.starts_at.is_not(None)
    )
    return {
        (
            frozenset({number[one.a_id], number[one.b_id]}),
            starts[one.starts_at],
            table[one.place_id],
        )
        for one in session.scalars(query.execution_options(populate_existing=True))
        if one.starts_at is not None and one.place_id is not None
    }


def test_what_is_free_is_offered_and_what_clashes_named(session: Session) -> None:
    show = make_show(session, tables=2)
    plan = draft(session, show, (0, 1, 0, 0), (0, 2, 1, 0), (2, 3, 0, 1))
    take(session, show, 1, 2, "Forum")
    row = row_of(session, plan, show, 0, 1)

    drafting, _targets = drafting_of(session, plan, row, at=NOW)
    options = list(drafting.options())

    assert [len(one.places) for one in options] == [1, 0, 0, 2, 2, 2]
    assert "already has “Kauri”" in str(options[1].sentence)
    assert "already has “Forum”" in str(options[2].sentence)
    assert options[0].places == (show.tables[0].id,)


def test_who_is_at_the_booth_of_a_side_is_named_where_no_place_is_free(session: Session) -> None:
    show = make_show(session, tables=1)
    show.sides[0].participation.booth = show.tables[0]
    plan = draft(session, show, (0, 1, 0, 0), (0, 2, 1, 0), (2, 3, 2, 0))
    row = row_of(session, plan, show, 0, 1)

    drafting, _targets = drafting_of(session, plan, row, at=NOW)
    sentences = [str(option.sentence) for option in drafting.options()]

    where = f"{show.tables[0].code} in hall {show.tables[0].hall.code}"
    taken = f"No place is free: at {where} there is “Kauri”."
    assert sentences[:4] == ["None", taken, taken, "None"]


def test_a_run_is_copied_and_a_draft_edited_in_place(session: Session) -> None:
    show = make_show(session)
    plan = show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1))

    copy = move(session, show, row_of(session, plan, show, 0, 1), 3, 2)
    assert copy.id != plan.id
    assert (copy.kind, copy.parent_id, copy.number) == (Kind.BY_HAND, plan.id, 2)
    assert planned(session, show, plan) == {(frozenset({0, 1}), 0, 0), (frozenset({2, 3}), 0, 1)}
    assert planned(session, show, copy) == {(frozenset({0, 1}), 3, 2), (frozenset({2, 3}), 0, 1)}

    again = move(session, show, row_of(session, copy, show, 0, 1), 4, 0)
    assert again.id == copy.id


def test_a_draft_that_was_published_is_copied(session: Session) -> None:
    show = make_show(session)
    plan = draft(session, show, (0, 1, 0, 0))
    show.publish(session, plan)

    assert move(session, show, row_of(session, plan, show, 0, 1), 3, 0).id != plan.id


def test_who_edits_what_somebody_changed_first_is_told(session: Session) -> None:
    show = make_show(session)
    plan = draft(session, show, (0, 1, 0, 0))
    row, seen = row_of(session, plan, show, 0, 1), plan.version
    move(session, show, row, 3, 0)

    with pytest.raises(ChangedMeanwhileError):
        edit(session, show, row, seen).take_out()


def test_a_taken_seat_is_refused_by_name(session: Session) -> None:
    show = make_show(session)
    plan = draft(session, show, (0, 1, 0, 0), (0, 2, 1, 0))

    with pytest.raises(CanNotSitThereError) as refused:
        move(session, show, row_of(session, plan, show, 0, 1), 1, 1)

    assert "already has “Kauri”" in str(refused.value)


def test_taking_out_and_seating_again(session: Session) -> None:
    show = make_show(session)
    plan = draft(session, show, (0, 1, 0, 0))
    row = row_of(session, plan, show, 0, 1)
    people = (row.a_representative_id or 0, row.b_representative_id or 0)

    edit(session, show, row, plan.version).take_out()
    assert (plan.placed, planned(session, show, plan)) == (0, set())

    drafting, _targets = drafting_of(session, plan, row, at=NOW)
    option = drafting.option(slot(2), show.round.blocks[0].id)
    edit(session, show, row, plan.version).sit(drafting.standing(option, people, show.tables[1].id))
    assert planned(session, show, plan) == {(frozenset({0, 1}), 2, 1)}


def test_what_was_taken_out_by_hand_says_so(session: Session, browser: Browser) -> None:
    show = make_show(session)
    plan = draft(session, show, (0, 1, 0, 0))
    edit(session, show, row_of(session, plan, show, 0, 1), plan.version).take_out()
    browser.signed_in_as(show.organiser)

    page = browser.get(f"/timetable/plans/{plan.id}/unplaced")

    assert "Somebody took it out of the plan by hand." in page.words


def test_locked_meetings_stay_until_they_are_unlocked(session: Session) -> None:
    show = make_show(session)
    plan = draft(session, show, (0, 1, 0, 0))
    row = row_of(session, plan, show, 0, 1)
    edit(session, show, row, plan.version).lock(is_locked=True)

    with pytest.raises(LockedMeetingError):
        edit(session, show, row, plan.version).take_out()

    edit(session, show, row, plan.version).lock(is_locked=False)
    edit(session, show, row, plan.version).take_out()
    assert planned(session, show, plan) == set()


def test_two_meetings_change_seats(session: Session) -> None:
    show = make_show(session, tables=1)
    plan = draft(session, show, (0, 1, 0, 0), (2, 3, 1, 0), (0, 3, 2, 0))
    row, other = row_of(session, plan, show, 0, 1), row_of(session, plan, show, 2, 3)
    drafting, targets = drafting_of(session, plan, row, at=NOW)

    assert other.id in {one.planned_id for one in drafting.swaps(targets)}
    edit(session, show, row, plan.version).swap(other)

    assert planned(session, show, plan) == {
        (frozenset({0, 1}), 1, 0),
        (frozenset({2, 3}), 0, 0),
        (frozenset({0, 3}), 2, 0),
    }


def test_a_swap_that_clashes_is_not_offered_and_refused(session: Session) -> None:
    show = make_show(session)
    plan = draft(session, show, (0, 1, 0, 0), (2, 3, 1, 0), (0, 2, 1, 1))
    row, other = row_of(session, plan, show, 0, 1), row_of(session, plan, show, 2, 3)
    drafting, targets = drafting_of(session, plan, row, at=NOW)

    assert other.id not in {one.planned_id for one in drafting.swaps(targets)}
    with pytest.raises(CanNotSitThereError):
        edit(session, show, row, plan.version).swap(other)


def test_nobody_gets_more_meetings_than_they_want(session: Session) -> None:
    show = make_show(session)
    partners = {side.participation: Grade.WANT for side in show.sides[1:]}
    make_wish_list(session, show.round, show.sides[0].participation, partners, maximum=1)
    plan = draft(session, show, (0, 1, 0, 0))
    people = (show.sides[0].person, show.sides[2].person)
    row = make_planned(session, plan, people)

    drafting, _targets = drafting_of(session, plan, row, at=NOW)
    option = drafting.option(slot(3), show.round.blocks[0].id)
    standing = drafting.standing(option, (people[0].id, people[1].id), show.tables[0].id)
    with pytest.raises(CanNotSitThereError) as refused:
        edit(session, show, row, plan.version).sit(standing)

    assert "Adler would have more meetings than it wants" in str(refused.value)


def test_somebody_interprets_for_two_who_share_no_language(session: Session) -> None:
    show = make_show(session)
    show.sides[0].person.languages, show.sides[1].person.languages = "de", "zh"
    helper = Interpreter(edition_id=show.edition.id, languages="de,zh", name_en="Lin", name_zh="林")
    session.add(helper)
    plan = draft(session, show, (0, 1, 0, 0), (2, 3, 0, 1))
    row = row_of(session, plan, show, 0, 1)

    move(session, show, row, 3, 0)
    assert row.interpreter_id == helper.id

    helper.is_active = False
    session.flush()
    with pytest.raises(CanNotSitThereError) as refused:
        move(session, show, row, 4, 0)
    assert "nobody is free to interpret" in str(refused.value)


def test_what_stands_elsewhere_by_the_plan_itself_is_no_clash(session: Session) -> None:
    show = make_show(session)
    plan = show.plan(session, (0, 1, 0, 0), (0, 2, 1, 0))
    show.publish(session, plan)
    copy = edit(session, show, row_of(session, plan, show, 0, 1)).take_out()

    moved = move(session, show, row_of(session, copy, show, 0, 2), 0, 0)

    assert planned(session, show, moved) == {(frozenset({0, 2}), 0, 0)}
    assert timetable(session, show) == seats((0, 1, 0, 0), (0, 2, 1, 0))


def test_through_the_page(browser: Browser, session: Session) -> None:
    show = make_show(session)
    browser.signed_in_as(show.organiser)
    plan = draft(session, show, (0, 1, 0, 0), (0, 2, 1, 0))
    row = row_of(session, plan, show, 0, 1)
    path = f"/timetable/plans/{plan.id}/meetings/{row.id}"

    page = browser.get(path)
    assert "already has “Kauri”" in page.words
    at_three = next(link for link in page.page.links if "07%3A00" in link or "07:00" in link)
    answer = browser.submit(at_three.split("#")[0], action=f"{path}/seat")
    assert answer.status_code == 302
    assert planned(session, show, plan) >= {(frozenset({0, 1}), 2, 0)}

    browser.submit(path, action=f"{path}/lock")
    assert "A search made from this plan leaves it where it is" in browser.get(path).words
    assert browser.submit(path, action=f"{path}/lock").status_code == 302
    browser.submit(path, action=f"{path}/take-out")
    assert "It has no seat in this plan" in browser.get(path).words


def test_nonsense_is_refused_on_the_page(browser: Browser, session: Session) -> None:
    show = make_show(session)
    browser.signed_in_as(show.organiser)
    plan = draft(session, show, (0, 1, 0, 0))
    row = row_of(session, plan, show, 0, 1)
    path = f"/timetable/plans/{plan.id}/meetings/{row.id}"

    answer = browser.post(f"{path}/seat", {"slot": "yesterday", "version": str(plan.version)})

    assert answer.status_code == 409
    assert "Choose one of the times, places and people that are free" in answer.words
    assert browser.get(f"/timetable/plans/{plan.id}/meetings/99999999999").status_code == 404
