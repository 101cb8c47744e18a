"""An organiser says how long people walk between halls; free times reckon with it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.audit.queries import history_of
from matchmaking.core.errors import InvalidInputError, NotFoundError
from matchmaking.expo import walking
from matchmaking.expo.free_slots import walks_of
from matchmaking.expo.models import Edition, HallWalk
from tests.browser import Browser
from tests.factories.accounts import actor
from tests.factories.expo import NOW, make_edition, make_hall, make_walk


def test_a_walk_is_the_same_both_ways(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    one, near, far = (make_hall(session, edition, code=code) for code in ("1", "2", "3"))
    make_walk(session, one, near, 9)
    make_walk(session, near, far, 4)
    minutes = {f"to_{near.id}": "5", f"to_{far.id}": "12"}

    sent = browser.submit(f"/fair/halls/{one.id}/walks", **minutes)

    assert sent.location == "/fair?open=walks"
    walks = walks_of(session, edition.id)
    assert walks.between(one.id, near.id) == walks.between(near.id, one.id) == timedelta(minutes=5)
    assert walks.between(far.id, one.id) == timedelta(minutes=12)
    assert walks.between(far.id, near.id) == timedelta(minutes=4)
    assert "2: 5 min · 3: 12 min" in browser.follow(sent).words
    deeds = history_of(session, ("hall", one.id))
    assert [(deed.action, deed.reason) for deed in deeds] == [
        ("set the walks from a hall", "2: “9” → “5”; 3: – → “12”")
    ]


def test_a_walk_left_empty_is_not_known(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    one, other = make_hall(session, edition), make_hall(session, edition)
    make_walk(session, one, other, 9)

    browser.submit(f"/fair/halls/{other.id}/walks", **{f"to_{one.id}": ""})

    assert session.scalars(sa.select(HallWalk)).all() == []


@pytest.mark.parametrize("typed", ["-1", "61", "2.5", "far"])
def test_what_is_no_walk_is_refused_beside_its_hall(
    browser: Browser, session: Session, edition: Edition, organiser: Grant, typed: str
) -> None:
    one, other = make_hall(session, edition), make_hall(session, edition)
    make_walk(session, one, other, 9)

    refused = browser.submit(f"/fair/halls/{one.id}/walks", **{f"to_{other.id}": typed})

    assert refused.status_code == 422
    assert f'value="{typed}"' in refused.text
    assert f'id="to_{other.id}-error"' in refused.text
    assert session.scalars(sa.select(HallWalk.minutes)).all() == [9, 9]


def test_walks_lead_to_other_halls_of_the_same_edition(
    browser: Browser, session: Session, edition: Edition, organiser: Grant
) -> None:
    hall, strange = make_hall(session, edition), make_hall(session, make_edition(session))

    for other in (hall, strange):
        with pytest.raises(NotFoundError):
            walking.set_walks(session, actor(organiser), hall, {other.id: 5}, seen=1, at=NOW)
    with pytest.raises(InvalidInputError):
        walking.set_walks(session, actor(organiser), hall, {strange.id: 61}, seen=1, at=NOW)
    assert browser.get(f"/fair/halls/{strange.id}/walks").status_code == 404
