"""Roles, and the person acting in one of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from matchmaking.core.wording import say

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200


class Role(StrEnum):
    """What a grant lets a person be in an edition."""

    ORGANISER = "organiser"
    DELEGATION_LEAD = "delegation_lead"
    ENTERPRISE_ADMIN = "enterprise_admin"
    ENTERPRISE_MEMBER = "enterprise_member"
    STAFF = "staff"


ROLE_WORDS = {
    Role.ORGANISER: say("Organiser"),
    Role.DELEGATION_LEAD: say("Delegation lead"),
    Role.ENTERPRISE_ADMIN: say("Team administrator"),
    Role.ENTERPRISE_MEMBER: say("Team member"),
    Role.STAFF: say("On-site staff"),
}
ENTERPRISE_ROLES = frozenset({Role.ENTERPRISE_ADMIN, Role.ENTERPRISE_MEMBER})


class Hat(NamedTuple):
    """A role somebody has been given, with its scope, as the switch of roles shows it."""

    id: int
    role: Role
    edition_id: int
    delegation_id: int | None
    participation_id: int | None
    representative_id: int | None
    scope_en: str
    scope_zh: str


class Arrival(NamedTuple):
    """Somebody who comes with the token of a live sign-in: who they are, and what they may wear.

    ``worn`` is the hat they chose, else their first.
    """

    sign_in_id: int
    account_id: int
    name: str
    language: str | None
    hats: tuple[Hat, ...]
    worn: Hat | None


@dataclass(frozen=True)
class Actor:
    """A signed-in person in the hat they act in: one grant, in one edition.

    Policies decide on this value alone. ``delegation_id`` is the node a lead leads (everything
    below it included), ``participation_id`` the enterprise's participation a team member acts
    for, ``representative_id`` the person's own row among its representatives, if there is one.
    """

    account_id: int
    name: str
    role: Role | None = None
    grant_id: int | None = None
    edition_id: int | None = None
    delegation_id: int | None = None
    participation_id: int | None = None
    representative_id: int | None = None

    @property
    def is_organiser(self) -> bool:
        """Return whether they organise the edition."""
        return self.role is Role.ORGANISER

    @property
    def is_lead(self) -> bool:
        """Return whether they lead a delegation."""
        return self.role is Role.DELEGATION_LEAD

    @property
    def is_team_member(self) -> bool:
        """Return whether they act for an enterprise."""
        return self.role in ENTERPRISE_ROLES

    @property
    def is_staff(self) -> bool:
        """Return whether they work on site."""
        return self.role is Role.STAFF

    def organises(self, edition_id: int) -> bool:
        """Return whether they organise this edition."""
        return self.is_organiser and self.edition_id == edition_id

    def leads(self, delegation_path: str | None) -> bool:
        """Return whether they lead this node of the tree or one above it.

        ``delegation_path`` lists the ancestors' keys and the node's own: ``/3/17/``.
        """
        return (
            self.is_lead
            and delegation_path is not None
            and f"/{self.delegation_id}/" in delegation_path
        )

    def acts_for(self, participation_id: int | None) -> bool:
        """Return whether they are on this participation's team."""
        return self.is_team_member and self.participation_id == participation_id

    def administers(self, participation_id: int | None) -> bool:
        """Return whether they administer this participation's team."""
        return self.role is Role.ENTERPRISE_ADMIN and self.participation_id == participation_id
