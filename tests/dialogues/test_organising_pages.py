"""A host's way through the pages: draft, fill, publish, answer, note, call off."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.core.clock import set_clock
from matchmaking.dialogues.models import Dialogue, Registration, SigningSlot
from matchmaking.dialogues.queries.organising import GUESTS_PER_PAGE
from matchmaking.dialogues.values import Admission, Audience, DialogueKind, DialogueState
from matchmaking.expo.models import Edition
from matchmaking.expo.values import PlaceKind
from matchmaking.notifications.models import Notice
from tests.browser import Browser
from tests.dialogues.scene import book, make_people
from tests.factories.accounts import make_lead, make_organiser, make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.dialogues import make_allotment, make_dialogue
from tests.factories.enterprises import make_participation, make_representative
from tests.factories.expo import NOW, make_edition, make_place, venue_time


@pytest.fixture
def edition(session: Session) -> Edition:
    return make_edition(session)


@pytest.fixture
def guest(session: Session, edition: Edition) -> Grant:
    me = make_representative(session, make_participation(session, edition))
    return make_team_member(session, me.participation, representative=me)


@pytest.fixture
def host(browser: Browser, session: Session, edition: Edition) -> Iterator[Browser]:
    browser.signed_in_as(make_organiser(session, edition))
    yield browser
    set_clock(NOW)


def facts(**changes: str) -> dict[str, str]:
    return {
        "name_en": "Chongqing Dialogue",
        "starts": "15:00",
        "ends": "17:00",
        "capacity": "300",
        **changes,
    }


def test_a_host_drafts_and_publishes_a_session(
    host: Browser, session: Session, edition: Edition
) -> None:
    make_place(session, edition, kind=PlaceKind.ROOM)

    answer = host.submit("/programme/new", **facts(on="2019-11-06"))
    made = session.scalars(sa.select(Dialogue)).one()
    host.post(f"/programme/{made.id}/publish")

    assert answer.location == f"/programme/{made.id}/edit"
    assert (made.state, made.starts_at, made.ends_at, made.capacity) == (
        DialogueState.PUBLISHED,
        venue_time(6, 15),
        venue_time(6, 17),
        300,
    )


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"name_en": ""}, "Give the session a title in English or Chinese."),
        ({"ends": "14:00"}, "The end must be later than the start."),
        ({"capacity": "0"}, "Seats"),
        ({"starts": "noon"}, "Begins"),
    ],
)
def test_what_is_wrong_with_a_draft_is_said_on_its_field(
    host: Browser, session: Session, edition: Edition, wrong: dict[str, str], said: str
) -> None:
    make_place(session, edition, kind=PlaceKind.ROOM)

    answer = host.submit("/programme/new", **facts(**wrong))

    assert answer.status_code == 422
    assert said in answer.words
    assert session.scalar(sa.select(sa.func.count()).select_from(Dialogue)) == 0


def test_a_place_that_is_taken_is_named_with_what_is_held_there(
    host: Browser, session: Session, edition: Edition
) -> None:
    make_place(session, edition, kind=PlaceKind.ROOM, name_en="Yangtze Room", name_zh="长江厅")
    first = facts()
    host.submit("/programme/new", **first)

    answer = host.submit("/programme/new", **{**first, "name_en": "Another day"})

    assert answer.status_code == 409
    assert "At this time “Yangtze Room” is taken by “" in answer.words
    assert "Another day" in {one.get("value") for one in answer.page.every("input")}
    assert session.scalar(sa.select(sa.func.count()).select_from(Dialogue)) == 1


def test_two_hosts_do_not_overwrite_each_other(
    host: Browser, session: Session, edition: Edition
) -> None:
    dialogue = make_dialogue(session, edition)
    page = host.get(f"/programme/{dialogue.id}/edit")
    seen = next(one for one in page.page.every("input") if one.get("name") == "version")
    dialogue.name_en = "Renamed meanwhile"
    session.commit()

    answer = host.submit(
        f"/programme/{dialogue.id}/edit",
        version=seen.get("value"),
        capacity="11",
        action=f"/programme/{dialogue.id}/edit",
    )

    assert answer.status_code == 409
    assert "Somebody else changed this first." in answer.words
    session.refresh(dialogue)
    assert dialogue.capacity == 10


def test_the_content_of_a_session_is_filled_in(
    host: Browser, session: Session, edition: Edition
) -> None:
    dialogue = make_dialogue(session, edition, kind=DialogueKind.SIGNING_CEREMONY)
    page = f"/programme/{dialogue.id}/content"

    host.submit(page, action=f"/programme/{dialogue.id}/speakers", **{"speaker-name_zh": "赵敏"})
    host.submit(
        page,
        action=f"/programme/{dialogue.id}/agenda",
        **{"agenda-name_en": "Welcome", "agenda-starts": "15:10"},
    )
    host.submit(
        page,
        action=f"/programme/{dialogue.id}/allotments",
        **{"allotment-audience": "chamber", "allotment-capacity": "4"},
    )
    host.submit(
        page,
        action=f"/programme/{dialogue.id}/signing-slots",
        **{"slot-starts": "15:30", "slot-ends": "15:45"},
    )

    session.refresh(dialogue)
    words = host.get(f"/programme/{dialogue.id}").words
    assert [one.name_zh for one in dialogue.speakers] == ["赵敏"]
    assert [one.starts_at for one in dialogue.agenda] == [venue_time(5, 15, 10)]
    assert [(one.audience, one.capacity) for one in dialogue.allotments] == [(Audience.CHAMBER, 4)]
    assert "15:30–15:45" in words
    assert "4 of 4 seats left" in words


def test_an_allotment_larger_than_what_is_left_is_refused_with_the_number(
    host: Browser, session: Session, edition: Edition
) -> None:
    dialogue = make_dialogue(session, edition)
    make_allotment(session, dialogue, capacity=8)

    answer = host.submit(
        f"/programme/{dialogue.id}/content",
        action=f"/programme/{dialogue.id}/allotments",
        **{"allotment-audience": "chamber", "allotment-capacity": "3"},
    )

    assert answer.status_code == 422
    assert "Only 2 seats can still be kept" in answer.words


def test_a_request_is_answered_and_attendance_noted(
    host: Browser, session: Session, edition: Edition, guest: Grant
) -> None:
    dialogue = make_dialogue(session, edition, admission=Admission.APPROVAL)
    person = guest.representative_id
    other = Browser(host.app, session)
    other.signed_in_as(guest)
    asked = other.submit(f"/programme/{dialogue.id}")

    host.submit(
        f"/programme/{dialogue.id}/guests",
        action=f"/programme/{dialogue.id}/guests/{person}/approve",
    )
    set_clock(venue_time(5, 16))
    host.submit(
        f"/programme/{dialogue.id}/guests",
        action=f"/programme/{dialogue.id}/guests/{person}/attended",
    )

    assert "The host has been asked for a seat" in other.follow(asked).words
    assert "Attended" in host.get(f"/programme/{dialogue.id}/guests").words
    assert session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 1


def test_the_list_of_guests_opens_safely_in_a_spreadsheet(
    host: Browser, session: Session, edition: Edition
) -> None:
    dialogue = make_dialogue(session, edition)
    evil = make_representative(
        session, make_participation(session, edition), name_en='=HYPERLINK("x")'
    )
    session.add(
        Registration(
            dialogue_id=dialogue.id, representative_id=evil.id, state="booked", booked_at=NOW
        )
    )
    session.flush()

    answer = host.get(f"/programme/{dialogue.id}/guests.csv")
    body = answer.data.decode("utf-8-sig")

    assert body.splitlines()[1].startswith('"\'=HYPERLINK(""x"")"')
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_long_list_of_guests_comes_in_pages(
    host: Browser, session: Session, edition: Edition
) -> None:
    dialogue = make_dialogue(session, edition, capacity=100)
    people = make_people(session, edition, GUESTS_PER_PAGE + 2)
    for one in people:
        book(session, one, dialogue.id)
    set_clock(dialogue.starts_at)

    first = host.get(f"/programme/{dialogue.id}/guests")
    second = host.get(f"/programme/{dialogue.id}/guests?page=2")
    noted = host.post(f"/programme/{dialogue.id}/guests/{people[-1].key}/attended?page=2")

    rows = [len(one.page.every("tr")) - 1 for one in (first, second)]
    assert rows == [GUESTS_PER_PAGE, 2]
    assert f"1 to {GUESTS_PER_PAGE} of {GUESTS_PER_PAGE + 2}" in first.words
    assert noted.location == f"/programme/{dialogue.id}/guests?page=2"


def test_calling_a_session_off_tells_its_guests(
    host: Browser, session: Session, edition: Edition, guest: Grant
) -> None:
    dialogue = make_dialogue(session, edition)
    other = Browser(host.app, session)
    other.signed_in_as(guest)
    other.submit(f"/programme/{dialogue.id}")

    answer = host.submit(
        f"/programme/{dialogue.id}/edit",
        action=f"/programme/{dialogue.id}/cancel",
        reason="The speaker is ill.",
    )

    assert "1 guest has been told." in host.follow(answer).words
    assert "This session has been cancelled." in other.get(f"/programme/{dialogue.id}").words
    assert session.scalars(sa.select(Notice.account_id)).all() == [guest.account_id]


def test_a_lead_runs_only_what_their_delegation_hosts(
    browser: Browser, session: Session, edition: Edition
) -> None:
    chongqing, other = make_delegation(session, edition), make_delegation(session, edition)
    below = make_delegation(session, edition, parent=chongqing)
    own = make_dialogue(session, edition, host_delegation_id=below.id)
    draft = make_dialogue(session, edition, host_delegation_id=other.id, state=DialogueState.DRAFT)
    theirs = make_dialogue(session, edition, host_delegation_id=other.id)
    browser.signed_in_as(make_lead(session, edition, chongqing))

    found = [browser.get(f"/programme/{one.id}/edit").status_code for one in (own, theirs, draft)]

    assert found == [200, 403, 404]


def test_a_signing_slot_is_booked_for_two_parties_and_given_up(
    browser: Browser, session: Session, edition: Edition, guest: Grant
) -> None:
    ceremony = make_dialogue(session, edition, kind=DialogueKind.SIGNING_CEREMONY)
    slot = SigningSlot(
        dialogue_id=ceremony.id, starts_at=venue_time(5, 15), ends_at=venue_time(5, 15, 20)
    )
    session.add(slot)
    partner = make_participation(session, edition, name_en="Qingling Motors")
    browser.signed_in_as(guest)
    session.flush()
    page = f"/programme/{ceremony.id}/signing-slots/{slot.id}"

    wrong = browser.submit(page, subject="Gear boxes", counterpart="Nobody")
    right = browser.submit(
        page, subject="Gear boxes", counterpart="qingling", signer_id=str(guest.representative_id)
    )
    words = browser.follow(right).words
    browser.submit(f"/programme/{ceremony.id}", action=f"{page}/release")

    assert "No enterprise of this expo has “Nobody” in its name." in wrong.words
    assert "Gear boxes" in words
    assert "Qingling Motors" in words
    session.refresh(slot)
    assert (slot.participation_id, slot.counterpart_id, slot.subject) == (None, None, "")
    assert partner.id
