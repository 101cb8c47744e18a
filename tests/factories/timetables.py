"""Matchmaking rounds, wishes and plans."""

from typing import Any

from sqlalchemy.orm import Session

from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.models import Edition, MeetingBlock, Place
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.models import Plan, PlannedMeeting, Round, Wish, WishList
from matchmaking.timetables.values import Kind, PlanState
from tests.factories.expo import NOW, make_block, venue_time


def make_round(session: Session, edition: Edition, *blocks: MeetingBlock, **values: Any) -> Round:
    """Make a round whose wishes are gathered until 4 November, 18:00."""
    made = Round(
        **{
            "edition_id": edition.id,
            "name_en": "Matchmaking on 5 November",
            "name_zh": "11月5日对接洽谈",
            "wishes_open_at": venue_time(1, 9),
            "wishes_close_at": venue_time(4, 18),
            **values,
        }
    )
    made.blocks = list(blocks) or [make_block(session, edition)]
    session.add(made)
    session.flush()
    return made


def make_wish_list(
    session: Session,
    round_: Round,
    participation: Participation,
    wishes: dict[Participation, Grade] | None = None,
    **values: Any,
) -> WishList:
    """Make a list that is handed in, its wishes ranked as given."""
    made = WishList(
        **{"round": round_, "participation": participation, "sent_at": venue_time(2, 9), **values}
    )
    ranked = enumerate((wishes or {}).items(), start=1)
    made.wishes = [
        Wish(partner=partner, grade=grade, position=rank) for rank, (partner, grade) in ranked
    ]
    session.add(made)
    session.flush()
    return made


def make_plan(session: Session, round_: Round, **values: Any) -> Plan:
    """Make a plan that is ready, without meetings."""
    made = Plan(
        **{
            "round": round_,
            "number": 1,
            "kind": Kind.RUN,
            "state": PlanState.READY,
            "created_at": NOW,
            **values,
        }
    )
    session.add(made)
    session.flush()
    return made


def make_planned(
    session: Session,
    plan: Plan,
    people: tuple[Representative, Representative],
    place: Place | None = None,
    **values: Any,
) -> PlannedMeeting:
    """Plan a meeting of two people for 5 November, 14:00 to 14:30; without a place, unplaced."""
    a, b = sorted(people, key=lambda person: person.participation_id)
    seat = {
        "a_representative_id": a.id,
        "b_representative_id": b.id,
        "block_id": plan.round.blocks[0].id,
        "starts_at": venue_time(5, 14),
        "ends_at": venue_time(5, 14, 30),
        "place": place,
    }
    made = PlannedMeeting(
        **{
            "plan": plan,
            "a_id": a.participation_id,
            "b_id": b.participation_id,
            "grade_a": Grade.WANT,
            **(seat if place else {}),
            **values,
        }
    )
    session.add(made)
    session.flush()
    return made
