"""Removing a round that came to nothing."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.audit.queries import history_of
from matchmaking.core.database import Base
from matchmaking.expo.models import MeetingBlock
from matchmaking.notifications.models import Notice
from matchmaking.scheduling.rounds.values import Aim, Grade, Moment
from matchmaking.timetables import models
from matchmaking.timetables.errors import RoundPublishedError
from matchmaking.timetables.models import Absence, PlanMoment, Round
from matchmaking.timetables.services import runs
from matchmaking.timetables.services.removing import REMOVED, remove_round
from matchmaking.timetables.values import PlanState
from tests.browser import Browser
from tests.factories.accounts import make_organiser
from tests.factories.expo import NOW, venue_time
from tests.factories.timetables import make_plan, make_planned, make_wish_list
from tests.timetables.desk import Desk
from tests.timetables.published import Show, make_show

OF_A_ROUND: tuple[type[Base], ...] = (
    models.Plan,
    models.PlanMoment,
    models.PlannedMeeting,
    models.Wish,
    models.Absence,
    models.WishList,
    models.RoundBlock,
    models.Round,
)


def gathered(session: Session) -> Show:
    """Make a round with all that can belong to one of which nothing was published."""
    show = make_show(session)
    away = Absence(starts_at=venue_time(5, 14), ends_at=venue_time(5, 15))
    one, other = show.sides[0], show.sides[1]
    make_wish_list(
        session, show.round, one.participation, {other.participation: Grade.MUST}, absences=[away]
    )
    make_wish_list(session, show.round, other.participation, sent_at=None)
    plan = make_plan(session, show.round)
    make_planned(session, plan, (one.person, other.person), show.tables[0])
    copy = make_plan(session, show.round, number=2, parent=plan, state=PlanState.RUNNING)
    session.add(PlanMoment(plan_id=copy.id, position=0, seconds=0, aim="musts", placed=0))
    session.flush()
    return show


def left(session: Session) -> dict[str, int]:
    """Count the rows that belong to rounds."""
    return {
        model.__name__: session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
        for model in OF_A_ROUND
    }


def test_a_round_goes_with_its_wishes_and_plans_and_its_blocks_are_free(session: Session) -> None:
    show = gathered(session)
    assert 0 not in left(session).values()
    key = show.round.id

    invited = remove_round(session, show.actor, show.round, at=NOW)

    assert invited == 2
    assert set(left(session).values()) == {0}
    assert session.scalar(sa.select(sa.func.count()).select_from(MeetingBlock)) == 1
    assert [one.action for one in history_of(session, ("round", key))] == [REMOVED.text]


def test_no_later_round_is_taken_for_a_removed_one(session: Session) -> None:
    # What was said of the first, in notices and in the record, would lead to the second.
    first = gathered(session)
    round_id = first.round.id
    plans = set(session.scalars(sa.select(models.Plan.id)))
    remove_round(session, first.actor, first.round, at=NOW)
    session.expunge_all()

    second = gathered(session)

    assert second.round.id != round_id
    assert plans.isdisjoint(session.scalars(sa.select(models.Plan.id)))


def test_other_rounds_stay(session: Session) -> None:
    show, other = gathered(session), gathered(session)
    before = left(session)

    remove_round(session, show.actor, show.round, at=NOW)

    assert {name: 2 * count for name, count in left(session).items()} == before
    assert session.get(Round, other.round.id) is not None


def test_administrators_of_the_invited_are_told_and_nobody_else(session: Session) -> None:
    show = gathered(session)
    name = show.round.label.en

    remove_round(session, show.actor, show.round, at=NOW)

    told = session.scalars(sa.select(Notice).order_by(Notice.account_id)).all()
    assert [one.account_id for one in told] == [side.grant.account_id for side in show.sides[:2]]
    assert str(told[0].sentence) == f"“{name}” does not take place: no timetable is made."


@pytest.mark.parametrize("is_undone", [False, True])
def test_what_was_published_once_stays(session: Session, *, is_undone: bool) -> None:
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    if is_undone:
        show.undo(session)

    with pytest.raises(RoundPublishedError):
        remove_round(session, show.actor, show.round, at=NOW)

    assert session.get(Round, show.round.id) is not None


def test_a_search_that_goes_on_finds_its_plan_gone(session: Session) -> None:
    show = gathered(session)
    running = sa.select(models.Plan.id).where(models.Plan.state == PlanState.RUNNING)
    claim = runs.Claim(session.scalars(running).one(), NOW)

    remove_round(session, show.actor, show.round, at=NOW)

    moment = (0, Moment(Aim.MUSTS, 1, 1, 0.5, 1))
    assert runs.note_moments(session, claim, [moment], at=NOW) is False
    assert runs.keep_answers(session, claim, [{"a_id": 1, "b_id": 2}], at=NOW) is False
    assert runs.finish(session, claim, at=NOW) is False


def test_an_organiser_removes_a_round_and_is_told_what_goes_with_it(desk: Desk) -> None:
    desk.fair.wish(0, 1)
    desk.plan()
    edit = f"/timetable/rounds/{desk.fair.round.id}/edit"
    name = desk.fair.round.label.en

    asked = desk.get(edit)
    answer = desk.browser.submit(edit, action=f"/timetable/rounds/{desk.fair.round.id}/remove")

    assert "Invited: 1, all of whom are told. Wish lists handed in: 1. Plans: 1." in asked.words
    assert answer.location == "/timetable"
    assert f"The round “{name}” is removed." in desk.browser.follow(answer).words
    assert "No matchmaking round yet" in desk.get("/timetable").words


def test_the_page_says_why_a_published_round_stays(browser: Browser, session: Session) -> None:
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    browser.signed_in_as(show.organiser)
    edit = f"/timetable/rounds/{show.round.id}/edit"

    page = browser.get(edit)
    answer = browser.post(f"/timetable/rounds/{show.round.id}/remove")

    assert "the round stays, as the record of it" in page.words
    assert "Remove “" not in page.words
    assert answer.location == edit
    assert "the round stays, as the record of it" in browser.follow(answer).words


def test_another_edition_s_organiser_removes_nothing(browser: Browser, session: Session) -> None:
    show, stranger = make_show(session), make_show(session)
    browser.signed_in_as(make_organiser(session, stranger.edition))

    answer = browser.post(f"/timetable/rounds/{show.round.id}/remove")

    assert answer.status_code == 404
    assert session.get(Round, show.round.id) is not None


def test_a_round_nobody_is_invited_to_says_so_before_it_goes(desk: Desk) -> None:
    edit = f"/timetable/rounds/{desk.fair.round.id}/edit"

    assert "Nobody has been invited to it yet." in desk.get(edit).words
