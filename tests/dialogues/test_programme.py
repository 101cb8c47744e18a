"""The programme: what it shows to whom, filters, and how many questions it asks the database."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.dialogues import policies, queries
from matchmaking.dialogues.models import Dialogue, Invitation, Speaker
from matchmaking.dialogues.values import Admission, DialogueKind, DialogueState, RegistrationState
from matchmaking.enterprises.models import Participation
from matchmaking.expo.models import Edition
from tests.browser import Browser, QueryCounter
from tests.dialogues.scene import book, make_people, wait
from tests.factories.accounts import actor, make_lead, make_organiser, make_staff, make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.dialogues import make_allotment, make_dialogue
from tests.factories.enterprises import make_participation, make_representative
from tests.factories.expo import NOW, make_edition, make_place, venue_time
from tests.pages import words


@pytest.fixture
def edition(session: Session) -> Edition:
    return make_edition(session)


@pytest.fixture
def member(session: Session, edition: Edition) -> Grant:
    me = make_representative(session, make_participation(session, edition))
    return make_team_member(session, me.participation, representative=me)


@pytest.fixture
def reader(browser: Browser, member: Grant) -> Browser:
    browser.signed_in_as(member)
    return browser


def titles(browser: Browser, path: str) -> list[str]:
    """Return the sessions a page lists."""
    return [
        " ".join(("".join(link.itertext())).split())
        for link in browser.get(path).page.every("a")
        if (link.get("href") or "").rsplit("/", 1)[-1].isdecimal()
    ]


@pytest.mark.parametrize("name", ["<b>Silk</b>", "Tea & silk", '“Silk” "and" tea\'s'])
def test_a_text_is_shown_as_it_was_typed(
    reader: Browser, session: Session, edition: Edition, name: str
) -> None:
    make_dialogue(session, edition, name_en=name)

    assert titles(reader, "/programme") == [name]


def test_a_session_renamed_meanwhile_shows_at_once(
    reader: Browser, session: Session, edition: Edition
) -> None:
    forum = make_dialogue(session, edition, name_en="Forum")
    assert titles(reader, "/programme") == ["Forum"]

    forum.name_en = "Round table"
    session.flush()

    assert titles(reader, "/programme") == ["Round table"]


def test_the_programme_begins_with_today(
    reader: Browser, session: Session, edition: Edition
) -> None:
    make_dialogue(session, edition, name_en="Today's")
    make_dialogue(
        session,
        edition,
        name_en="Tomorrow's",
        starts_at=venue_time(6, 9),
        ends_at=venue_time(6, 10),
    )

    assert titles(reader, "/programme") == ["Today's"]
    assert titles(reader, "/programme?day=2019-11-06") == ["Tomorrow's"]
    assert titles(reader, "/programme?day=all") == ["Today's", "Tomorrow's"]


def test_an_empty_programme_says_where_sessions_come_from(reader: Browser) -> None:
    words = reader.get("/programme").words

    assert "No sessions yet" in words
    assert "The organiser and the delegations publish their sessions here." in words
    assert "Show all days" not in words


def test_a_day_without_sessions_leads_to_those_that_have_some(
    reader: Browser, session: Session, edition: Edition
) -> None:
    make_dialogue(session, edition)

    words = reader.get("/programme?day=2019-11-06").words

    assert "No sessions on this day" in words
    assert "Show all days" in words


@pytest.mark.parametrize(
    "case",
    [
        ("q=gear", ["Gear boxes"]),
        ("q=齿轮", ["Gear boxes"]),
        ("q=zhao", ["Gear boxes"]),
        ("q=zhao+gear", ["Gear boxes"]),
        ("q=zhao+forum", []),
        ("q=%25", []),
        ("kind=forum", ["Forum"]),
        ("kind=nonsense&day=all", ["Gear boxes", "Forum"]),
        ("day=nonsense", ["Gear boxes", "Forum"]),
        ("mine=1", ["Forum"]),
    ],
)
def test_filters_narrow_the_programme(
    reader: Browser, session: Session, edition: Edition, member: Grant, case: tuple[str, list[str]]
) -> None:
    gears = make_dialogue(session, edition, name_en="Gear boxes", name_zh="齿轮箱")
    session.add(Speaker(dialogue_id=gears.id, name_en="Ms Zhao", name_zh="赵女士"))
    forum = make_dialogue(
        session,
        edition,
        name_en="Forum",
        kind=DialogueKind.FORUM,
        starts_at=venue_time(5, 16),
    )
    reader.post(f"/programme/{forum.id}/seats", {"representative_id": member.representative_id})

    asked, found = case
    assert titles(reader, f"/programme?{asked}") == found


def counts(reader: Browser, path: str) -> list[str]:
    """Return what the days say beside their names."""
    days = reader.get(path).page.with_class("days__day")
    return [words(small) for day in days for small in day.iter() if small.tag == "small"]


def test_days_count_what_is_asked_for(reader: Browser, session: Session, edition: Edition) -> None:
    make_dialogue(session, edition, name_en="Gear boxes")
    tomorrow: dict[str, Any] = {"starts_at": venue_time(6, 9), "ends_at": venue_time(6, 10)}
    for name in ("Gear oils", "Forum"):
        make_dialogue(session, edition, name_en=name, **tomorrow)

    assert counts(reader, "/programme")[:2] == ["1 session", "2 sessions"]
    assert counts(reader, "/programme?q=gear")[:2] == ["1 session", "1 session"]
    assert set(counts(reader, "/programme?q=zzz")[:-1]) == {"0 sessions"}


def test_seats_kept_for_an_audience_are_not_counted_as_left_for_all(
    reader: Browser, session: Session, edition: Edition
) -> None:
    dialogue = make_dialogue(session, edition, capacity=10)
    make_allotment(session, dialogue, capacity=4)
    its_page = f"/programme/{dialogue.id}"
    assert "6 of 10 seats still open to everybody" in reader.get("/programme").words
    assert "6 of 10 seats still open to everybody · 4 more are kept" in reader.get(its_page).words

    for person in make_people(session, edition, 6):
        book(session, person, dialogue.id)

    assert "No open seats left" in reader.get("/programme").words
    assert "No open seats left · 4 more are kept" in reader.get(its_page).words


def test_a_host_delegations_sessions_include_those_below_it(
    reader: Browser, session: Session, edition: Edition
) -> None:
    above = make_delegation(session, edition)
    below = make_delegation(session, edition, parent=above)
    make_dialogue(session, edition, name_en="Theirs", host_delegation_id=below.id)
    make_dialogue(session, edition, name_en="Others'")

    assert titles(reader, f"/programme?host={above.id}") == ["Theirs"]


def test_seats_taken_meanwhile_show_at_once(
    reader: Browser, session: Session, edition: Edition
) -> None:
    dialogue = make_dialogue(session, edition)
    before = reader.get("/programme").words

    book(session, make_people(session, edition, 1)[0], dialogue.id)

    assert "10 of 10 seats left" in before
    assert "9 of 10 seats left" in reader.get("/programme").words


def test_a_team_sees_its_own_seats_and_nobody_elses(
    browser: Browser, session: Session, edition: Edition
) -> None:
    dialogue = make_dialogue(session, edition)
    people = make_people(session, edition, 1)
    book(session, people[0], dialogue.id)
    stranger = make_participation(session, edition)
    browser.signed_in_as(make_team_member(session, stranger))

    assert "Seat booked" not in browser.get("/programme").words


def test_lists_agree_with_the_policy(session: Session, edition: Edition) -> None:
    host = make_delegation(session, edition)
    for state in DialogueState:
        for delegation_id in (None, host.id):
            make_dialogue(session, edition, state=state, host_delegation_id=delegation_id)
    make_dialogue(session, make_edition(session))
    grants = [
        make_organiser(session, edition),
        make_lead(session, edition, host),
        make_lead(session, edition, make_delegation(session, edition)),
        make_staff(session, edition),
        make_team_member(session, make_participation(session, edition)),
    ]
    everything = session.scalars(sa.select(Dialogue)).all()

    for grant in grants:
        who = actor(grant)
        listed = set(session.scalars(sa.select(Dialogue.id).where(queries.visible_to(who))))
        assert listed == {one.id for one in everything if policies.can_view(who, one)}


@pytest.mark.parametrize("path", ["/programme?day=all", "/programme?day=all&q=dialogue"])
def test_the_programme_asks_as_much_of_three_sessions_as_of_three_hundred(
    reader: Browser, session: Session, edition: Edition, queries: QueryCounter, path: str
) -> None:
    room = make_place(session, edition)
    counts = []
    for number in (3, 297):
        for _ in range(number):
            dialogue = make_dialogue(session, edition, place=room)
            session.add(Speaker(dialogue_id=dialogue.id, name_en="Ms Zhao", name_zh="赵女士"))
        session.flush()
        with queries:
            reader.get(path)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 11


def test_a_sessions_page_asks_as_much_however_full_it_is(
    reader: Browser, session: Session, edition: Edition, queries: QueryCounter
) -> None:
    dialogue = make_dialogue(session, edition, capacity=20)
    make_allotment(session, dialogue)
    counts = []
    for number in (1, 15):
        for one in make_people(session, edition, number):
            book(session, one, dialogue.id)
            session.add(Speaker(dialogue_id=dialogue.id, name_en="Ms Zhao", name_zh="赵女士"))
        session.flush()
        with queries:
            reader.get(f"/programme/{dialogue.id}")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_a_hosts_list_of_guests_asks_as_much_however_long_it_is(
    browser: Browser, session: Session, edition: Edition, queries: QueryCounter
) -> None:
    dialogue = make_dialogue(session, edition, capacity=2)
    browser.signed_in_as(make_organiser(session, edition))
    counts = []
    for number in (3, 20):
        for place, one in enumerate(make_people(session, edition, number)):
            (book if place + dialogue.taken < 2 and number == 3 else wait)(
                session, one, dialogue.id
            )
        session.flush()
        with queries:
            browser.get(f"/programme/{dialogue.id}/guests")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_a_stranger_can_not_touch_a_teams_seat(
    browser: Browser, session: Session, edition: Edition
) -> None:
    dialogue, (me,) = make_dialogue(session, edition), make_people(session, edition, 1)
    book(session, me, dialogue.id)
    browser.signed_in_as(make_team_member(session, make_participation(session, edition)))
    fields = {"representative_id": me.key}

    answers = [
        browser.post(f"/programme/{dialogue.id}/seats/give-up", fields).status_code,
        browser.post(f"/programme/{dialogue.id}/seats", fields).status_code,
        browser.post(f"/programme/{dialogue.id}/seats", {"representative_id": "x"}).status_code,
        browser.post("/programme/999999/seats", fields).status_code,
        browser.get("/programme/99999999999999999999").status_code,
    ]

    assert answers == [404] * 5


def test_a_full_session_offers_the_waiting_list_and_what_else_is_free(
    reader: Browser, session: Session, edition: Edition, member: Grant
) -> None:
    full = make_dialogue(session, edition, capacity=1)
    make_dialogue(session, edition, name_en="Another forum")
    book(session, make_people(session, edition, 1)[0], full.id)

    before = reader.get(f"/programme/{full.id}").words
    fields = {"representative_id": member.representative_id, "wait": "1"}
    joined = reader.post(f"/programme/{full.id}/seats", fields)

    assert "Join the waiting list" in before
    assert "Another forum" in before
    assert "Number 1 in the line." in reader.follow(joined).words


def test_an_invited_enterprise_reads_that_it_is(
    reader: Browser, session: Session, edition: Edition, member: Grant
) -> None:
    dialogue = make_dialogue(session, edition, admission=Admission.INVITATION)
    before = reader.get(f"/programme/{dialogue.id}").words
    session.add(Invitation(dialogue_id=dialogue.id, participation_id=member.participation_id))
    session.flush()

    assert "has not been invited" in before
    assert "Your enterprise is invited" in reader.get(f"/programme/{dialogue.id}").words


def test_a_clash_is_refused_with_its_name_and_free_alternatives(
    reader: Browser, session: Session, edition: Edition, member: Grant
) -> None:
    first = make_dialogue(session, edition, name_en="Chongqing Dialogue")
    second = make_dialogue(session, edition, starts_at=venue_time(5, 16))
    make_dialogue(
        session,
        edition,
        name_en="Evening forum",
        starts_at=venue_time(5, 18),
        ends_at=venue_time(5, 19),
    )
    fields = {"representative_id": member.representative_id}
    reader.post(f"/programme/{first.id}/seats", fields)

    answer = reader.post(f"/programme/{second.id}/seats", fields)

    assert answer.status_code == 409
    assert "already has “Chongqing Dialogue”" in answer.words
    assert "Evening forum" in answer.words


def test_a_colleague_who_is_free_is_proposed_before_oneself_who_is_not(
    reader: Browser, session: Session, edition: Edition, member: Grant
) -> None:
    participation = session.get_one(Participation, member.participation_id)
    colleague = make_representative(session, participation)
    first = make_dialogue(session, edition)
    second = make_dialogue(session, edition, starts_at=venue_time(5, 16))
    reader.post(f"/programme/{first.id}/seats", {"representative_id": member.representative_id})

    people = [
        one.get("value") for one in reader.get(f"/programme/{second.id}").page.every("option")
    ]

    assert people == [str(colleague.id), str(member.representative_id)]


def test_seats_are_told_to_the_agenda_the_home_page_and_the_dashboard(
    session: Session, edition: Edition
) -> None:
    dialogue, people = make_dialogue(session, edition, capacity=1), make_people(session, edition, 2)
    book(session, people[0], dialogue.id)
    wait(session, people[1], dialogue.id)
    keys = [one.key for one in people]

    of_day = queries.seats_of(session, keys, venue_time(5, 0), venue_time(6, 0))
    ahead = queries.upcoming_seats(session, keys, at=NOW)
    fill = queries.fill_of_edition(session, edition.id)

    assert [(one.representative_id, one.what) for one in of_day] == [(keys[0], dialogue.label)]
    assert [one.state for one in ahead] == [RegistrationState.BOOKED, RegistrationState.WAITLISTED]
    assert [(one.capacity, one.taken, one.waiting, one.taken_share) for one in fill] == [
        (1, 1, 1, 100)
    ]
    assert queries.names_of(session, [of_day[0].registration_id]) == {
        of_day[0].registration_id: dialogue.label
    }
