"""Who may do what with rounds and wishes."""

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Role
from matchmaking.enterprises.values import ParticipationState
from matchmaking.timetables import policies
from tests.factories.accounts import actor, make_lead, make_organiser, make_staff, make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_participation
from tests.factories.expo import make_edition
from tests.timetables.wishing import make_scene


def test_who_may_see_and_edit_wishes(session: Session) -> None:
    scene = make_scene(session)
    edition, own = scene.edition, scene.team.participation
    other = make_edition(session)
    node = make_delegation(session, edition)
    member = make_team_member(session, own, role=Role.ENTERPRISE_MEMBER)
    strangers = make_team_member(session, make_participation(session, other))
    table = {
        "administrator": (scene.team.actor, (False, True, True)),
        "member": (actor(member), (False, True, False)),
        "partner": (actor(make_team_member(session, scene.partners[0])), (False, True, False)),
        "elsewhere": (actor(strangers), (False, False, False)),
        "organiser": (actor(make_organiser(session, edition)), (True, False, False)),
        "other organiser": (actor(make_organiser(session, other)), (False, False, False)),
        "lead": (actor(make_lead(session, edition, node)), (False, False, False)),
        "staff": (actor(make_staff(session, edition)), (False, False, False)),
    }

    for who, (person, expected) in table.items():
        found = (
            policies.can_manage(person, scene.round),
            policies.can_wish(person, scene.round),
            policies.can_edit_wishes(person, own),
        )
        assert found == expected, who
    own.state = ParticipationState.DRAFT
    assert not policies.can_edit_wishes(scene.team.actor, own)
