"""Who may do what to an intention. Pure: no session, no request.

``may_…`` asks whose a step is, ``can_…`` also whether the deal stands where the step begins.
Whose it is not is forbidden to take it; who merely comes too late is told where the deal stands.
"""

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


def may_edit(actor: Actor, intention: Intention) -> bool:
    """Return whether the draft is, or was, the actor's team's to change, sign and give up."""
    return own_side(actor, intention) is intention.author_side


def can_edit(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may change the terms: only of a draft of their own team."""
    return intention.state is IntentionState.DRAFT and may_edit(actor, intention)


def can_sign(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may sign for the author's side."""
    return can_edit(actor, intention)


def may_countersign(actor: Actor, intention: Intention) -> bool:
    """Return whether the second signature is the actor's team's."""
    return own_side(actor, intention) not in {None, intention.author_side}


def can_countersign(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may sign for the other side; not while the deal is disputed."""
    return (
        intention.state is IntentionState.SIGNED
        and intention.disputed_at is None
        and may_countersign(actor, intention)
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


def may_dispute(actor: Actor, intention: Intention) -> bool:
    """Return whether objecting is up to the actor: a party, or an officer for the deal."""
    return own_side(actor, intention) is not None or governs(actor, intention)


def can_dispute(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may dispute a deal: either party, or an officer for it."""
    return (
        intention.state in BUCKET_OF_STATE
        and intention.disputed_at is None
        and may_dispute(actor, intention)
    )


def may_settle(actor: Actor, intention: Intention) -> bool:
    """Return whether the dispute is the actor's to end, or was while there was one."""
    if intention.disputed_at is None:
        return may_dispute(actor, intention)
    raised = intention.disputed_by_id
    return governs(actor, intention) or (raised is not None and actor.acts_for(raised))


def can_settle(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may end a dispute: an officer, or the side that raised it."""
    is_disputed = intention.disputed_at is not None and intention.state in BUCKET_OF_STATE
    return is_disputed and may_settle(actor, intention)


def may_withdraw(actor: Actor, intention: Intention) -> bool:
    """Return whether the deal is, or was before others signed, the actor's to withdraw."""
    return may_edit(actor, intention) or governs(actor, intention)


def can_withdraw(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may withdraw a deal.

    The author's side until the other has signed; afterwards an officer: a party that no longer
    stands by a deal both signed disputes it.
    """
    match intention.state:
        case IntentionState.DRAFT:
            return may_edit(actor, intention)
        case IntentionState.SIGNED:
            return may_withdraw(actor, intention)
        case IntentionState.COUNTERSIGNED | IntentionState.VERIFIED:
            return governs(actor, intention)
        case _:
            return False


def may_correct(actor: Actor, intention: Intention) -> bool:
    """Return whether the amounts are the actor's to correct: they are of a side that signed."""
    side = own_side(actor, intention)
    if intention.state is IntentionState.SIGNED:
        return side is intention.author_side
    return side is not None


def can_correct(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may propose other amounts: either party that has signed."""
    if intention.state not in BUCKET_OF_STATE or open_correction(intention):
        return False
    return may_correct(actor, intention)


def may_answer_correction(actor: Actor, intention: Intention) -> bool:
    """Return whether the proposed amounts are the actor's to answer, or were until answered."""
    proposed = open_correction(intention)
    return own_side(actor, intention) not in {None, proposed.side if proposed else None}


def can_answer_correction(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may accept or decline the proposed amounts: the other side."""
    return open_correction(intention) is not None and may_answer_correction(actor, intention)


def may_take_back_correction(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor's side proposed the amounts, or could have until answered."""
    proposed, side = open_correction(intention), own_side(actor, intention)
    return side is not None and (proposed is None or side is proposed.side)


def can_take_back_correction(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may take the proposed amounts back: the side that proposed them."""
    return open_correction(intention) is not None and may_take_back_correction(actor, intention)


def open_correction(intention: Intention) -> Correction | None:
    """Return the correction that waits for an answer, if there is one."""
    if intention.state not in BUCKET_OF_STATE:
        return None
    proposed = [row for row in intention.corrections if row.state is CorrectionState.PROPOSED]
    return proposed[0] if proposed else None


def may_add_evidence(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor's team is a party that sees the deal."""
    return own_side(actor, intention) is not None and can_view(actor, intention)


def can_add_evidence(actor: Actor, intention: Intention) -> bool:
    """Return whether the actor may add a file: a party, while the deal is open."""
    return intention.state in OPEN_STATES and may_add_evidence(actor, intention)


def may_resolve(actor: Actor, held: Intention, first: Intention | None) -> bool:
    """Return whether it is the actor's to decide whether a held deal repeats another.

    A lead must govern both buyers: between two delegations' figures an organiser decides. Once
    somebody has decided, there is no other deal any more.
    """
    return governs(actor, held) and (first is None or governs(actor, first))


def can_resolve(actor: Actor, held: Intention, first: Intention) -> bool:
    """Return whether the actor may decide whether a held deal repeats another."""
    return (
        held.held_for_id == first.id
        and held.state in BUCKET_OF_STATE
        and may_resolve(actor, held, first)
    )
