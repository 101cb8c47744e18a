"""Laying rounds down, inviting, reminding; the fair's interpreters."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.queries import history_of
from matchmaking.core.errors import ChangedMeanwhileError, NotFoundError
from matchmaking.core.wording import Name
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import Edition, Interpreter, MeetingBlock
from matchmaking.notifications.models import Notice
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables import errors, jobs
from matchmaking.timetables.models import Round, WishList
from matchmaking.timetables.queries import rounds as queries
from matchmaking.timetables.queries.rounds import Part
from matchmaking.timetables.round_errors import BlockTakenError, NoBlockError, RoundTimesError
from matchmaking.timetables.services import interpreters, inviting, reminders, rounds
from matchmaking.timetables.values import InterpreterText, RoundPlanning, Stage
from tests.databases import Database
from tests.factories.accounts import actor, make_organiser
from tests.factories.enterprises import make_participation
from tests.factories.expo import NOW, make_area, make_block, make_edition, venue_time
from tests.factories.meetings import Side, make_side
from tests.factories.timetables import make_round, make_wish_list
from tests.meetings import urgent_to
from tests.racing import together

CLOSES = venue_time(6, 18)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def organiser(session: Session, edition: Edition) -> Actor:
    return actor(make_organiser(session, edition))


def planning(*blocks: MeetingBlock) -> RoundPlanning:
    return RoundPlanning(
        name=Name("Friday", "周五"),
        block_ids=tuple(block.id for block in blocks),
        wishes_open_at=venue_time(1, 9),
        wishes_close_at=venue_time(5, 13),
        most_musts=2,
        lunch=(900, 960),
        needs_languages=False,
    )


def told(session: Session, side: Side) -> list[str]:
    query = sa.select(Notice).where(Notice.account_id == side.grant.account_id)
    return [str(one.sentence) for one in session.scalars(query.order_by(Notice.id))]


def gathering(session: Session) -> tuple[Edition, Round, list[Side]]:
    """Make a round, two teams that have not handed in, and one that has."""
    edition = make_edition(session)
    found = make_round(session, edition, wishes_close_at=CLOSES)
    sides = [make_side(session, edition) for _ in range(3)]
    for side, sent_at in zip(sides, (None, None, NOW), strict=True):
        make_wish_list(session, found, side.participation, sent_at=sent_at)
    return edition, found, sides


def test_a_round_is_laid_down_and_recorded(session: Session) -> None:
    edition = make_edition(session)
    block = make_block(session, edition)

    made = rounds.create_round(
        session, organiser(session, edition), edition.id, planning(block), at=NOW
    )

    assert (made.name_en, made.blocks, made.most_musts) == ("Friday", [block], 2)
    assert (made.lunch_from, made.lunch_until, made.needs_languages) == (900, 960, False)
    deeds = history_of(session, ("round", made.id))
    assert [deed.action for deed in deeds] == ["laid a matchmaking round down"]


def test_what_is_wrong_with_a_round_names_its_field(session: Session) -> None:
    edition, other = make_edition(session), make_edition(session)
    block, taken = make_block(session, edition), make_block(session, edition)
    make_round(session, edition, taken)
    elsewhere = make_block(session, other)
    who, good = organiser(session, edition), planning(block)
    session.commit()

    for wrong, error, field in (
        (replace(good, name=Name("", "")), errors.NameNeededError, "name_en"),
        (planning(), NoBlockError, "blocks"),
        (planning(elsewhere), NoBlockError, "blocks"),
        (planning(taken), BlockTakenError, "blocks"),
        (
            replace(good, wishes_close_at=good.wishes_open_at),
            RoundTimesError,
            "closes",
        ),
        (replace(good, wishes_close_at=venue_time(5, 15)), RoundTimesError, "closes"),
        (replace(good, lunch=(960, 900)), RoundTimesError, "lunch_until"),
    ):
        with pytest.raises(error) as refused:
            rounds.create_round(session, who, edition.id, wrong, at=NOW)
        assert refused.value.field == field
        session.rollback()


def test_a_round_is_changed_as_it_was_seen(session: Session) -> None:
    edition = make_edition(session)
    found = make_round(session, edition)
    who, seen, plan = organiser(session, edition), found.version, planning(*found.blocks)

    rounds.edit_round(session, who, found, plan, version=seen, at=NOW)

    assert found.name_en == "Friday"
    with pytest.raises(ChangedMeanwhileError):
        rounds.edit_round(session, who, found, plan, version=seen, at=NOW)


def test_the_approved_of_an_area_are_invited_once_and_told(session: Session) -> None:
    edition = make_edition(session)
    area, found = make_area(session, edition), make_round(session, edition)
    near, far = make_side(session, edition, area_id=area.id), make_side(session, edition)
    make_participation(session, edition, area_id=area.id, state=ParticipationState.DRAFT)
    who = organiser(session, edition)

    assert inviting.invite(session, who, found, area_id=area.id, at=NOW) == 1
    assert inviting.invite(session, who, found, at=NOW) == 1
    assert inviting.invite(session, who, found, at=NOW) == 0

    assert [sentence[:41] for sentence in told(session, near)] == [
        "You are invited to “Matchmaking on 5 Nove"
    ]
    assert len(told(session, far)) == 1
    assert queries.overview_of(session, found).invited == 2


def test_an_invitation_is_urgent_and_a_reminder_is_not(session: Session) -> None:
    edition = make_edition(session)
    found = make_round(session, edition, wishes_close_at=CLOSES)
    side = make_side(session, edition)
    who = organiser(session, edition)

    inviting.invite(session, who, found, at=NOW)
    reminders.remind(session, who, found, zone=edition.zone, at=NOW)

    assert urgent_to(session, side) == [True, False]


def test_all_who_have_not_handed_in_are_reminded_once_a_day(session: Session) -> None:
    edition, found, sides = gathering(session)
    who = organiser(session, edition)

    count = reminders.remind(session, who, found, zone=edition.zone, at=NOW)

    assert count == 2
    assert [len(told(session, side)) for side in sides] == [1, 1, 0]
    with pytest.raises(errors.NobodyToRemindError):
        reminders.remind(session, who, found, zone=edition.zone, at=NOW + HOUR)
    assert reminders.remind(session, who, found, zone=edition.zone, at=NOW + DAY) == 2


def test_one_is_reminded_alone(session: Session) -> None:
    edition, found, sides = gathering(session)
    own = WishList.participation_id == sides[0].participation.id
    first = session.scalars(sa.select(WishList).where(own)).one()

    reminders.remind(
        session,
        organiser(session, edition),
        found,
        zone=edition.zone,
        at=NOW,
        wish_list_id=first.id,
    )

    assert [len(told(session, side)) for side in sides] == [1, 0, 0]


def test_nobody_is_reminded_once_wishes_are_closed(session: Session) -> None:
    edition, found, _sides = gathering(session)

    with pytest.raises(errors.WishesClosedError):
        reminders.remind(session, organiser(session, edition), found, zone=edition.zone, at=CLOSES)


def test_a_day_and_three_hours_before_the_end_all_are_reminded_once(session: Session) -> None:
    _edition, _found, sides = gathering(session)
    moments = (
        (CLOSES - DAY - HOUR, 0),
        (CLOSES - DAY, 2),
        (CLOSES - DAY + HOUR, 0),
        (CLOSES - 3 * HOUR, 2),
        (CLOSES - HOUR, 0),
        (CLOSES, 0),
    )

    found = [reminders.remind_due(session, at=moment) for moment, _ in moments]

    assert found == [count for _, count in moments]
    assert [len(told(session, side)) for side in sides] == [2, 2, 0]


def test_two_workers_at_once_remind_everybody_once(race_database: Database) -> None:
    with race_database.session() as session:
        _edition, _found, sides = gathering(session)
        accounts = [side.grant.account_id for side in sides]
        session.commit()
    due = CLOSES - DAY

    counts = together(
        *[lambda: jobs.remind_of_wishes(lambda: Session(race_database.engine), due)] * 2
    )

    assert sorted(map(str, counts)) == ["0", "2"]
    with race_database.session() as session:
        query = sa.select(sa.func.count(Notice.id)).where(Notice.account_id.in_(accounts))
        assert session.scalar(query) == 2


def test_figures_lists_and_stages(session: Session) -> None:
    edition, found, sides = gathering(session)
    partner = make_participation(session, edition, name_en="Zephyr")
    grades: dict[Participation, Grade] = {
        sides[0].participation: Grade.MUST,
        sides[1].participation: Grade.MAY,
    }
    make_wish_list(session, found, partner, grades)

    overview = queries.overview_of(session, found)
    parts = {part: len(session.scalars(queries.lists_in(found, part)).all()) for part in Part}

    assert (overview.invited, overview.sent, overview.missing, overview.wishes) == (4, 2, 2, 2)
    assert overview.by_grade == {Grade.MUST: 1, Grade.WANT: 0, Grade.MAY: 1}
    assert parts == {Part.MISSING: 2, Part.SENT: 2, Part.ALL: 4}
    named = session.scalars(queries.lists_in(found, Part.ALL, "zeph")).all()
    assert [one.participation for one in named] == [partner]
    for at, stage in (
        (venue_time(1, 8), Stage.COMING),
        (NOW, Stage.GATHERING),
        (CLOSES, Stage.CLOSED),
    ):
        assert queries.stages_of(session, [found], at) == {found.id: stage}


def test_a_list_of_another_round_is_not_there(session: Session) -> None:
    edition, found, sides = gathering(session)
    other = make_round(session, edition)
    stranger = make_wish_list(session, other, sides[0].participation)

    with pytest.raises(NotFoundError):
        queries.require_list(session, found, stranger.id)


def test_interpreters_have_a_name_and_two_languages(session: Session) -> None:
    edition = make_edition(session)
    who, fresh = organiser(session, edition), Interpreter(edition_id=edition.id, is_active=True)
    name = Name("Gu Xin", "顾欣")

    for text, error in (
        (InterpreterText(Name("", ""), ("de", "zh")), errors.NameNeededError),
        (InterpreterText(name, ("de", "de")), errors.TwoLanguagesNeededError),
    ):
        with pytest.raises(error):
            interpreters.save_interpreter(session, who, fresh, text, at=NOW)
    text = InterpreterText(name, ("de", "zh"))
    interpreters.save_interpreter(session, who, fresh, text, at=NOW)
    interpreters.set_duty(session, who, fresh, is_active=False, at=NOW)
    interpreters.set_duty(session, who, fresh, is_active=False, at=NOW)

    assert (fresh.languages, fresh.is_active) == ("de,zh", False)
    assert queries.interpreters_of(session, edition.id) == [fresh]
    deeds = history_of(session, ("interpreter", fresh.id))
    assert [deed.action for deed in deeds] == [
        "engaged an interpreter",
        "took an interpreter off duty",
    ]
