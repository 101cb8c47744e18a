"""The story the demonstration is there for works at once: seat, meeting, deal, verification."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.values import Actor, Role
from matchmaking.core.money import Money
from matchmaking.demonstration.scale import NOW, OPENING_DAY, VENUE
from matchmaking.dialogues import queries as seats, services as booking
from matchmaking.dialogues.models import Dialogue
from matchmaking.enterprises.models import Participation
from matchmaking.expo.models import Edition, PublishedFigure
from matchmaking.intentions import services as intentions
from matchmaking.intentions.terms import Filing, Terms
from matchmaking.intentions.values import IntentionKind, IntentionState, Side
from matchmaking.meetings import queries as calendars, services as meetings
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.requests import Asking
from matchmaking.meetings.values import MeetingState, Proposal
from matchmaking.notifications.queries import to_digest
from matchmaking.notifications.values import NoticeKind, morning_at
from tests.factories.accounts import actor


def person(session: Session, email: str, role: Role) -> Actor:
    query = sa.select(Grant).join(Account).where(Account.email == email, Grant.role == role)
    return actor(session.scalars(query).one())


def test_the_exhibitor_can_book_a_seat_at_the_dialogue(demo: Session) -> None:
    katrin = person(demo, "katrin@adler.example", Role.ENTERPRISE_ADMIN)
    query = sa.select(Dialogue).where(Dialogue.name_en.startswith("Chongqing Investment"))
    dialogue = demo.scalars(query).one()
    taken = dialogue.taken
    candidacy = seats.candidacy(demo, dialogue.id, katrin.representative_id or 0)
    booking.book_seat(demo, katrin, candidacy, at=NOW)
    demo.refresh(dialogue)
    assert dialogue.taken == taken + 1


def test_exhibitor_and_buyer_meet_sign_and_are_verified(demo: Session) -> None:
    katrin = person(demo, "katrin@adler.example", Role.ENTERPRISE_ADMIN)
    zhao = person(demo, "zhao.min@changan-ford.example", Role.ENTERPRISE_ADMIN)
    li_wen = person(demo, "li.wen@chongqing.example", Role.DELEGATION_LEAD)
    adler = demo.get_one(Participation, katrin.participation_id)
    changan = demo.get_one(Participation, zhao.participation_id)
    free = calendars.free_between(demo, adler, changan, at=NOW)
    assert free[0].slot.starts_at < NOW + timedelta(hours=3)
    proposal = Proposal(free[1].slot.starts_at, "Gearboxes for a new model line")
    meeting = meetings.request_meeting(demo, Asking(katrin, adler, changan), proposal, at=NOW)
    meetings.confirm_meeting(demo, meeting, actor=zhao, at=NOW)
    assert meeting.state is MeetingState.CONFIRMED
    assert meeting.place_id == adler.booth_id  # both have the time to walk there
    edition = demo.get_one(Edition, adler.edition_id)
    amount = Money(4_800_000_00, "EUR")
    terms = Terms(IntentionKind.CONTRACT, "Gearboxes", amount, amount, OPENING_DAY)
    filing = Filing(adler.id, changan.id, Side.SELLER, meeting.id)
    deal = intentions.create_draft(demo, katrin, edition, filing, terms, at=NOW)
    intentions.sign(demo, katrin, deal, at=NOW)
    intentions.countersign(demo, zhao, deal, at=NOW)
    intentions.verify(demo, li_wen, deal, at=NOW)
    assert deal.state is IntentionState.VERIFIED


def test_what_the_exhibitor_must_answer_is_there(demo: Session) -> None:
    katrin = person(demo, "katrin@adler.example", Role.ENTERPRISE_ADMIN)
    waiting = demo.scalars(
        sa.select(Meeting.topic).where(
            Meeting.receiver_id == katrin.participation_id,
            Meeting.state == MeetingState.REQUESTED,
        )
    ).all()
    assert len(waiting) >= 2


def test_published_figures_say_what_they_count_in_both_languages(demo: Session) -> None:
    figures = demo.scalars(sa.select(PublishedFigure)).all()

    assert len(figures) > 100
    assert [one.id for one in figures if not (one.unit_en and one.unit_zh)] == []
    assert [one.id for one in figures if bool(one.basis_en) != bool(one.basis_zh)] == []


def test_partners_propose_other_times_to_the_people_of_the_story(demo: Session) -> None:
    waiting = {}
    for email in ("katrin@adler.example", "zhao.min@changan-ford.example"):
        asked = person(demo, email, Role.ENTERPRISE_ADMIN)
        own = asked.participation_id or 0
        briefs = calendars.waiting_for(demo, own, NOW)
        waiting[email] = [one for one in briefs if one.proposed and one.proposed.awaits(own, NOW)]
    katrins = waiting["katrin@adler.example"]

    assert {one.state for one in katrins} == {MeetingState.CONFIRMED, MeetingState.REQUESTED}
    assert len(waiting["zhao.min@changan-ford.example"]) == 1
    assert all(NOW < one.till < one.starts_at for one in katrins)


def test_the_exhibitor_can_accept_another_time(demo: Session) -> None:
    katrin = person(demo, "katrin@adler.example", Role.ENTERPRISE_ADMIN)
    briefs = calendars.waiting_for(demo, katrin.participation_id or 0, NOW)
    brief = next(one for one in briefs if one.proposed)
    meeting = calendars.meeting_of(demo, brief.id)
    assert meeting is not None
    assert brief.proposed is not None

    meetings.accept_time(demo, meeting, brief.proposed.slot.starts_at, actor=katrin, at=NOW)

    assert (meeting.state, meeting.slot) == (MeetingState.CONFIRMED, brief.proposed.slot)


def test_a_lead_hears_of_deals_once_a_day(demo: Session) -> None:
    li_wen = person(demo, "li.wen@chongqing.example", Role.DELEGATION_LEAD)
    tomorrow = morning_at(NOW + timedelta(days=1), VENUE)
    assert tomorrow is not None

    told = [notice for notice, _zone in to_digest(demo, li_wen.account_id, tomorrow)]

    assert {notice.kind for notice in told} == {NoticeKind.DEALS}
    assert min(notice.created_at for notice in told) >= tomorrow.until - timedelta(days=1)
