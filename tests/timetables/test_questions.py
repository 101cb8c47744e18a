"""From a round in the database to the problem that is put to the solver."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import Interpreter
from matchmaking.expo.values import Resource, ResourceKind, Slot
from matchmaking.meetings.models import Veto
from matchmaking.meetings.values import MeetingState
from matchmaking.scheduling.rounds.values import Away, Grade, Seat
from matchmaking.timetables.models import Absence
from matchmaking.timetables.questions import Question, Spot, WhySkipped
from matchmaking.timetables.settings import (
    Comes,
    ExtraBlock,
    MoreInterpreters,
    MoreMeetings,
    MoreTables,
    PlanSettings,
    packed,
    unpacked,
)
from tests.browser import QueryCounter
from tests.factories.enterprises import make_participation, make_representative
from tests.factories.expo import NOW, make_block, make_hall, make_walk, venue_time
from tests.factories.meetings import make_meeting
from tests.factories.timetables import make_wish_list
from tests.timetables.fair import PERSON, PLACE, afternoon, make_fair, take


def test_both_sides_wishes_become_one_meeting(session: Session) -> None:
    fair = make_fair(session)
    fair.wish(0, 1, Grade.MUST)
    fair.wish(1, 0, Grade.MAY)
    fair.wish(2, 0)

    question = fair.ask()

    keys = [team.id for team in fair.teams]
    assert question.pairs == ((keys[0], keys[1]), (keys[0], keys[2]))
    grades = [(one.grade_a, one.grade_b) for one in question.problem.meetings]
    assert grades == [(Grade.MUST, Grade.MAY), (None, Grade.WANT)]


def test_a_list_counts_once_it_is_handed_in(session: Session) -> None:
    fair = make_fair(session)
    fair.wish(0, 1, sent_at=None)

    assert fair.ask().problem.meetings == ()


def test_slots_are_minutes_of_the_venues_day_and_those_begun_are_gone(session: Session) -> None:
    fair = make_fair(session)
    fair.block.starts_at = venue_time(5, 12)

    question = fair.ask()

    first = question.problem.slots[0]
    assert (first.starts, first.ends) == (13 * 60, 13 * 60 + 30)
    assert len(question.slots) == 8


def test_tables_of_a_hall_are_one_site_with_what_is_free(session: Session) -> None:
    fair = make_fair(session)
    take(session, Resource(PLACE, fair.tables[0].id), afternoon(15))
    fair.wish(0, 1)

    question = fair.ask()

    (site,) = question.problem.sites
    assert site.spots == (2, 2, 1, 2, 2, 2)
    assert [spot.place_id for spot in question.spots[0][2]] == [fair.tables[1].id]


def test_a_booth_belongs_to_its_enterprise_and_to_no_group(session: Session) -> None:
    fair = make_fair(session)
    fair.teams[0].booth = fair.tables[0]
    fair.wish(0, 1)

    question = fair.ask()

    shared, booth = question.problem.sites
    assert (shared.party, shared.spots) == (None, (1,) * 6)
    assert (booth.party, booth.spots) == (0, (1,) * 6)
    assert question.problem.parties[0].own_site == 1


def test_blocks_that_overlap_do_not_share_a_table(session: Session) -> None:
    fair = make_fair(session)
    later = make_block(
        session, fair.edition, fair.tables, starts_at=venue_time(5, 15), slot_minutes=60
    )
    fair.round.blocks.append(later)
    fair.wish(0, 1)

    question = fair.ask()

    used = {question.slots[slot].block_id for slot, free in enumerate(question.spots[0]) if free}
    assert used == {fair.block.id}


def test_absences_close_slots_for_one_person_or_for_all(session: Session) -> None:
    fair = make_fair(session)
    colleague = make_representative(session, fair.teams[0])
    one = Absence(
        representative_id=colleague.id, starts_at=venue_time(5, 14), ends_at=venue_time(5, 15)
    )
    all_ = Absence(starts_at=venue_time(5, 16, 40), ends_at=venue_time(5, 18))
    make_wish_list(
        session, fair.round, fair.teams[0], {fair.teams[1]: Grade.WANT}, absences=[one, all_]
    )

    question = fair.ask()

    closed = dict(zip(question.people, (p.closed for p in question.problem.people), strict=True))
    assert closed[fair.people[0].id] == {5}
    assert closed[colleague.id] == {0, 1, 5}


def test_when_somebody_cannot_come_holds_before_the_list_is_handed_in(session: Session) -> None:
    fair = make_fair(session)
    fair.wish(0, 1)
    away = Absence(starts_at=venue_time(5, 14), ends_at=venue_time(5, 15))
    make_wish_list(session, fair.round, fair.teams[1], absences=[away], maximum=1, sent_at=None)

    question = fair.ask()

    closed = dict(zip(question.people, (p.closed for p in question.problem.people), strict=True))
    assert closed[fair.people[1].id] == {0, 1}
    assert [party.maximum for party in question.problem.parties] == [None, 1]


def test_other_appointments_are_kept_with_their_hall(session: Session) -> None:
    fair = make_fair(session)
    other = make_hall(session, fair.edition)
    make_walk(session, fair.hall, other, 12)
    take(session, Resource(PERSON, fair.people[0].id), afternoon(15), other)
    fair.wish(0, 1)

    question = fair.ask()

    assert question.problem.people[0].away == (Away(900, 930, question.halls.index(other.id)),)
    assert question.problem.walk(0, 1) == 12


def test_vetoed_and_met_pairs_are_left_out_and_said(session: Session) -> None:
    fair = make_fair(session)
    a, b, c = fair.teams
    make_wish_list(session, fair.round, a, {b: Grade.MUST, c: Grade.WANT}, minimum=2, maximum=3)
    session.add(Veto(participation_id=b.id, partner_id=a.id, made_at=NOW))
    make_meeting(session, fair.edition, requester=c, receiver=a, state=MeetingState.HELD,
                 place=fair.tables[0], receiver_representative=fair.people[0])  # fmt: skip
    d = make_participation(session, fair.edition)
    make_representative(session, d)
    make_wish_list(session, fair.round, d, {a: Grade.MAY})

    question = fair.ask()

    assert question.pairs == ((a.id, d.id),)
    assert {(one.pair, one.why) for one in question.skipped} == {
        ((a.id, b.id), WhySkipped.VETO),
        ((a.id, c.id), WhySkipped.MET),
    }
    assert (question.problem.parties[0].minimum, question.problem.parties[0].maximum) == (1, 2)


def test_who_takes_no_part_or_sends_nobody_is_left_out(session: Session) -> None:
    fair = make_fair(session)
    fair.teams[1].state = ParticipationState.WITHDRAWN
    fair.people[2].is_active = False
    make_wish_list(
        session,
        fair.round,
        fair.teams[0],
        {fair.teams[1]: Grade.MUST, fair.teams[2]: Grade.MUST},
    )

    question = fair.ask()

    assert [one.why for one in question.skipped] == [
        WhySkipped.NOT_TAKING_PART,
        WhySkipped.NOBODY_COMES,
    ]


def test_an_open_request_may_be_brought_about_by_the_plan(session: Session) -> None:
    fair = make_fair(session)
    asked = make_meeting(
        session, fair.edition, requester=fair.teams[1], receiver=fair.teams[0], block=fair.block
    )
    fair.wish(0, 1)

    assert fair.ask().meetings == (asked.id,)


def test_what_an_earlier_plan_arranged_is_standing_and_takes_nobodys_time(
    session: Session,
) -> None:
    fair = make_fair(session)
    fair.wish(0, 1)
    arranged = fair.arrange(0, 1)

    question = fair.ask()

    (meeting,) = question.problem.meetings
    assert meeting.standing == Seat(slot=0, person_a=0, person_b=1, site=0)
    assert meeting.locked is None
    assert question.meetings == (arranged.meeting_id,)
    assert question.problem.sites[0].spots[0] == 2
    assert question.problem.people[0].away == ()


def test_a_locked_meeting_stays_and_one_nobody_wishes_any_more_too(session: Session) -> None:
    fair = make_fair(session)
    fair.wish(0, 1)
    fair.arrange(0, 1).is_locked = True
    locked = fair.ask().problem.meetings[0]

    assert locked.locked == locked.standing is not None

    other = make_fair(session)
    other.arrange(0, 1)
    unwished = other.ask().problem.meetings[0]

    assert unwished.locked is not None
    assert (unwished.grade_a, unwished.grade_b) == (None, None)


def test_what_people_arranged_themselves_is_not_planned_again(session: Session) -> None:
    fair = make_fair(session)
    fair.wish(0, 1)
    session.delete(fair.arrange(0, 1))

    question = fair.ask()

    assert question.problem.meetings == ()
    assert [one.why for one in question.skipped] == [WhySkipped.MET]


def test_lunch_needs_a_slot_only_on_days_without_a_break(session: Session) -> None:
    fair = make_fair(session, lunch_from=14 * 60, lunch_until=15 * 60)
    fair.wish(0, 1)

    assert fair.ask().problem.lunch == (frozenset({0, 1}),)

    fair.round.lunch_until = 17 * 60 + 30

    assert fair.ask().problem.lunch == ()


def test_interpreters_come_with_their_languages_and_appointments(session: Session) -> None:
    fair = make_fair(session)
    helper = Interpreter(edition_id=fair.edition.id, name_en="Wu", name_zh="吴", languages="de, zh")
    gone = Interpreter(
        edition_id=fair.edition.id, name_en="Lu", name_zh="卢", languages="fr,zh", is_active=False
    )
    session.add_all([helper, gone])
    session.flush()
    take(session, Resource(ResourceKind.INTERPRETER, helper.id), afternoon(14))
    fair.wish(0, 1)

    (interpreter,) = fair.ask().problem.interpreters

    assert interpreter.languages == {"de", "zh"}
    assert interpreter.away == (Away(840, 870, None),)


def test_a_what_if_adds_and_takes_away(session: Session) -> None:
    fair = make_fair(session)
    fair.wish(0, 1)
    next_day = Slot(venue_time(6, 9), venue_time(6, 10))
    settings = PlanSettings(
        more_tables=(MoreTables(Slot(venue_time(5, 14), venue_time(5, 15)), fair.hall.id, 2),),
        closed_places=frozenset({fair.tables[1].id}),
        left_out=(Slot(venue_time(5, 16), venue_time(5, 17)),),
        extra_blocks=(ExtraBlock(next_day, 30, fair.hall.id, 5),),
    )

    question = fair.ask(settings)

    assert question.problem.sites[0].spots == (3, 3, 1, 1, 5, 5)
    assert [slot.day for slot in question.problem.slots] == [0, 0, 0, 0, 1, 1]
    assert question.slots[4].block_id is None
    assert [spot.place_id for spot in question.spots[0][0]] == [fair.tables[0].id, None, None]


def seats_at(question: Question, moment: datetime) -> list[Spot]:
    """Return where somebody may sit at a moment, in every slot that has it."""
    return [
        spot
        for site in question.spots
        for one, spots in zip(question.slots, site, strict=True)
        for spot in spots
        if one.slot.starts_at <= moment < one.slot.ends_at
    ]


def test_slots_that_overlap_never_share_a_seat(session: Session) -> None:
    fair = make_fair(session)
    fair.teams[0].booth = fair.tables[0]
    fair.wish(0, 1)
    other = make_hall(session, fair.edition)
    half_past = Slot(venue_time(5, 14, 15), venue_time(5, 15, 15))
    settings = PlanSettings(
        more_tables=(MoreTables(half_past, fair.hall.id, 1),),
        extra_blocks=(
            ExtraBlock(half_past, 30, fair.hall.id, 3),
            ExtraBlock(half_past, 20, fair.hall.id, 2),
            ExtraBlock(afternoon(14), 30, other.id, 2),
        ),
    )

    question = fair.ask(settings)

    moments = [venue_time(5, 14, minute) for minute in range(0, 60, 5)]
    found = [seats_at(question, moment) for moment in moments]
    assert [len(set(seats)) for seats in found] == [len(seats) for seats in found]
    booth = Spot(fair.hall.id, 0, fair.tables[0].id)
    assert all(booth in seats for seats in found)
    assert Spot(other.id, 2) in found[0]


def test_an_extra_block_of_its_own_hours_has_the_booths(session: Session) -> None:
    fair = make_fair(session)
    fair.teams[0].booth = fair.tables[0]
    fair.wish(0, 1)
    block = ExtraBlock(afternoon(18), 30, fair.hall.id, 1)

    question = fair.ask(PlanSettings(extra_blocks=(block,)))

    assert question.problem.sites[1].spots == (1,) * 7


def test_a_what_if_may_ask_more_of_people(session: Session) -> None:
    fair = make_fair(session)
    away = Absence(starts_at=venue_time(5, 14), ends_at=venue_time(5, 15))
    fair.wish(0, 1, absences=[away], maximum=1)
    settings = PlanSettings(
        comes=(Comes(afternoon(14), fair.people[0].id),),
        more_meetings=(MoreMeetings(fair.teams[0].id, 2),),
        more_interpreters=(MoreInterpreters(afternoon(15), ("de", "zh")),),
    )

    problem = fair.ask(settings).problem

    assert problem.people[0].closed == {1}
    assert problem.parties[0].maximum == 3
    assert problem.interpreters[0].closed == {0, 1, 3, 4, 5}


def test_fewer_tables_leave_those_where_people_sit_already(session: Session) -> None:
    fair = make_fair(session)
    fair.wish(0, 1)
    fair.arrange(0, 1)
    fewer = MoreTables(afternoon(14), fair.hall.id, -1)

    question = fair.ask(PlanSettings(more_tables=(fewer,)))

    assert [spot.place_id for spot in question.spots[0][0]] == [fair.tables[0].id]


def test_settings_are_packed_and_unpacked() -> None:
    settings = PlanSettings(
        seconds=300,
        seed=7,
        more_tables=(MoreTables(afternoon(14), 1, -1),),
        closed_places=frozenset({4, 2}),
        left_out=(afternoon(15),),
        extra_blocks=(ExtraBlock(afternoon(18), 30, 1, 2),),
        comes=(Comes(afternoon(14), 5),),
        more_meetings=(MoreMeetings(3, 1),),
        more_interpreters=(MoreInterpreters(afternoon(14), ("de", "zh")),),
    )

    assert unpacked(packed(settings)) == settings


def test_the_question_takes_as_many_queries_for_ten_as_for_one(
    session: Session, queries: QueryCounter
) -> None:
    small = make_fair(session)
    small.wish(0, 1)
    large = make_fair(session)
    for _ in range(10):
        team = make_participation(session, large.edition)
        make_representative(session, team)
        make_wish_list(session, large.round, team, {large.teams[0]: Grade.WANT}, absences=[
            Absence(starts_at=venue_time(5, 14), ends_at=venue_time(5, 15))])  # fmt: skip
    counts = []
    for fair in (small, large):
        session.flush()
        session.expire_all()
        with queries:
            fair.ask()
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 20
