"""Words for kinds, states, sides and buckets: one place for pages, notices and errors."""

from matchmaking.core.wording import Sentence, say
from matchmaking.enterprises.values import Ownership
from matchmaking.intentions.values import (
    Bucket,
    CorrectionState,
    IntentionKind,
    IntentionState,
    Side,
)

KINDS: dict[IntentionKind, Sentence] = {
    IntentionKind.CONTRACT: say("Contract"),
    IntentionKind.FRAMEWORK: say("Framework agreement"),
    IntentionKind.INTENTION: say("Intention or memorandum"),
    IntentionKind.CALL_OFF: say("Call-off under a framework"),
    IntentionKind.INVESTMENT: say("Investment project"),
}
STATES: dict[IntentionState, Sentence] = {
    IntentionState.DRAFT: say("Draft"),
    IntentionState.SIGNED: say("Signed by one side"),
    IntentionState.COUNTERSIGNED: say("Countersigned"),
    IntentionState.VERIFIED: say("Verified"),
    IntentionState.WITHDRAWN: say("Withdrawn"),
    IntentionState.SUPERSEDED: say("Superseded"),
}
BUCKETS: dict[Bucket, Sentence] = {
    Bucket.SIGNED: say("Signed by one side"),
    Bucket.COUNTERSIGNED: say("Countersigned"),
    Bucket.VERIFIED: say("Verified"),
    Bucket.DISPUTED: say("Disputed"),
    Bucket.HELD: say("Held: possible duplicate"),
    Bucket.COVERED: say("Within its framework"),
}
SIDES: dict[Side, Sentence] = {Side.BUYER: say("Buyer"), Side.SELLER: say("Seller")}
INVESTMENT_SIDES: dict[Side, Sentence] = {
    Side.BUYER: say("Host of the investment"),
    Side.SELLER: say("Investor"),
}
STEPS: dict[str, Sentence] = {
    "signed": say("Signed"),
    "countersigned": say("Countersigned"),
    "verified": say("Verified"),
    "disputed": say("Disputed"),
    "settled": say("Dispute settled"),
    "withdrawn": say("Withdrawn"),
    "superseded": say("Superseded"),
    "corrected": say("Amount corrected"),
    "released": say("Released: no duplicate"),
}
CORRECTIONS: dict[CorrectionState, Sentence] = {
    CorrectionState.PROPOSED: say("Waits for the other side"),
    CorrectionState.ACCEPTED: say("Signed"),
    CorrectionState.DECLINED: say("Declined"),
    CorrectionState.TAKEN_BACK: say("Taken back"),
}

OWNERSHIPS: dict[str, Sentence] = {
    Ownership.STATE: say("State-owned"),
    Ownership.PRIVATE: say("Private"),
    Ownership.FOREIGN: say("Foreign-invested"),
    Ownership.PUBLIC: say("Public institution's"),
    Ownership.MIXED: say("Mixed"),
}


def sides_of(kind: IntentionKind) -> dict[Side, Sentence]:
    """Return what the two sides are called in a deal of this kind."""
    return INVESTMENT_SIDES if kind is IntentionKind.INVESTMENT else SIDES
