"""Who may see, book and run what in the programme."""

from matchmaking.accounts.values import Actor
from matchmaking.dialogues.models import Dialogue, SigningSlot
from matchmaking.dialogues.values import DialogueKind, DialogueState


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
    """Team administrators book signing slots for their enterprise, those who run it for anybody."""
    if dialogue.kind is not DialogueKind.SIGNING_CEREMONY or not can_view(actor, dialogue):
        return False
    return actor.administers(actor.participation_id) or can_manage(actor, dialogue)


def can_release_slot(actor: Actor, slot: SigningSlot) -> bool:
    """Either party's administrator, and those who run the ceremony, may give a slot up."""
    if slot.participation_id is None:
        return False
    return (
        actor.administers(slot.participation_id)
        or (slot.counterpart_id is not None and actor.administers(slot.counterpart_id))
        or can_manage(actor, slot.dialogue)
    )
