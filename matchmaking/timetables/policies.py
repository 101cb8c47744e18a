"""Who may do what with matchmaking rounds. When it is possible is a matter of their state."""

from matchmaking.accounts.values import Actor
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import ParticipationState
from matchmaking.timetables.models import Round


def can_manage(actor: Actor, round_: Round) -> bool:
    """Only the edition's organisers see a round's page, run plans and publish them."""
    return actor.organises(round_.edition_id)


def can_wish(actor: Actor, round_: Round) -> bool:
    """Everybody on a team of the edition sees what their own enterprise wishes of a round."""
    return actor.is_team_member and actor.edition_id == round_.edition_id


def can_edit_wishes(actor: Actor, participation: Participation) -> bool:
    """A team's administrator edits its wishes, once its profile is approved."""
    return (
        actor.administers(participation.id) and participation.state is ParticipationState.APPROVED
    )
