from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaking.dashboards.queries.preparing import STEPS, steps_before
from matchmaking.delegations.models import Delegation
from matchmaking.dialogues.models import Dialogue
from matchmaking.dialogues.values import DialogueState
from matchmaking.expo.models import Edition
from matchmaking.expo.values import Gate, Phase
from tests.browser import Browser, QueryCounter
from tests.factories.accounts import make_organiser
from tests.factories.delegations import make_delegation
from tests.factories.dialogues import make_dialogue
from tests.factories.expo import NOW, make_area, make_block, make_edition, make_place


def lay_out(session: Session, edition: Edition) -> None:
    make_area(session, edition)
    make_block(session, edition, [make_place(session, edition)])


def test_everything_is_to_be_done_in_a_new_edition(session: Session) -> None:
    edition = make_edition(session, phase=Phase.PREPARING)

    steps = steps_before(session, edition, at=NOW)

    assert len(steps) == len(STEPS)
    assert [step.is_done for step in steps] == [False] * len(steps)


def test_what_another_edition_has_is_missing_all_the_same(session: Session) -> None:
    edition, other = (make_edition(session, phase=Phase.PREPARING) for _ in range(2))
    lay_out(session, other)
    make_delegation(session, other)
    make_dialogue(session, other)

    assert not any(step.is_done for step in steps_before(session, edition, at=NOW))


def test_what_is_there_is_done(session: Session) -> None:
    edition = make_edition(session, phase=Phase.PREPARING)
    lay_out(session, edition)
    make_delegation(session, edition)
    make_dialogue(session, edition, state=DialogueState.DRAFT)

    steps = dict(zip(STEPS, steps_before(session, edition, at=NOW), strict=True))

    assert [what for what, step in steps.items() if not step.is_done] == [
        Dialogue,
        *(Gate.BOOKING, Gate.REGISTRATION),
    ]
    make_dialogue(session, edition, state=DialogueState.PUBLISHED)
    edition.booking_opens_at = NOW
    assert [step.is_done for step in steps_before(session, edition, at=NOW)] == [True] * 6 + [False]


def test_an_edition_that_opens_by_itself_is_ready_once_the_rest_is_done(session: Session) -> None:
    opens = NOW + timedelta(days=1)
    edition = make_edition(session, phase=Phase.PREPARING, registration_opens_at=opens)
    lay_out(session, edition)

    before = steps_before(session, edition, at=opens - timedelta(seconds=1))

    assert [what for what, step in zip(STEPS, before, strict=True) if not step.is_done] == [
        Delegation,
        Dialogue,
        Gate.BOOKING,
    ]
    assert not any(step.is_missing for step in before)
    assert steps_before(session, edition, at=opens) == []


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.RUNNING])
def test_nothing_is_said_once_all_that_is_necessary_is_done(session: Session, phase: Phase) -> None:
    edition = make_edition(session, phase=phase)
    before = steps_before(session, edition, at=NOW)

    lay_out(session, edition)

    assert {what for what, step in STEPS.items() if step.is_optional} == {
        *(Delegation, Dialogue, Gate.BOOKING)
    }
    assert (len(before), steps_before(session, edition, at=NOW)) == (len(STEPS), [])


def test_a_closed_edition_is_prepared_no_more(session: Session) -> None:
    assert steps_before(session, make_edition(session, phase=Phase.CLOSED), at=NOW) == []


def test_it_takes_one_query(session: Session, queries: QueryCounter) -> None:
    edition = make_edition(session, phase=Phase.PREPARING)

    with queries:
        steps_before(session, edition, at=NOW)

    assert len(queries) == 1


def test_the_control_room_leads_to_what_is_missing(browser: Browser, session: Session) -> None:
    edition = make_edition(session, phase=Phase.PREPARING)
    browser.signed_in_as(make_organiser(session, edition))

    page = browser.get("/")

    assert "nobody can register yet. These steps make it ready." in page.words
    ways = {f"/fair?open={part}" for part in ("areas", "delegations", "halls", "blocks", "edition")}
    assert ways | {"/fair", "/programme"} <= set(page.page.links)
    assert "To do before the fair" in browser.get("/expo/figures").words


def test_the_control_room_says_when_registration_opens_by_itself(
    browser: Browser, session: Session
) -> None:
    opens = NOW + timedelta(days=3)
    edition = make_edition(session, phase=Phase.PREPARING, registration_opens_at=opens)
    browser.signed_in_as(make_organiser(session, edition))

    lacking = browser.get("/").words
    lay_out(session, edition)

    assert "These steps make it ready. Registration opens on" in lacking
    assert "Everything necessary is done. Registration opens on" in browser.get("/").words


def test_the_control_room_of_an_open_edition_says_what_its_gaps_do(
    browser: Browser, session: Session
) -> None:
    edition = make_edition(session, phase=Phase.OPEN)
    browser.signed_in_as(make_organiser(session, edition))

    empty = browser.get("/").words
    lay_out(session, edition)

    assert "what is missing keeps enterprises from exhibiting or meeting" in empty
    assert "To do before the fair" not in browser.get("/").words
