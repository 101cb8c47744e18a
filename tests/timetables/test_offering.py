"""What the page of a planned meeting offers is what a step in the plan then takes."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.alternatives import Drafting
from matchmaking.timetables.edit_errors import CanNotSitThereError
from matchmaking.timetables.models import Plan, PlannedMeeting
from matchmaking.timetables.queries.drafting import drafting_of, with_rules
from matchmaking.timetables.services.editing import Edit
from matchmaking.timetables.values import Kind
from tests.browser import Browser, QueryCounter
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW
from tests.factories.timetables import make_wish_list
from tests.timetables.published import Show, make_show, row_of, slot

# Three o'clock to four: two of the six slots.
LUNCH = {"lunch_from": 900, "lunch_until": 960}
NO_LUNCH = "Adler would have no time for lunch."


def wished(session: Session, *, sides: int = 4, tables: int = 3, **values: object) -> Show:
    """Make a round with lunch in which the first side wishes to meet all others."""
    show = make_show(session, sides=sides, tables=tables)
    for name, value in LUNCH.items():
        setattr(show.round, name, value)
    for side in show.sides:
        side.person.name_en = side.participation.label.en
    partners = {side.participation: Grade.WANT for side in show.sides[1:]}
    make_wish_list(session, show.round, show.sides[0].participation, partners, **values)
    return show


def draft(session: Session, show: Show, *rows: tuple[int, int, int, int]) -> Plan:
    return show.plan(session, *rows, kind=Kind.BY_HAND)


def offered(session: Session, plan: Plan, row: PlannedMeeting) -> Drafting:
    drafting, targets = drafting_of(session, plan, row, at=NOW)
    return with_rules(session, drafting, plan, targets)


def test_a_time_that_leaves_somebody_no_lunch_is_not_offered(session: Session) -> None:
    show = wished(session)
    plan = draft(session, show, (0, 1, 0, 0), (0, 2, 2, 0))

    options = list(offered(session, plan, row_of(session, plan, show, 0, 1)).options())

    assert [len(one.places) for one in options] == [3, 3, 0, 0, 3, 3]
    assert str(options[3].sentence) == NO_LUNCH


def test_who_else_could_come_to_lunchtime_is_offered_alone_and_once(session: Session) -> None:
    show = wished(session)
    plan = draft(session, show, (0, 1, 0, 0), (0, 2, 2, 0))
    second = make_representative(session, show.sides[0].participation, name_en="Second")
    third = make_representative(session, show.sides[1].participation, name_en="Third")
    row = row_of(session, plan, show, 0, 1)

    option = offered(session, plan, row).option(slot(3), show.round.blocks[0].id)
    begin = option.nearest((row.a_representative_id, row.b_representative_id), row.place_id)

    theirs = (show.sides[1].person.id, third.id)
    assert option.people == ((second.id,), theirs)
    assert begin == (second.id, show.sides[1].person.id, show.tables[0].id)


def test_what_the_plan_breaks_already_is_no_reason(session: Session) -> None:
    show = wished(session, maximum=1)
    plan = draft(session, show, (0, 1, 0, 0), (0, 2, 2, 0), (0, 3, 3, 0))

    options = list(offered(session, plan, row_of(session, plan, show, 0, 1)).options())

    assert [len(one.places) for one in options] == [3, 3, 0, 0, 3, 3]


def test_a_meeting_too_many_is_said_at_every_time(session: Session) -> None:
    show = wished(session, maximum=1)
    plan = draft(session, show, (0, 1, 0, 0), (0, 2, 2, 0))
    row = row_of(session, plan, show, 0, 2)
    Edit(session, row, actor=show.actor, at=NOW, version=plan.version).take_out()

    options = list(offered(session, plan, row).options())

    assert {len(one.places) for one in options} == {0}
    assert str(options[5].sentence) == "Adler would have more meetings than it wants."


def test_all_that_is_offered_is_taken_and_nothing_else(session: Session) -> None:
    show = wished(session, maximum=3)
    make_representative(session, show.sides[0].participation)
    plan = draft(session, show, (0, 1, 0, 0), (0, 2, 2, 1), (0, 3, 4, 0))
    row = row_of(session, plan, show, 0, 1)
    known = offered(session, plan, row)
    blind, _targets = drafting_of(session, plan, row, at=NOW)
    answers = []

    for option in blind.options():
        ways = {pair for pair, _places in known.option(option.slot, option.block_id).ways}
        for pair, places in option.ways:
            standing = blind.standing(option, pair, places[0])
            nested = session.begin_nested()
            try:
                Edit(session, row, actor=show.actor, at=NOW, version=plan.version).sit(standing)
                answers.append((pair in ways, True))
            except CanNotSitThereError:
                answers.append((pair in ways, False))
            nested.rollback()
            session.expire_all()

    assert set(answers) == {(True, True), (False, False)}


def test_the_page_begins_with_people_who_have_time(session: Session, browser: Browser) -> None:
    show = wished(session)
    plan = draft(session, show, (0, 1, 0, 0), (0, 2, 2, 0))
    second = make_representative(session, show.sides[0].participation, name_en="Second")
    make_representative(session, show.sides[1].participation, name_en="Third")
    row = row_of(session, plan, show, 0, 1)
    browser.signed_in_as(show.organiser)
    path = f"/timetable/plans/{plan.id}/meetings/{row.id}"
    link = next(one for one in browser.get(path).page.links if "07%3A30" in one or "07:30" in one)

    shown = browser.get(link.split("#")[0])
    moved = browser.submit(link.split("#")[0], action=f"{path}/seat")

    assert shown.text.count(f'<option value="{second.id}"') == 1
    assert shown.text.count(">Third</option>") == 1
    assert moved.status_code == 302
    query = sa.select(PlannedMeeting).where(PlannedMeeting.id == row.id)
    assert session.scalars(query).one().a_representative_id == second.id


def test_the_page_takes_as_many_queries_for_2_meetings_as_for_6(
    session: Session, browser: Browser, queries: QueryCounter
) -> None:
    show = wished(session, sides=6)
    small = draft(session, show, (0, 1, 0, 0), (0, 2, 1, 0))
    large = draft(session, show, (0, 1, 0, 0), *((0, n, n - 1, 0) for n in range(2, 6)))
    browser.signed_in_as(show.organiser)
    counts = []
    for plan in (small, large):
        row = row_of(session, plan, show, 0, 1)
        path = f"/timetable/plans/{plan.id}/meetings/{row.id}"
        session.flush()
        with queries:
            browser.get(path)
        counts.append(len(queries))

    assert counts[0] == counts[1]
