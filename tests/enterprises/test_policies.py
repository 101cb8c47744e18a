"""Who may do what, for every role and every state."""

from collections.abc import Callable

import pytest

from matchmaking.accounts.values import Actor, Role
from matchmaking.delegations.models import Delegation
from matchmaking.enterprises import policies
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import ParticipationState

DRAFT, SUBMITTED, APPROVED, RETURNED, WITHDRAWN = ParticipationState
EVERY_STATE = set(ParticipationState)
EDITION, PARTICIPATION, NODE, ABOVE = 1, 10, 22, 21

PEOPLE = {
    "organiser": Actor(1, "O", Role.ORGANISER, edition_id=EDITION),
    "organiser of another edition": Actor(2, "X", Role.ORGANISER, edition_id=9),
    "lead": Actor(3, "L", Role.DELEGATION_LEAD, edition_id=EDITION, delegation_id=NODE),
    "lead above": Actor(4, "A", Role.DELEGATION_LEAD, edition_id=EDITION, delegation_id=ABOVE),
    "lead elsewhere": Actor(5, "E", Role.DELEGATION_LEAD, edition_id=EDITION, delegation_id=2),
    "administrator": Actor(
        6, "T", Role.ENTERPRISE_ADMIN, edition_id=EDITION, participation_id=PARTICIPATION
    ),
    "member": Actor(
        7, "M", Role.ENTERPRISE_MEMBER, edition_id=EDITION, participation_id=PARTICIPATION
    ),
    "stranger": Actor(8, "S", Role.ENTERPRISE_ADMIN, edition_id=EDITION, participation_id=11),
    "staff": Actor(9, "G", Role.STAFF, edition_id=EDITION),
    "nobody": Actor(10, "N"),
}
OFFICERS = {"organiser", "lead", "lead above"}
TEAM = {"administrator", "member"}
SAME_EDITION = set(PEOPLE) - {"organiser of another edition", "nobody"}

Table = dict[ParticipationState, set[str]]


def always(people: set[str]) -> Table:
    return dict.fromkeys(EVERY_STATE, people)


def only(people: set[str], *states: ParticipationState) -> Table:
    return {state: people if state in states else set() for state in EVERY_STATE}


def both(one: Table, other: Table) -> Table:
    return {state: one[state] | other[state] for state in EVERY_STATE}


OPEN = (DRAFT, RETURNED)
ADMINISTRATOR = {"administrator"}
ORGANISER = always({"organiser"})
TABLES: list[tuple[Callable[[Actor, Participation], bool], Table]] = [
    (policies.can_view_profile, always(OFFICERS | TEAM)),
    (policies.can_view_partner, both(always(OFFICERS | TEAM), only(SAME_EDITION, APPROVED))),
    (policies.can_edit_identity, both(ORGANISER, only(ADMINISTRATOR, *OPEN))),
    (policies.can_edit_content, both(ORGANISER, only(ADMINISTRATOR, *OPEN, APPROVED))),
    (
        policies.can_manage_team,
        both(ORGANISER, only(ADMINISTRATOR, DRAFT, SUBMITTED, APPROVED, RETURNED)),
    ),
    (policies.can_submit, only(ADMINISTRATOR, *OPEN)),
    (policies.can_take_back, only(ADMINISTRATOR, SUBMITTED)),
    (policies.can_withdraw, only(ADMINISTRATOR, DRAFT, SUBMITTED, APPROVED, RETURNED)),
    (policies.can_reopen, only(ADMINISTRATOR, WITHDRAWN)),
    (policies.can_review, always(OFFICERS)),
    (policies.can_decide, only(OFFICERS, SUBMITTED)),
    (policies.can_assign_booth, ORGANISER),
    (policies.can_carry_forward, always(ADMINISTRATOR)),
]


@pytest.mark.parametrize("state", list(ParticipationState))
@pytest.mark.parametrize("policy, table", TABLES, ids=[policy.__name__ for policy, _ in TABLES])
def test_who_may(
    policy: Callable[[Actor, Participation], bool], table: Table, state: ParticipationState
) -> None:
    participation = Participation(
        id=PARTICIPATION,
        edition_id=EDITION,
        state=state,
        delegation=Delegation(id=NODE, path=f"/{ABOVE}/{NODE}/"),
    )

    allowed = {name for name, actor in PEOPLE.items() if policy(actor, participation)}

    assert allowed == table[state]


def test_nobody_leads_an_enterprise_without_a_delegation() -> None:
    participation = Participation(id=PARTICIPATION, edition_id=EDITION, state=SUBMITTED)

    allowed = {name for name, one in PEOPLE.items() if policies.can_review(one, participation)}

    assert allowed == {"organiser"}
