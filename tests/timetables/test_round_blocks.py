"""Which blocks a round may fill, and what becomes of meetings whose block leaves it."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.errors import MatchmakingError
from matchmaking.core.wording import Name
from matchmaking.expo.models import Edition, MeetingBlock, Place
from matchmaking.timetables.models import Round
from matchmaking.timetables.queries.changes import offer_for
from matchmaking.timetables.queries.wishes import rounds_for
from matchmaking.timetables.round_errors import RoundTimesError, SamePlacesError, SlotsLostError
from matchmaking.timetables.services.publishing import publish
from matchmaking.timetables.services.rounds import create_round, edit_round
from matchmaking.timetables.values import RoundPlanning
from tests.browser import Browser
from tests.databases import Database
from tests.factories.accounts import actor, make_organiser
from tests.factories.expo import NOW, make_block, make_edition, make_place, venue_time
from tests.factories.meetings import make_side
from tests.factories.timetables import make_round, make_wish_list
from tests.racing import together
from tests.timetables.published import Show, make_show

CLOSES = venue_time(6, 18)


def block(
    session: Session, edition: Edition, places: list[Place], first: float, last: float
) -> MeetingBlock:
    """Make a block on 8 November between two hours."""
    times = [venue_time(8, int(hour), round(hour % 1 * 60)) for hour in (first, last)]
    names = {"name_en": f"From {first}", "name_zh": ""}
    return make_block(session, edition, places, starts_at=times[0], ends_at=times[1], **names)


def planning(*blocks: MeetingBlock) -> RoundPlanning:
    return RoundPlanning(
        name=Name("Friday", "周五"),
        block_ids=tuple(block.id for block in blocks),
        wishes_open_at=venue_time(1, 9),
        wishes_close_at=CLOSES,
        most_musts=0,
    )


def organising(session: Session) -> tuple[Edition, Actor, list[Place]]:
    edition = make_edition(session)
    who = actor(make_organiser(session, edition))
    return edition, who, [make_place(session, edition) for _ in range(2)]


def test_blocks_of_a_round_that_share_places_and_time_are_refused_by_name(
    session: Session,
) -> None:
    edition, who, places = organising(session)
    one = block(session, edition, places, 12.5, 16)
    other = block(session, edition, places[:1], 13, 17)

    with pytest.raises(SamePlacesError) as refused:
        create_round(session, who, edition.id, planning(one, other), at=NOW)

    assert refused.value.field == "blocks"
    named = [word for word in ("“From 12.5”", "“From 13”") if word in str(refused.value)]
    assert named == ["“From 12.5”", "“From 13”"]


def test_blocks_that_share_a_place_or_a_time_alone_are_taken(session: Session) -> None:
    edition, who, places = organising(session)
    one = block(session, edition, places[:1], 12.5, 16)
    beside = block(session, edition, places[1:], 13, 17)
    after = block(session, edition, places[:1], 16, 17)

    made = create_round(session, who, edition.id, planning(one, beside, after), at=NOW)

    assert len(made.blocks) == 3
    assert made.most_musts == 0


def test_places_that_another_round_has_at_that_time_are_refused_by_name(session: Session) -> None:
    edition, who, places = organising(session)
    theirs = block(session, edition, places, 9, 12.5)
    make_round(session, edition, theirs, name_en="Morning")
    ours = block(session, edition, places, 9, 12)

    with pytest.raises(SamePlacesError) as refused:
        create_round(session, who, edition.id, planning(ours), at=NOW)

    assert "at which the round “Morning” has “From 9”" in str(refused.value)


def test_what_a_round_fills_already_is_not_asked_about_again(session: Session) -> None:
    edition, who, places = organising(session)
    both = (block(session, edition, places, 12.5, 16), block(session, edition, places, 13, 17))
    found = make_round(session, edition, *both)

    edit_round(session, who, found, planning(*both), version=found.version, at=NOW)

    assert found.name_en == "Friday"


def test_of_two_rounds_laid_down_at_once_one_gets_the_places(race_database: Database) -> None:
    with race_database.session() as session:
        edition, who, places = organising(session)
        plans = [planning(block(session, edition, places, 9, last)) for last in (12, 12.5)]
        edition_id = edition.id
        session.commit()

    def lay_down(plan: RoundPlanning) -> str:
        with race_database.session() as session:
            try:
                create_round(session, who, edition_id, plan, at=NOW)
            except MatchmakingError as error:
                return error.rule
            session.commit()
            return "laid down"

    answers = together(*[lambda plan=plan: lay_down(plan) for plan in plans])

    assert sorted(map(str, answers)) == ["laid down", "places-twice"]


@pytest.mark.parametrize(
    "lunch, is_refused",
    [((1200, 1260), True), ((720, 780), False), ((800, 830), False), ((420, 540), True)],
    ids=["in the evening", "within a block", "between two", "before the first"],
)
def test_lunch_is_during_the_round(
    session: Session, lunch: tuple[int, int], *, is_refused: bool
) -> None:
    edition, who, places = organising(session)
    blocks = [block(session, edition, places, 9, 13), block(session, edition, places, 14, 17)]
    wanted = replace(planning(*blocks), lunch=lunch)
    refused = None

    try:
        create_round(session, who, edition.id, wanted, at=NOW)
    except RoundTimesError as error:
        refused = error.field

    assert refused == ("lunch_until" if is_refused else None)


def test_wishes_can_not_close_in_the_past_but_a_deadline_that_is_over_stays(
    session: Session,
) -> None:
    edition, who, places = organising(session)
    ours = block(session, edition, places, 9, 12)
    past = replace(planning(ours), wishes_close_at=venue_time(5, 9))
    found = make_round(session, edition, ours, wishes_close_at=venue_time(4, 18))
    same = replace(past, wishes_close_at=venue_time(4, 18))

    edit_round(session, who, found, same, version=found.version, at=NOW)
    with pytest.raises(RoundTimesError) as changed:
        edit_round(session, who, found, past, version=found.version, at=NOW)
    fresh = planning(block(session, edition, places, 14, 15))
    with pytest.raises(RoundTimesError) as laid_down:
        create_round(session, who, edition.id, replace(fresh, wishes_close_at=NOW), at=NOW)

    assert [one.value.field for one in (changed, laid_down)] == ["closes", "closes"]


def test_a_team_sees_the_rounds_it_is_invited_to_or_may_join(session: Session) -> None:
    edition = make_edition(session)
    team = make_side(session, edition).participation
    over = {"wishes_close_at": venue_time(4, 18)}
    missed, invited = make_round(session, edition, **over), make_round(session, edition, **over)
    coming = make_round(
        session, edition, wishes_open_at=venue_time(6, 9), wishes_close_at=venue_time(6, 18)
    )
    make_wish_list(session, invited, team)

    assert rounds_for(session, edition.id, team.id, at=NOW) == [invited, coming]
    assert missed not in rounds_for(session, edition.id, team.id, at=NOW)


def two_blocks(session: Session) -> tuple[Show, MeetingBlock]:
    """Publish two meetings, and give the round another block in which nothing stands."""
    show = make_show(session)
    other = block(session, show.edition, show.tables, 9, 12)
    show.round.blocks = [*show.round.blocks, other]
    session.flush()
    show.publish(session, show.plan(session, (0, 1, 0, 0), (2, 3, 1, 1)))
    return show, other


def changed(round_: Round, *blocks: MeetingBlock) -> RoundPlanning:
    wanted = planning(*blocks)
    return replace(wanted, wishes_close_at=round_.wishes_close_at)


def test_taking_out_a_block_in_which_published_meetings_stand_asks_first(
    session: Session,
) -> None:
    show, other = two_blocks(session)
    wanted = changed(show.round, other)
    asked: dict[str, Any] = {"version": show.round.version, "at": NOW}

    with pytest.raises(SlotsLostError) as refused:
        edit_round(session, show.actor, show.round, wanted, **asked)
    with pytest.raises(SlotsLostError):
        edit_round(session, show.actor, show.round, wanted, **asked, accepted=1)
    assert (refused.value.count, len(show.round.blocks)) == (2, 2)
    edit_round(session, show.actor, show.round, wanted, **asked, accepted=2)

    assert show.round.blocks == [other]
    offer = offer_for(session, show.round, at=NOW)
    assert offer is not None
    reasons = [str(one.sentence).split(": ")[1] for one in offer.happenings]
    assert reasons == ["The block in which it stands was taken out of the round."] * 2


def test_a_block_in_which_nothing_stands_is_taken_out_without_asking(session: Session) -> None:
    show, _other = two_blocks(session)
    kept = show.round.blocks[0]

    wanted = changed(show.round, kept)
    edit_round(session, show.actor, show.round, wanted, version=show.round.version, at=NOW)

    assert show.round.blocks == [kept]
    assert offer_for(session, show.round, at=NOW) is None


def test_what_is_published_while_a_block_is_taken_out_is_asked_about_or_refused(
    race_database: Database,
) -> None:
    with race_database.session() as session:
        show = make_show(session)
        other = block(session, show.edition, show.tables, 9, 12)
        show.round.blocks = [*show.round.blocks, other]
        plan = show.plan(session, (0, 1, 0, 0))
        session.commit()
        wanted, seen = changed(show.round, other), show.round.version
        keys, who = (show.round.id, plan.id), show.actor

    def take_out(session: Session) -> None:
        edit_round(session, who, session.get_one(Round, keys[0]), wanted, version=seen, at=NOW)

    def put_in_force(session: Session) -> None:
        publish(session, session.get_one(type(plan), keys[1]), actor=who, at=NOW)

    def done(step: Callable[[Session], None]) -> str:
        with race_database.session() as session:
            try:
                step(session)
            except MatchmakingError as error:
                return error.rule
            session.commit()
            return "done"

    answers = sorted(map(str, together(lambda: done(take_out), lambda: done(put_in_force))))

    assert answers in (
        ["done", "plan-hindered"],
        ["done", "published-meetings-lose-their-slot"],
    )


def test_the_page_asks_keeps_what_was_typed_and_saves_once_confirmed(
    session: Session, browser: Browser
) -> None:
    show, other = two_blocks(session)
    browser.signed_in_as(show.organiser)
    edit = f"/timetable/rounds/{show.round.id}/edit"
    typed = {"blocks": str(other.id), "name_en": "Friday only"}

    asked = browser.submit(edit, action=edit, **typed)
    session.refresh(show.round)
    assert (asked.status_code, len(show.round.blocks)) == (422, 2)
    assert "2 published meetings lose their slots" in asked.words
    assert "Save, and 2 meetings lose their slots" in asked.words
    assert 'value="Friday only"' in asked.text
    page = browser.get(edit).page
    version = next(one.get("value") for one in page.every("input") if one.get("name") == "version")
    times = {"opens": "2019-11-01T09:00", "closes": "2019-11-04T18:00", "most_musts": "3"}
    saved = browser.post(edit, {**typed, **times, "version": version, "accepted": "2"})

    session.refresh(show.round)
    assert saved.location == f"/timetable/rounds/{show.round.id}"
    assert (show.round.name_en, show.round.blocks) == ("Friday only", [other])
    assert "The block in which it stands was taken out of the round." in browser.follow(saved).words


@pytest.mark.parametrize(
    "lunch, is_during",
    [
        ((22 * 60, 23 * 60), True),
        ((30, 60), True),
        ((3 * 60, 4 * 60), False),
        ((20 * 60, 21 * 60), False),
    ],
)
def test_a_meal_during_a_block_across_midnight_is_during_the_round(
    session: Session, lunch: tuple[int, int], *, is_during: bool
) -> None:
    edition, who, places = organising(session)
    times = {"starts_at": venue_time(8, 21), "ends_at": venue_time(9, 2)}
    night = make_block(session, edition, places, **times)
    asked = replace(planning(night), lunch=lunch)

    with nullcontext() if is_during else pytest.raises(RoundTimesError):
        create_round(session, who, edition.id, asked, at=NOW)


def test_a_meal_may_be_during_a_block_that_ends_at_midnight(session: Session) -> None:
    edition, who, places = organising(session)
    times = {"starts_at": venue_time(8, 18), "ends_at": venue_time(9, 0)}
    evening = make_block(session, edition, places, **times)
    asked = replace(planning(evening), lunch=(20 * 60, 21 * 60))

    made = create_round(session, who, edition.id, asked, at=NOW)

    assert made.lunch_from == 20 * 60
