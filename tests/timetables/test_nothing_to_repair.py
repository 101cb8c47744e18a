"""Something has happened since a plan was published, and nothing needs to change for it."""

from sqlalchemy.orm import Session

from tests.browser import Browser
from tests.timetables.test_repairing import cancel, mend, standing_show


def test_where_nothing_is_to_be_repaired_one_leaves_it_as_it_stands(
    browser: Browser, session: Session
) -> None:
    show = standing_show(session, (0, 1, 0, 0), (2, 3, 0, 1))
    cancel(session, show, 0, 1)
    plan = mend(session, show)
    browser.signed_in_as(show.organiser)

    page = f"/timetable/plans/{plan.id}/difference"
    words = browser.get(page).words
    browser.post(f"/timetable/plans/{plan.id}/decline")
    declined = browser.get(page).words

    assert "There is nothing to repair" in words
    assert "Leave it as it stands" in words
    assert "Decline the repair" not in words
    assert "a repair that changes less may exist" not in words
    assert "The repair was declined" in declined
    assert "Leave it as it stands" not in declined
    assert "Ready declined" in browser.get(f"/timetable/rounds/{show.round.id}/plans").words
