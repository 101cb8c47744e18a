"""Who may see and do what."""

import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor, Role
from matchmaking.enterprises.values import ParticipationState
from matchmaking.meetings import policies, queries
from tests.factories.accounts import actor, make_lead, make_organiser, make_staff, make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.expo import make_edition
from tests.factories.meetings import ask, make_scene, make_side, propose

BOTH = {"view", "cancel", "report", "propose_time"}
ASKS, ASKED = {*BOTH, "withdraw", "take_time_back"}, {*BOTH, "answer", "answer_time"}
ALL = {*ASKS, *ASKED, "reassign"}
# Of a request for which whoever asked proposes another time.
MAY = {
    "requester's administrator": {*ASKS, "reassign"},
    "requester's member": ASKS,
    "receiver's administrator": {*ASKED, "reassign"},
    "receiver's member": ASKED,
    "another team": set(),
    "organiser": {"view"},
    "organiser of another edition": set(),
    "lead of the requester's delegation": {"view"},
    "lead above the receiver's": {"view"},
    "lead of another delegation": set(),
    "staff": set(),
    "nobody yet": set(),
}


@pytest.mark.parametrize("who", MAY)
def test_what_each_role_may_do_with_a_meeting(session: Session, who: str) -> None:
    scene = make_scene(session)
    edition = scene.edition
    theirs = make_delegation(session, edition)
    above = make_delegation(session, edition)
    below = make_delegation(session, edition, parent=above)
    scene.asker.participation.delegation = theirs
    scene.asked.participation.delegation = below
    session.flush()
    meeting = ask(session, scene)
    propose(session, meeting, scene.asker)
    member = Role.ENTERPRISE_MEMBER
    people = {
        "requester's administrator": lambda: scene.asker.grant,
        "requester's member": lambda: make_team_member(
            session, scene.asker.participation, role=member
        ),
        "receiver's administrator": lambda: scene.asked.grant,
        "receiver's member": lambda: make_team_member(
            session, scene.asked.participation, role=member
        ),
        "another team": lambda: make_side(session, edition).grant,
        "organiser": lambda: make_organiser(session, edition),
        "organiser of another edition": lambda: make_organiser(session, make_edition(session)),
        "lead of the requester's delegation": lambda: make_lead(session, edition, theirs),
        "lead above the receiver's": lambda: make_lead(session, edition, above),
        "lead of another delegation": lambda: make_lead(
            session, edition, make_delegation(session, edition)
        ),
        "staff": lambda: make_staff(session, edition),
    }
    asks = actor(people[who]()) if who in people else Actor(account_id=0, name="Nobody")

    may = {name for name in ALL if getattr(policies, f"can_{name}")(asks, meeting)}

    assert may == MAY[who]
    assert list(session.scalars(queries.visible_to(asks))) == ([meeting] if "view" in may else [])


@pytest.mark.parametrize("state", ParticipationState)
def test_only_approved_partners_can_be_asked(session: Session, state: ParticipationState) -> None:
    scene = make_scene(session)
    partner = scene.asked.participation
    partner.state = state

    allowed = policies.can_request(scene.asker.actor, partner)

    assert allowed == (state is ParticipationState.APPROVED)


def test_only_teams_of_the_edition_ask_and_not_themselves(session: Session) -> None:
    scene = make_scene(session)
    partner = scene.asked.participation
    elsewhere = make_side(session, make_edition(session))

    assert not policies.can_request(scene.asked.actor, partner)
    assert not policies.can_request(elsewhere.actor, partner)
    assert not policies.can_request(actor(make_organiser(session, scene.edition)), partner)


def test_where_nothing_is_proposed_any_more_either_side_is_told_so_by_the_step(
    session: Session,
) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)

    for side in (scene.asker, scene.asked):
        assert policies.can_answer_time(side.actor, meeting)
        assert policies.can_take_time_back(side.actor, meeting)
