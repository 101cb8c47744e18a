import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.dashboards.policies import can_view_delegation, can_view_edition
from tests.factories.accounts import actor, make_lead, make_organiser, make_staff, make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_participation
from tests.factories.expo import make_edition


@pytest.mark.parametrize(
    "who, sees_delegation, sees_edition",
    [
        ("organiser", True, True),
        ("lead of it", True, False),
        ("lead above", True, False),
        ("lead below", False, False),
        ("lead elsewhere", False, False),
        ("team member", False, False),
        ("staff", False, False),
        ("organiser of another edition", False, False),
    ],
)
def test_who_sees_which_dashboard(
    session: Session,
    who: str,
    sees_delegation: bool,  # noqa: FBT001
    sees_edition: bool,  # noqa: FBT001
) -> None:
    edition = make_edition(session)
    above = make_delegation(session, edition)
    node = make_delegation(session, edition, parent=above)
    below = make_delegation(session, edition, parent=node)
    elsewhere = make_delegation(session, edition)
    grants: dict[str, Grant] = {
        "organiser": make_organiser(session, edition),
        "lead of it": make_lead(session, edition, node),
        "lead above": make_lead(session, edition, above),
        "lead below": make_lead(session, edition, below),
        "lead elsewhere": make_lead(session, edition, elsewhere),
        "team member": make_team_member(
            session, make_participation(session, edition, delegation=node)
        ),
        "staff": make_staff(session, edition),
        "organiser of another edition": make_organiser(session, make_edition(session)),
    }

    person = actor(grants[who])

    assert can_view_delegation(person, node) is sees_delegation
    assert can_view_edition(person, edition.id) is sees_edition
