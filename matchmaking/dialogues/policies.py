"""Who may see, book and run what in the programme."""

from matchmaking.accounts.values import Actor, Role
from matchmaking.dialogues.models import Dialogue, SigningSlot
from matchmaking.dialogues.values import DialogueKind, DialogueState
from matchmaking.enterprises.models import Participation


def can_manage(actor: Actor, dialogue: Dialogue) -> bool:
    """Organisers run every session of their edition, leads those their delegation hosts."""
    host = dialogue.host_delegation
    return actor.organises(dialogue.edition_id) or (
        actor.edition_id == dialogue.edition_id and actor.leads(host.path if host else None)
    )


def can_view(actor: Actor, dialogue: Dialogue) -> bool:
    """Everybody of the edition sees what was published; a draft only those who run it."""
    if actor.role is None or actor.edition_id != dialogue.edition_id:
        return False
    return dialogue.state is not DialogueState.DRAFT or can_manage(actor, dialogue)


def can_create(actor: Actor) -> bool:
    """Organisers and delegation leads put on sessions."""
    return actor.is_organiser or actor.is_lead


def can_book(actor: Actor, dialogue: Dialogue) -> bool:
    """Members of a team book seats for their own people, at what they can see."""
    return actor.is_team_member and can_view(actor, dialogue)


def can_book_for(actor: Actor, participation_id: int) -> bool:
    """A team member books for anybody of the same team, and for nobody else."""
    return actor.acts_for(participation_id)


def can_book_slot(actor: Actor, dialogue: Dialogue) -> bool:
    """Team administrators book signing slots for their enterprise, leads for their delegation's.

    Those who run the ceremony book for anybody.
    """
    if dialogue.kind is not DialogueKind.SIGNING_CEREMONY or not can_view(actor, dialogue):
        return False
    return actor.role is Role.ENTERPRISE_ADMIN or actor.is_lead or can_manage(actor, dialogue)


def can_sign_for(actor: Actor, dialogue: Dialogue, party: Participation) -> bool:
    """Whether somebody who books slots may book one for this enterprise as the first party."""
    return (
        actor.administers(party.id)
        or actor.leads(party.delegation_path)
        or can_manage(actor, dialogue)
    )


def can_release_slot(actor: Actor, dialogue: Dialogue, slot: SigningSlot) -> bool:
    """Either party's administrator, and those who run the ceremony, may give a slot up."""
    if slot.participation_id is None:
        return False
    parties = {slot.participation_id, slot.counterpart_id}
    is_party = actor.role is Role.ENTERPRISE_ADMIN and actor.participation_id in parties
    return is_party or can_manage(actor, dialogue)
