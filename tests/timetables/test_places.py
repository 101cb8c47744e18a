"""The pages of places and interpreters: where one was is kept, and the repair offered is linked."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.audit.services import record
from matchmaking.expo.deeds import CORRECTED
from matchmaking.expo.models import Interpreter, Place
from matchmaking.expo.values import PlaceKind
from matchmaking.meetings.models import Meeting
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.queries.places import lines_of, places_of
from matchmaking.timetables.queries.rounds import helping
from matchmaking.timetables.services.places import close_place
from tests.browser import Browser
from tests.factories.accounts import make_organiser
from tests.factories.expo import NOW, make_block, make_edition, make_place
from tests.factories.timetables import make_round, make_wish_list
from tests.timetables.published import Show, make_show


def published(session: Session) -> tuple[Show, Interpreter]:
    """Publish a meeting that somebody interprets, at the first table."""
    show = make_show(session)
    show.sides[0].person.languages, show.sides[1].person.languages = "de", "zh"
    helper = Interpreter(
        edition_id=show.edition.id, languages="de,zh", name_en="Gu Xin", name_zh="", is_active=True
    )
    session.add(helper)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    session.execute(sa.update(Meeting).values(interpreter_id=helper.id))
    session.flush()
    return show, helper


def test_a_step_leads_back_to_the_list_it_was_taken_in(session: Session, browser: Browser) -> None:
    show = make_show(session)
    browser.signed_in_as(show.organiser)
    table = show.tables[0]
    asked = f"q={table.code}&round={show.round.id}"
    close, reopen = (f"/timetable/places/{table.id}/{step}?{asked}" for step in ("close", "reopen"))

    page = f"/timetable/places?{asked}"
    closed = browser.submit(page, action=close, reason="Leak")
    opened = browser.submit(page, action=reopen)
    second = browser.post(f"/timetable/places/{table.id}/close?page=2", {"reason": "Leak"})

    assert (closed.location, opened.location) == (page, page)
    assert second.location == "/timetable/places?page=2"


def test_the_repair_offered_is_linked_once_a_place_is_closed(
    session: Session, browser: Browser
) -> None:
    show, _helper = published(session)
    browser.signed_in_as(show.organiser)
    link = f"/timetable/rounds/{show.round.id}#in-force"
    page = "/timetable/places"

    assert link not in browser.get(page).page.links
    closed = browser.submit(
        page, action=f"/timetable/places/{show.tables[0].id}/close", reason="Leak"
    )

    assert link in browser.follow(closed).page.links
    assert "1 change since the plan was published" in browser.get(page).words


def test_a_rounds_places_are_listed_alone_with_a_way_to_all(
    session: Session, browser: Browser
) -> None:
    edition = make_edition(session)
    ours, others = make_place(session, edition), make_place(session, edition)
    round_ = make_round(session, edition, make_block(session, edition, [ours]))
    make_block(session, edition, [others])
    stranger = make_round(session, make_edition(session))
    browser.signed_in_as(make_organiser(session, edition))
    listed = f"/timetable/places?round={round_.id}"

    def found(round_id: int | None = None) -> list[Place]:
        return list(session.scalars(places_of(edition.id, round_id=round_id)))

    assert set(found()) == {ours, others}
    assert found(round_.id) == [ours]
    assert listed in browser.get(f"/timetable/rounds/{round_.id}").page.links
    assert "No place is closed." in browser.get(f"{listed}&closed=1").words
    assert "No such place." in browser.get(f"{listed}&closed=1&q=zz").words
    assert "/timetable/places" in browser.get("/timetable").page.links
    assert "/timetable/places" in browser.get(listed).page.links
    assert browser.get(f"/timetable/places?round={stranger.id}").status_code == 404


def test_booths_of_those_a_round_is_about_can_be_closed_with_its_tables(session: Session) -> None:
    show = make_show(session)
    booths = [make_place(session, show.edition, kind=PlaceKind.BOOTH) for _ in range(4)]
    booths[3].is_open = False  # no meetings are held there
    for side, booth in zip(show.sides, booths, strict=True):
        side.participation.booth_id = booth.id
    wisher, wished, *_rest = (side.participation for side in show.sides)
    make_wish_list(session, show.round, wisher, {wished: Grade.WANT})

    of_round = session.scalars(places_of(show.edition.id, round_id=show.round.id))
    of_all = session.scalars(places_of(show.edition.id))

    assert set(of_round) == {*show.tables, *booths[:2]}
    assert set(of_all) == {*show.tables, *booths[:3]}
    close_place(session, booths[0], actor=show.actor, at=NOW, reason="Leak")
    of_round = session.scalars(places_of(show.edition.id, round_id=show.round.id, closed=True))
    assert list(of_round) == [booths[0]]


def test_why_a_place_is_closed_stays_known_when_its_names_are_corrected(session: Session) -> None:
    show = make_show(session)
    table = show.tables[0]
    close_place(session, table, actor=show.actor, at=NOW, reason="Leak")
    record(session, show.actor, CORRECTED[Place].text, subject=("place", table.id), at=NOW)

    (line,) = lines_of(session, [table], at=NOW)

    assert line.reason == "Leak"


def test_taking_an_interpreter_off_duty_says_how_many_meetings_need_another(
    session: Session, browser: Browser
) -> None:
    show, helper = published(session)
    browser.signed_in_as(show.organiser)
    page = "/timetable/interpreters"

    asked = browser.get(page)
    off = browser.submit(page, action=f"{page}/{helper.id}/off")
    after = browser.follow(off)

    assert helping(session, show.edition.id, at=NOW) == {helper.id: 1}
    assert "1 published meeting needs another interpreter then: a repair is offered" in asked.words
    assert f"/timetable/rounds/{show.round.id}#in-force" in after.page.links
    browser.submit(page, action=f"{page}/{helper.id}/on")
    session.execute(sa.update(Meeting).values(interpreter_id=None))
    assert "and no published meeting needs them" in browser.get(page).words
