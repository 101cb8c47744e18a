"""Who may do what with meetings. When it is possible is a matter of their state."""

from matchmaking.accounts.values import Actor
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import ParticipationState
from matchmaking.meetings.models import Meeting


def is_party(actor: Actor, meeting: Meeting) -> bool:
    """Return whether they act for one of the two sides."""
    return actor.acts_for(meeting.requester_id) or actor.acts_for(meeting.receiver_id)


def can_view(actor: Actor, meeting: Meeting) -> bool:
    """Both sides, the edition's organisers, and the leads of either side's delegation."""
    if actor.edition_id != meeting.edition_id:
        return False
    return (
        is_party(actor, meeting)
        or actor.is_organiser
        or actor.leads(meeting.requester.delegation_path)
        or actor.leads(meeting.receiver.delegation_path)
    )


def can_answer(actor: Actor, meeting: Meeting) -> bool:
    """Only the side that was asked says yes or no."""
    return actor.acts_for(meeting.receiver_id)


def can_withdraw(actor: Actor, meeting: Meeting) -> bool:
    """Only the side that asked takes its request back."""
    return actor.acts_for(meeting.requester_id)


def can_cancel(actor: Actor, meeting: Meeting) -> bool:
    """Either side cancels."""
    return is_party(actor, meeting)


def can_report(actor: Actor, meeting: Meeting) -> bool:
    """Either side says whether it took place."""
    return is_party(actor, meeting)


def can_reassign(actor: Actor, meeting: Meeting) -> bool:
    """A team's administrator decides who of theirs attends."""
    return actor.administers(meeting.requester_id) or actor.administers(meeting.receiver_id)


def can_propose_time(actor: Actor, meeting: Meeting) -> bool:
    """Either side proposes another time."""
    return is_party(actor, meeting)


def can_answer_time(actor: Actor, meeting: Meeting) -> bool:
    """The other side than the one that proposes a time answers; if none does, either may try."""
    return is_party(actor, meeting) and not _proposes(actor, meeting)


def can_take_time_back(actor: Actor, meeting: Meeting) -> bool:
    """The side that proposes a time takes it back; if none does, either may try."""
    by_partner = meeting.proposed_by_id is not None and not _proposes(actor, meeting)
    return is_party(actor, meeting) and not by_partner


def _proposes(actor: Actor, meeting: Meeting) -> bool:
    return meeting.proposed_by_id is not None and actor.acts_for(meeting.proposed_by_id)


def can_request(actor: Actor, partner: Participation) -> bool:
    """A team asks an approved partner of its own edition, other than itself."""
    return (
        actor.is_team_member
        and actor.edition_id == partner.edition_id
        and actor.participation_id != partner.id
        and partner.state is ParticipationState.APPROVED
    )


def can_veto(actor: Actor, partner: Participation) -> bool:
    """A team's administrator says with whom of its edition it wants no meetings."""
    return (
        actor.administers(actor.participation_id)
        and actor.edition_id == partner.edition_id
        and actor.participation_id != partner.id
    )
