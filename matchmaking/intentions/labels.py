"""How pages word a deal: its states with their tones, its kinds, steps of the ledger."""

from matchmaking.core.wording import Sentence
from matchmaking.intentions.counting import BUCKET_OF_STATE
from matchmaking.intentions.models import Intention
from matchmaking.intentions.values import Bucket, IntentionState
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


def tags(intention: Intention) -> list[tuple[Sentence, str]]:
    """Return the words for where a deal stands, each with its tone, what is amiss first."""
    found = [(STATES[intention.state], TONES[intention.state])]
    if intention.state in BUCKET_OF_STATE:
        if intention.disputed_at is not None:
            found.insert(0, (BUCKETS[Bucket.DISPUTED], "bad"))
        if intention.held_for_id is not None:
            found.insert(0, (BUCKETS[Bucket.HELD], "bad"))
        if intention.standing and intention.standing.bucket is Bucket.COVERED:
            found.append((BUCKETS[Bucket.COVERED], "muted"))
    return found
