"""What a what-if assumes holds up publishing until it is so, and no longer."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.expo.values import Slot
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.errors import HypotheticalPlanError
from matchmaking.timetables.models import Absence, Plan, PlannedMeeting, WishList
from matchmaking.timetables.queries.assumptions import assumptions_of
from matchmaking.timetables.settings import (
    Comes,
    ExtraBlock,
    MoreInterpreters,
    MoreMeetings,
    MoreTables,
    PlanSettings,
    packed,
)
from matchmaking.timetables.values import Kind
from tests.browser import Browser
from tests.factories.expo import NOW, venue_time
from tests.factories.timetables import make_wish_list
from tests.timetables.published import Show, make_show, seats, slot, timetable

MEETINGS = ((0, 1, 0, 0), (0, 2, 1, 0))


def wishing(session: Session, show: Show, **values: object) -> WishList:
    """Let the first side wish for the next two."""
    wishes = {show.sides[other].participation: Grade.WANT for other in (1, 2)}
    return make_wish_list(session, show.round, show.sides[0].participation, wishes, **values)


def what_if(session: Session, show: Show, **settings: object) -> Plan:
    """Make a plan that was sought with these changes and has two meetings of the first side."""
    values = packed(PlanSettings(**settings))  # type: ignore[arg-type]
    return show.plan(session, *MEETINGS, kind=Kind.WHAT_IF, settings=values)


def assumed(session: Session, plan: Plan) -> list[str]:
    return [str(one) for one in assumptions_of(session, plan, at=NOW)]


def refused(session: Session, show: Show, plan: Plan) -> str:
    """Return why a plan is not published; nothing stands by it."""
    with pytest.raises(HypotheticalPlanError) as error:
        show.publish(session, plan)
    assert timetable(session, show) == set()
    return str(error.value)


def published(session: Session, show: Show, plan: Plan) -> bool:
    show.publish(session, plan)
    return timetable(session, show) == seats(*MEETINGS)


def test_a_raised_maximum_holds_up_until_the_wish_list_allows_it(session: Session) -> None:
    show = make_show(session)
    listed = wishing(session, show, maximum=1)
    more = MoreMeetings(show.sides[0].participation.id, 4)
    plan = what_if(session, show, more_meetings=(more,))

    assert "Adler takes 1 meeting more than it wants at most" in refused(session, show, plan)
    listed.maximum = 2
    session.flush()

    assert assumed(session, plan) == []
    assert published(session, show, plan)


def test_a_maximum_counts_the_meetings_somebody_has_beside_the_plan(session: Session) -> None:
    show = make_show(session)
    wishes = {show.sides[other].participation: Grade.WANT for other in (1, 2, 3)}
    first = show.sides[0].participation
    make_wish_list(session, show.round, first, wishes, maximum=2)
    show.publish(session, show.plan(session, (0, 3, 2, 0)))
    # What two have arranged themselves is beside every plan.
    session.execute(sa.text("DELETE FROM arranged_meetings"))
    plan = what_if(session, show, more_meetings=(MoreMeetings(first.id, 1),))

    (sentence,) = assumed(session, plan)

    assert sentence.startswith("Adler takes 1 meeting more than it wants at most")


def test_who_comes_after_all_holds_up_until_the_absence_is_gone(session: Session) -> None:
    show = make_show(session)
    listed, person = wishing(session, show), show.sides[0].person
    listed.absences.append(Absence(starts_at=venue_time(5, 14), ends_at=venue_time(5, 14, 30)))
    session.flush()
    plan = what_if(session, show, comes=(Comes(slot(0), person.id),))

    said = refused(session, show, plan)
    assert f"{person.label.en} comes after all, {slot(0).starts_at} to {slot(0).ends_at}" in said
    listed.absences.clear()
    session.flush()

    assert published(session, show, plan)


def test_an_interpreter_whom_nobody_engaged_holds_up(session: Session) -> None:
    show = make_show(session)
    wishing(session, show)
    person = show.sides[0].person
    person.languages = "ja"
    session.flush()
    plan = what_if(session, show, more_interpreters=(MoreInterpreters(slot(0), ("en", "ja")),))

    said = refused(session, show, plan)
    assert "1 more interpreter for English and Japanese" in said
    assert f"{slot(0).starts_at} to {slot(1).ends_at}" in said
    person.languages = "en,ja"
    session.flush()

    assert published(session, show, plan)


def test_longer_slots_name_their_length_and_what_they_take_the_place_of(session: Session) -> None:
    show = make_show(session)
    afternoon = Slot(venue_time(5, 14), venue_time(5, 17))
    block = ExtraBlock(afternoon, 45, show.tables[0].hall_id, 3)
    plan = what_if(session, show, extra_blocks=(block,), left_out=(afternoon,))
    session.execute(sa.update(PlannedMeeting).values(block_id=None))

    first, second = assumed(session, plan)

    assert first.startswith("A meeting block of this round with slots of 45 minutes, ")
    assert second.startswith("The block that is there so far gives up ")


def test_what_no_meeting_uses_and_what_a_plan_goes_without_hold_up_nothing(
    session: Session,
) -> None:
    show = make_show(session)
    wishing(session, show, maximum=2)
    people = (show.sides[0].person, show.sides[0].participation)
    plan = what_if(
        session,
        show,
        more_tables=(
            MoreTables(slot(0), show.tables[0].hall_id, 2),
            MoreTables(slot(3), show.tables[0].hall_id, -1),
        ),
        closed_places=frozenset({show.tables[2].id}),
        left_out=(slot(4),),
        comes=(Comes(slot(3), people[0].id),),
        more_meetings=(MoreMeetings(people[1].id, 1),),
        more_interpreters=(MoreInterpreters(slot(3), ("en", "ja")),),
    )

    assert assumed(session, plan) == []
    assert published(session, show, plan)


def test_the_pages_say_what_the_service_refuses(browser: Browser, session: Session) -> None:
    show = make_show(session)
    wishing(session, show, maximum=1)
    browser.signed_in_as(show.organiser)
    more = MoreMeetings(show.sides[0].participation.id, 4)
    plan = what_if(session, show, more_meetings=(more,))
    path, said = f"/timetable/plans/{plan.id}", "Adler takes 1 meeting more than it wants at most"

    page, difference = browser.get(path), browser.get(f"{path}/difference")
    answer = browser.post(f"{path}/publish", {"seen": "0"})

    assert "This is a what-if: it can't be published as it is." in page.words
    assert all(said in one.words for one in (page, difference, answer))
    assert not any("/publish" in one.get("action", "") for one in difference.page.every("form"))
    assert answer.status_code == 409


def test_a_what_if_that_needs_nothing_is_not_said_to_be_held_up(
    browser: Browser, session: Session
) -> None:
    show = make_show(session)
    wishing(session, show)
    browser.signed_in_as(show.organiser)
    more = MoreTables(slot(0), show.tables[0].hall_id, 2)
    plan = what_if(session, show, more_tables=(more,))
    path = f"/timetable/plans/{plan.id}"

    assert "can't be published" not in browser.get(path).words
    assert "Publish plan 1" in browser.get(f"{path}/difference").words
