"""Who is invited to a round and no longer takes part, and who is told of a new deadline."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.wording import Name
from matchmaking.enterprises.values import ParticipationState
from matchmaking.notifications.models import Notice
from matchmaking.timetables.errors import NobodyToRemindError
from matchmaking.timetables.models import Round
from matchmaking.timetables.queries.rounds import Part, counts_of, lists_in, overview_of
from matchmaking.timetables.run_errors import NobodyWishesError
from matchmaking.timetables.services import rounds
from matchmaking.timetables.services.reminders import remind, remind_due
from matchmaking.timetables.services.runs import Order, ask_for_plan
from matchmaking.timetables.settings import PlanSettings
from matchmaking.timetables.values import RoundPlanning
from tests.browser import Browser
from tests.factories.accounts import actor, make_organiser
from tests.factories.expo import NOW, venue_time
from tests.factories.timetables import make_wish_list
from tests.timetables.wishing import Scene, make_scene

GONE: list[dict[str, object]] = [
    {"state": ParticipationState.WITHDRAWN},
    {"state": ParticipationState.RETURNED, "return_reason": "Which goods?"},
]


def told(session: Session, scene: Scene) -> list[Notice]:
    """Return what the team's administrator was told."""
    query = sa.select(Notice).where(Notice.account_id == scene.team.grant.account_id)
    return list(session.scalars(query))


def scene_of(session: Session, values: dict[str, object], **listed: Any) -> Scene:
    """Make a round to which a team is invited that takes no part any more."""
    scene = make_scene(session)
    make_wish_list(session, scene.round, scene.team.participation, **listed)
    for name, value in values.items():
        setattr(scene.team.participation, name, value)
    session.flush()
    return scene


@pytest.mark.parametrize("gone", GONE)
def test_who_takes_no_part_is_not_reminded(session: Session, gone: dict[str, object]) -> None:
    scene = scene_of(session, gone, sent_at=None)
    who = actor(make_organiser(session, scene.edition))

    with pytest.raises(NobodyToRemindError):
        remind(session, who, scene.round, zone=scene.edition.zone, at=NOW)

    assert remind_due(session, at=venue_time(6, 17)) == 0
    assert told(session, scene) == []


@pytest.mark.parametrize("sent_at", [None, NOW])
def test_who_takes_no_part_is_counted_apart(session: Session, sent_at: object) -> None:
    scene = scene_of(session, GONE[0], sent_at=sent_at)

    found = overview_of(session, scene.round)
    parts = {part: len(session.scalars(lists_in(scene.round, part)).all()) for part in Part}

    assert (found.invited, found.sent, found.missing, found.out) == (1, 0, 0, 1)
    assert parts == {Part.MISSING: 0, Part.SENT: 0, Part.ALL: 1}
    assert counts_of(session, [scene.round.id]) == {}


def test_wishes_of_who_takes_no_part_are_no_reason_for_a_plan(session: Session) -> None:
    scene = scene_of(session, GONE[0])
    who = actor(make_organiser(session, scene.edition))

    with pytest.raises(NobodyWishesError):
        ask_for_plan(session, scene.round, Order(PlanSettings()), actor=who, at=NOW)


def test_an_organiser_sees_who_takes_no_part_among_all(session: Session, browser: Browser) -> None:
    scene = scene_of(session, GONE[1], sent_at=None)
    browser.signed_in_as(make_organiser(session, scene.edition))

    shown = browser.get(f"/timetable/rounds/{scene.round.id}?part=all")

    assert "1 takes no part now" in shown.words
    assert "Returned" in shown.words
    assert "/remind" not in shown.text


def planning_of(round_: Round) -> RoundPlanning:
    """Return a round as its form shows it."""
    return RoundPlanning(
        name=Name(round_.name_en, round_.name_zh),
        block_ids=tuple(block.id for block in round_.blocks),
        wishes_open_at=round_.wishes_open_at,
        wishes_close_at=round_.wishes_close_at,
        most_musts=round_.most_musts,
        lunch=None,
        needs_languages=True,
    )


@pytest.mark.parametrize("gone, count", [({}, 1), (GONE[0], 0)])
def test_a_new_deadline_is_told_once_to_who_is_invited(
    session: Session, gone: dict[str, object], count: int
) -> None:
    scene = scene_of(session, gone)
    round_, who = scene.round, actor(make_organiser(session, scene.edition))
    round_.wishes_close_at = venue_time(5, 14)
    session.flush()
    earlier = replace(planning_of(round_), wishes_close_at=venue_time(5, 13))

    for _ in range(2):
        rounds.edit_round(session, who, round_, earlier, version=round_.version, at=NOW)
        session.flush()

    found = told(session, scene)
    assert len(found) == count
    for notice in found:
        assert str(notice.sentence).startswith(
            "Wishes for “Matchmaking on 5 November” now close at"
        )
        assert notice.path == f"/timetable/wishes/{round_.id}"
