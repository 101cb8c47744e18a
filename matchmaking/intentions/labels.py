"""How pages word a deal: its states with their tones, its kinds, steps of the ledger."""

from matchmaking.core.wording import Sentence
from matchmaking.intentions.counting import BUCKET_OF_STATE
from matchmaking.intentions.models import Intention
from matchmaking.intentions.values import Bucket, CorrectionState, IntentionState
from matchmaking.intentions.words import BUCKETS, STATES

TONES = {
    IntentionState.DRAFT: "muted",
    IntentionState.SIGNED: "new",
    IntentionState.COUNTERSIGNED: "waiting",
    IntentionState.VERIFIED: "good",
    IntentionState.WITHDRAWN: "muted",
    IntentionState.SUPERSEDED: "muted",
}
BUCKET_TONES = {
    Bucket.SIGNED: "new",
    Bucket.COUNTERSIGNED: "waiting",
    Bucket.VERIFIED: "good",
    Bucket.DISPUTED: "bad",
    Bucket.HELD: "bad",
    Bucket.COVERED: "muted",
}
CORRECTION_TONES = {
    CorrectionState.PROPOSED: "waiting",
    CorrectionState.ACCEPTED: "good",
    CorrectionState.DECLINED: "muted",
    CorrectionState.TAKEN_BACK: "muted",
}


def tags(intention: Intention) -> list[tuple[Sentence, str]]:
    """Return the words for where a deal stands, each with its tone, what is amiss first."""
    return standing_tags(
        intention.state,
        intention.standing.bucket if intention.standing else None,
        is_disputed=intention.disputed_at is not None,
        is_held=intention.held_for_id is not None,
    )


def where_it_stands(intention: Intention) -> Sentence:
    """Return the one word for where a deal stands: what is amiss with it, else its state."""
    word, _tone = tags(intention)[0]
    return word


def standing_tags(
    state: IntentionState, bucket: Bucket | None, *, is_disputed: bool, is_held: bool
) -> list[tuple[Sentence, str]]:
    """Return the same from what is known of a deal; ``bucket`` is the ledger's, if it is there."""
    found = [(STATES[state], TONES[state])]
    if state in BUCKET_OF_STATE:
        if is_disputed:
            found.insert(0, (BUCKETS[Bucket.DISPUTED], "bad"))
        if is_held:
            found.insert(0, (BUCKETS[Bucket.HELD], "bad"))
        if bucket is Bucket.COVERED:
            found.append((BUCKETS[Bucket.COVERED], "muted"))
    return found
