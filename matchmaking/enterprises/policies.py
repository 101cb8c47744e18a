"""Who may do what with profiles of enterprises."""

from matchmaking.accounts.values import Actor
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import OPEN_TO_THE_TEAM, ParticipationState


def can_view_profile(actor: Actor, participation: Participation) -> bool:
    """Its own team, the edition's organisers, and the leads of its delegation and those above."""
    return actor.acts_for(participation.id) or can_review(actor, participation)


def can_view_partner(actor: Actor, participation: Participation) -> bool:
    """Everybody with a role in the edition sees approved partners; others only who may anyway."""
    if actor.edition_id != participation.edition_id:
        return False
    approved = participation.state is ParticipationState.APPROVED
    return approved or can_view_profile(actor, participation)


def can_edit_identity(actor: Actor, participation: Participation) -> bool:
    """The team's administrator until it is submitted; the organiser at any time."""
    if actor.organises(participation.edition_id):
        return True
    return actor.administers(participation.id) and participation.state in OPEN_TO_THE_TEAM


def can_edit_content(actor: Actor, participation: Participation) -> bool:
    """As the identity; texts, offers and needs also once the profile is approved."""
    if can_edit_identity(actor, participation):
        return True
    approved = participation.state is ParticipationState.APPROVED
    return approved and actor.administers(participation.id)


def can_manage_team(actor: Actor, participation: Participation) -> bool:
    """The team's administrator unless they have withdrawn, and the organiser."""
    if actor.organises(participation.edition_id):
        return True
    withdrawn = participation.state is ParticipationState.WITHDRAWN
    return actor.administers(participation.id) and not withdrawn


def can_submit(actor: Actor, participation: Participation) -> bool:
    """The team's administrator, while it is a draft or was returned."""
    return actor.administers(participation.id) and participation.state in OPEN_TO_THE_TEAM


def can_take_back(actor: Actor, participation: Participation) -> bool:
    """The team's administrator, while nobody has decided."""
    submitted = participation.state is ParticipationState.SUBMITTED
    return actor.administers(participation.id) and submitted


def can_withdraw(actor: Actor, participation: Participation) -> bool:
    """The team's administrator, unless they have withdrawn already."""
    withdrawn = participation.state is ParticipationState.WITHDRAWN
    return actor.administers(participation.id) and not withdrawn


def can_reopen(actor: Actor, participation: Participation) -> bool:
    """The team's administrator, after they have withdrawn."""
    withdrawn = participation.state is ParticipationState.WITHDRAWN
    return actor.administers(participation.id) and withdrawn


def can_review(actor: Actor, participation: Participation) -> bool:
    """Organisers of the edition, and the leads of its delegation and of those above it."""
    if actor.edition_id != participation.edition_id:
        return False
    return actor.is_organiser or actor.leads(participation.delegation_path)


def can_decide(actor: Actor, participation: Participation) -> bool:
    """Whoever reviews it, while it is submitted."""
    submitted = participation.state is ParticipationState.SUBMITTED
    return submitted and can_review(actor, participation)


def can_assign_booth(actor: Actor, participation: Participation) -> bool:
    """The organiser gives away booths."""
    return actor.organises(participation.edition_id)


def can_carry_forward(actor: Actor, participation: Participation) -> bool:
    """The team's administrator takes the profile along to the next edition."""
    return actor.administers(participation.id)
