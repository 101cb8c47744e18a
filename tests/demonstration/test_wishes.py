"""The matchmaking round of the demonstration: wishes to make a timetable of."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.demonstration.scale import NOW
from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.meetings.models import Meeting, Veto
from matchmaking.meetings.values import OPEN_STATES
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.models import Round, WishList


def the_round(demo: Session) -> Round:
    return demo.scalars(sa.select(Round)).one()


def test_wishes_are_gathered_now_for_the_fourth_day(demo: Session) -> None:
    gathering = the_round(demo)

    assert gathering.wishes_open_at < NOW < gathering.wishes_close_at
    assert [block.slot_minutes for block in gathering.blocks] == [30, 30]
    assert {block.starts_at.day for block in gathering.blocks} == {8}


def test_enough_enterprises_wish_for_enough(demo: Session) -> None:
    lists = demo.scalars(sa.select(WishList)).all()
    wishes = sum(len(one.wishes) for one in lists)

    assert len(lists) >= 60
    assert 5 <= sum(one.sent_at is None for one in lists) <= 12
    assert 240 <= wishes <= 320


def test_no_list_breaks_a_rule(demo: Session) -> None:
    gathering = the_round(demo)
    vetoed = {(veto.participation_id, veto.partner_id) for veto in demo.scalars(sa.select(Veto))}

    for one in demo.scalars(sa.select(WishList)):
        assert [wish.position for wish in one.wishes] == list(range(1, len(one.wishes) + 1))
        musts = sum(wish.grade is Grade.MUST for wish in one.wishes)
        assert musts <= gathering.most_musts
        assert vetoed.isdisjoint((one.participation_id, wish.partner_id) for wish in one.wishes)


def test_nobody_has_an_open_meeting_with_whom_they_want_none(demo: Session) -> None:
    vetoes = demo.scalars(sa.select(Veto)).all()
    query = sa.select(Meeting).where(Meeting.state.in_(OPEN_STATES))
    pairs = {frozenset((one.requester_id, one.receiver_id)) for one in demo.scalars(query)}

    assert len(vetoes) >= 3
    assert pairs.isdisjoint(frozenset((v.participation_id, v.partner_id)) for v in vetoes)


def test_the_exhibitor_of_the_story_has_still_to_hand_in(demo: Session) -> None:
    query = (
        sa.select(Enterprise.name_en, WishList.sent_at)
        .join(Participation, Participation.enterprise_id == Enterprise.id)
        .join(WishList, WishList.participation_id == Participation.id)
        .where(Enterprise.name_en.startswith("Adler") | Enterprise.name_en.startswith("Changan"))
    )
    sent = {name.split()[0]: at is not None for name, at in demo.execute(query)}

    assert sent == {"Adler": False, "Changan": True}
