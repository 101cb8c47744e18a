"""Who may do what, whole truth tables."""

import pytest

from matchmaking.accounts.values import Actor, Role
from matchmaking.delegations.models import Delegation
from matchmaking.dialogues import policies
from matchmaking.dialogues.models import Dialogue, SigningSlot
from matchmaking.dialogues.values import DialogueKind, DialogueState
from matchmaking.enterprises.models import Participation

HOST = Delegation(id=7, path="/3/7/")
EDITION, OTHER_EDITION = 1, 2
DRAFT, PUBLISHED, CANCELLED = DialogueState


def somebody(role: Role | None, *, edition: int = EDITION, **of: int) -> Actor:
    """Make somebody in a role."""
    return Actor(account_id=1, name="Somebody", role=role, edition_id=edition, **of)


ORGANISER = somebody(Role.ORGANISER)
ANOTHER_ORGANISER = somebody(Role.ORGANISER, edition=OTHER_EDITION)
HOST_LEAD = somebody(Role.DELEGATION_LEAD, delegation_id=7)
LEAD_ABOVE = somebody(Role.DELEGATION_LEAD, delegation_id=3)
OTHER_LEAD = somebody(Role.DELEGATION_LEAD, delegation_id=4)
LEAD_ELSEWHERE = somebody(Role.DELEGATION_LEAD, edition=OTHER_EDITION, delegation_id=7)
ADMIN = somebody(Role.ENTERPRISE_ADMIN, participation_id=10)
MEMBER = somebody(Role.ENTERPRISE_MEMBER, participation_id=10)
MEMBER_ELSEWHERE = somebody(Role.ENTERPRISE_MEMBER, edition=OTHER_EDITION, participation_id=10)
STAFF = somebody(Role.STAFF)
NOBODY = somebody(None)
EVERYBODY = [
    ORGANISER,
    ANOTHER_ORGANISER,
    HOST_LEAD,
    LEAD_ABOVE,
    OTHER_LEAD,
    LEAD_ELSEWHERE,
    ADMIN,
    MEMBER,
    MEMBER_ELSEWHERE,
    STAFF,
    NOBODY,
]


def a_session(
    state: DialogueState = PUBLISHED, *, hosted: bool = True, ceremony: bool = False
) -> Dialogue:
    """Make a session of the first edition."""
    return Dialogue(
        edition_id=EDITION,
        state=state,
        kind=DialogueKind.SIGNING_CEREMONY if ceremony else DialogueKind.FORUM,
        host_delegation=HOST if hosted else None,
    )


def allowed(policy: object, *subject: object) -> list[Actor]:
    """Return who a policy allows."""
    return [one for one in EVERYBODY if policy(one, *subject)]  # type: ignore[operator]


def test_sessions_are_run_by_the_organiser_and_the_hosts_leads() -> None:
    assert allowed(policies.can_manage, a_session()) == [ORGANISER, HOST_LEAD, LEAD_ABOVE]
    assert allowed(policies.can_manage, a_session(hosted=False)) == [ORGANISER]


@pytest.mark.parametrize("state", [PUBLISHED, CANCELLED])
def test_everybody_of_the_edition_sees_what_was_published(state: DialogueState) -> None:
    assert allowed(policies.can_view, a_session(state)) == [
        ORGANISER,
        HOST_LEAD,
        LEAD_ABOVE,
        OTHER_LEAD,
        ADMIN,
        MEMBER,
        STAFF,
    ]


def test_a_draft_is_seen_by_those_who_run_it() -> None:
    assert allowed(policies.can_view, a_session(DRAFT)) == [ORGANISER, HOST_LEAD, LEAD_ABOVE]


def test_organisers_and_leads_put_on_sessions() -> None:
    assert allowed(policies.can_create) == [
        ORGANISER,
        ANOTHER_ORGANISER,
        HOST_LEAD,
        LEAD_ABOVE,
        OTHER_LEAD,
        LEAD_ELSEWHERE,
    ]


def test_teams_book_for_their_own_people() -> None:
    assert allowed(policies.can_book, a_session()) == [ADMIN, MEMBER]
    assert allowed(policies.can_book_for, 10) == [ADMIN, MEMBER, MEMBER_ELSEWHERE]
    assert allowed(policies.can_book_for, 11) == []


def test_signing_slots_are_for_administrators_and_leads() -> None:
    assert allowed(policies.can_book_slot, a_session(ceremony=True)) == [
        ORGANISER,
        HOST_LEAD,
        LEAD_ABOVE,
        OTHER_LEAD,
        ADMIN,
    ]
    assert allowed(policies.can_book_slot, a_session()) == []


def test_one_signs_for_ones_own_enterprise_or_delegation() -> None:
    party = Participation(id=10, delegation=Delegation(id=4, path="/4/"))

    assert allowed(policies.can_sign_for, a_session(ceremony=True), party) == [
        ORGANISER,
        HOST_LEAD,
        LEAD_ABOVE,
        OTHER_LEAD,
        ADMIN,
    ]


@pytest.mark.parametrize("parties", [(10, 11), (11, 10)])
def test_either_party_and_the_host_give_a_slot_up(parties: tuple[int, int]) -> None:
    slot = SigningSlot(participation_id=parties[0], counterpart_id=parties[1])

    assert allowed(policies.can_release_slot, a_session(ceremony=True), slot) == [
        ORGANISER,
        HOST_LEAD,
        LEAD_ABOVE,
        ADMIN,
    ]


def test_a_free_slot_is_not_given_up() -> None:
    assert allowed(policies.can_release_slot, a_session(ceremony=True), SigningSlot()) == []
