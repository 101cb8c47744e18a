"""Who may do what to an intention. Pure: no session, no request."""

from matchmaking.accounts.values import Actor
from matchmaking.intentions.counting import BUCKET_OF_STATE
from matchmaking.intentions.models import Correction, Intention
from matchmaking.intentions.values import CorrectionState, IntentionState, Side

OPEN_STATES = frozenset({IntentionState.DRAFT, *BUCKET_OF_STATE})


def own_side(actor: Actor, intention: Intention) -> Side | None:
    """Return the side the actor's team is on, if any."""
    if not actor.is_team_member:
        return None
    return intention.side_of(actor.participation_id)


def governs(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor is an officer for the deal: of the node credited, or above it."""
    return actor.organises(intention.edition_id) or (
        actor.edition_id == intention.edition_id and actor.leads(intention.credit_path)
    )


def can_record(actor: Actor) -> bool:
    """Return whether the actor may record an intention: the enterprises' teams do."""
    return actor.is_team_member and actor.participation_id is not None


def can_view(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may see the intention; a draft is its author's team's alone."""
    if intention.state is IntentionState.DRAFT:
        return own_side(actor, intention) is intention.author_side
    return (
        own_side(actor, intention) is not None
        or governs(actor, intention)
        or (
            actor.edition_id == intention.edition_id
            and actor.leads(intention.seller.delegation_path)
        )
    )


def can_edit(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may change the terms: only of a draft of their own team."""
    return (
        intention.state is IntentionState.DRAFT
        and own_side(actor, intention) is intention.author_side
    )


def can_sign(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may sign for the author's side."""
    return can_edit(actor, intention)


def can_countersign(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may sign for the other side; not while the deal is disputed."""
    side = own_side(actor, intention)
    return (
        intention.state is IntentionState.SIGNED
        and intention.disputed_at is None
        and side is not None
        and side is not intention.author_side
    )


def can_verify(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may verify what both sides signed.

    An officer of the buyer's node or above, or of the organisers; that they belong to neither
    party as a person is the service's question.
    """
    return (
        intention.state is IntentionState.COUNTERSIGNED
        and intention.disputed_at is None
        and intention.held_for_id is None
        and governs(actor, intention)
        and all(row.account_id != actor.account_id for row in intention.verifications)
    )


def can_dispute(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may dispute a deal: either party, or an officer for it."""
    return (
        intention.state in BUCKET_OF_STATE
        and intention.disputed_at is None
        and (own_side(actor, intention) is not None or governs(actor, intention))
    )


def can_settle(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may end a dispute: an officer, or the side that raised it."""
    if intention.disputed_at is None or intention.state not in BUCKET_OF_STATE:
        return False
    raised = intention.disputed_by_id
    return governs(actor, intention) or (raised is not None and actor.acts_for(raised))


def can_withdraw(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may withdraw a deal.

    The author's side until the other has signed; afterwards an officer: a party that no longer
    stands by a deal both signed disputes it.
    """
    is_authors = own_side(actor, intention) is intention.author_side
    match intention.state:
        case IntentionState.DRAFT:
            return is_authors
        case IntentionState.SIGNED:
            return is_authors or governs(actor, intention)
        case IntentionState.COUNTERSIGNED | IntentionState.VERIFIED:
            return governs(actor, intention)
        case _:
            return False


def can_correct(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may propose other amounts: either party that has signed."""
    side = own_side(actor, intention)
    if side is None or intention.state not in BUCKET_OF_STATE or open_correction(intention):
        return False
    return intention.state is not IntentionState.SIGNED or side is intention.author_side


def can_answer_correction(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may accept or decline the proposed amounts: the other side."""
    proposed = open_correction(intention)
    side = own_side(actor, intention)
    return proposed is not None and side is not None and side is not proposed.side


def open_correction(intention: Intention) -> Correction | None:
    """Return the correction that waits for an answer, if there is one."""
    if intention.state not in BUCKET_OF_STATE:
        return None
    proposed = [row for row in intention.corrections if row.state is CorrectionState.PROPOSED]
    return proposed[0] if proposed else None


def can_add_evidence(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may add a file: a party, while the deal is open."""
    return (
        intention.state in OPEN_STATES
        and own_side(actor, intention) is not None
        and can_view(actor, intention)
    )


def can_resolve(actor: Actor, held: Intention, first: Intention) -> bool:
    """Return whether the actor may decide whether a held deal repeats another.

    A lead must govern both buyers: between two delegations' figures an organiser decides.
    """
    return (
        held.held_for_id == first.id
        and held.state in BUCKET_OF_STATE
        and governs(actor, held)
        and governs(actor, first)
    )
