"""Meetings of the plan in force that stand nowhere: a repair is offered for them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.clock import set_clock
from matchmaking.meetings.models import Veto
from matchmaking.timetables.models import Wish
from matchmaking.timetables.services.places import close_place, reopen_place
from tests.browser import Browser, QueryCounter
from tests.factories.expo import venue_time
from tests.timetables.published import Show, make_show, seats, timetable
from tests.timetables.test_repairing import LATER, accept, cancel, mend, offered, sentences, wish

LEFT = "Adler – Hida, planned for Tue 5 Nov 14:00, does not stand."


def undone_show(session: Session, *, lost: int = 1) -> Show:
    """Return a round of one slot in which a plan with less meetings was undone.

    The tables of those it left out are closed; the one that it moved is back at the last open one.
    """
    show = make_show(session, sides=2 * lost + 2, tables=lost + 2)
    show.round.blocks[0].ends_at = venue_time(5, 14, 30)
    pairs = [(2 * number, 2 * number + 1) for number in range(lost + 1)]
    wish(session, show, *pairs)
    show.publish(session, show.plan(session, *((*pair, 0, n) for n, pair in enumerate(pairs))))
    show.publish(session, show.plan(session, (*pairs[-1], 0, lost + 1)))
    for table in show.tables[:lost]:
        close_place(session, table, actor=show.actor, at=LATER, reason="The roof leaks")
    show.undo(session, rest=True)
    close_place(session, show.tables[-1], actor=show.actor, at=LATER, reason="It leaks as well")
    session.flush()
    return show


def test_what_could_not_be_put_back_is_offered_a_repair(session: Session) -> None:
    show = undone_show(session)
    assert timetable(session, show) == seats((2, 3, 0, 1))
    (sentence,) = sentences(session, show)
    assert sentence.startswith("Adler – Hida, planned for ")

    reopen_place(session, show.tables[0], actor=show.actor, at=LATER)
    accept(session, show, mend(session, show))

    assert timetable(session, show) == seats((0, 1, 0, 0), (2, 3, 0, 1))
    assert offered(session, show) is None


def test_the_rounds_page_leads_to_a_repair_that_says_what_stops_it(
    browser: Browser, session: Session
) -> None:
    set_clock(LATER)
    show = undone_show(session)
    browser.signed_in_as(show.organiser)
    page = f"/timetable/rounds/{show.round.id}"

    assert f"1 change since the plan was published {LEFT}" in browser.get(page).words
    mended = browser.follow(browser.submit(page, action=f"{page}/repair"))

    assert "1 wished meeting has no place: what stops it" in mended.words


def test_who_has_called_it_off_or_wishes_it_no_more_is_offered_nothing_for_it(
    session: Session,
) -> None:
    show = undone_show(session)
    assert offered(session, show) is not None
    cancel(session, show, 2, 3)
    assert len(sentences(session, show)) == 2

    session.execute(sa.delete(Wish))

    (sentence,) = sentences(session, show)
    assert "has called off its meeting" in sentence


def test_a_veto_since_leaves_nothing_to_offer(session: Session) -> None:
    show = undone_show(session)
    one, other = (side.participation.id for side in show.sides[:2])
    session.add(Veto(participation_id=other, partner_id=one, made_at=LATER))
    session.flush()
    assert offered(session, show) is None


def test_what_does_not_stand_takes_as_many_queries_for_1_meeting_as_for_3(
    session: Session, queries: QueryCounter
) -> None:
    counts = []
    for lost in 1, 3:
        show = undone_show(session, lost=lost)
        session.expire_all()
        with queries:
            assert len(sentences(session, show)) == lost
        counts.append(len(queries))
    assert counts[0] == counts[1]
