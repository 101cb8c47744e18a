"""Repairs of what is not so any more: refused, and what fits now is offered."""

import pytest
from sqlalchemy.orm import Session

from matchmaking.core.clock import set_clock
from matchmaking.timetables.errors import RepairOutdatedError
from matchmaking.timetables.models import Plan
from matchmaking.timetables.queries.publications import in_force
from matchmaking.timetables.queries.repairs import is_outdated
from matchmaking.timetables.services.places import close_place, reopen_place
from matchmaking.timetables.services.publishing import publish
from tests.browser import Browser
from tests.factories.expo import NOW
from tests.timetables.published import Show, make_show, seats, timetable
from tests.timetables.repairs import repair
from tests.timetables.test_repairing import LATER, accept, cancel, mend, standing_show, wish


def closed_and_mended(session: Session) -> tuple[Show, Plan]:
    """Return a round in which a table was closed, and the repair that moves its meeting."""
    show = standing_show(session, (0, 1, 0, 0), (2, 3, 0, 1))
    close_place(session, show.tables[0], actor=show.actor, at=LATER, reason="The roof leaks")
    return show, mend(session, show)


def test_a_repair_whose_cause_is_gone_is_not_carried_out(session: Session) -> None:
    show, plan = closed_and_mended(session)
    before = timetable(session, show)
    seen = in_force(session, show.round.id)
    assert seen is not None
    reopen_place(session, show.tables[0], actor=show.actor, at=LATER)

    with pytest.raises(RepairOutdatedError):
        publish(session, plan, actor=show.actor, at=LATER, seen=seen.id)

    assert timetable(session, show) == before
    close_place(session, show.tables[0], actor=show.actor, at=LATER, reason="It leaks again")
    accept(session, show, plan)
    assert timetable(session, show) != before


def test_a_repair_that_more_has_happened_to_is_not_carried_out(session: Session) -> None:
    show, plan = closed_and_mended(session)
    cancel(session, show, 2, 3)

    with pytest.raises(RepairOutdatedError):
        accept(session, show, plan)

    accept(session, show, mend(session, show))


def test_a_repair_of_a_plan_that_can_stand_again_is_not_carried_out(
    session: Session,
) -> None:
    show = make_show(session)
    wish(session, show, (0, 1), (2, 3))
    plan = show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1))
    close_place(session, show.tables[1], actor=show.actor, at=NOW, reason="The roof leaks")
    mended = repair(session, show.round, actor=show.actor, at=NOW, plan=plan)
    reopen_place(session, show.tables[1], actor=show.actor, at=NOW)

    with pytest.raises(RepairOutdatedError):
        show.publish(session, mended)

    show.publish(session, plan)
    assert timetable(session, show) == seats((0, 1, 0, 0), (2, 3, 0, 1))


def test_a_repair_in_force_is_published_again_like_any_plan(session: Session) -> None:
    show, plan = closed_and_mended(session)
    accept(session, show, plan)
    cancel(session, show, 2, 3)

    assert not is_outdated(session, plan, at=LATER)


@pytest.mark.parametrize("is_another", [False, True])
def test_the_page_of_an_outdated_repair_offers_what_fits_now(
    browser: Browser, session: Session, *, is_another: bool
) -> None:
    set_clock(LATER)
    show, plan = closed_and_mended(session)
    browser.signed_in_as(show.organiser)
    path, seen = f"/timetable/plans/{plan.id}", in_force(session, show.round.id)
    assert seen is not None
    if is_another:
        close_place(session, show.tables[1], actor=show.actor, at=LATER, reason="So does this")
    else:
        reopen_place(session, show.tables[0], actor=show.actor, at=LATER)

    answer = browser.post(f"{path}/publish", {"seen": str(seen.id)})

    assert answer.status_code == 409
    assert "Nothing was published: what this repairs has changed." in answer.words
    forms = [one.get("action", "") for one in answer.page.every("form")]
    assert f"{path}/publish" not in forms
    assert (f"/timetable/rounds/{show.round.id}/repair" in forms) == is_another
    assert ("Nothing needs to be repaired now" in answer.words) != is_another


def test_the_page_of_an_outdated_repair_of_a_plan_leads_to_the_plan(
    browser: Browser, session: Session
) -> None:
    show = make_show(session)
    wish(session, show, (0, 1))
    browser.signed_in_as(show.organiser)
    plan = show.plan(session, (0, 1, 0, 0))
    close_place(session, show.tables[0], actor=show.actor, at=NOW, reason="The roof leaks")
    mended = repair(session, show.round, actor=show.actor, at=NOW, plan=plan)
    reopen_place(session, show.tables[0], actor=show.actor, at=NOW)

    page = browser.get(f"/timetable/plans/{mended.id}/difference")

    assert "it can't be accepted any more" in page.words
    assert f"/timetable/plans/{plan.id}/difference" in page.page.links
