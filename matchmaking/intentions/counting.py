"""The counting rules: what stands where, and what counts. Pure, named, and worded for people."""

from dataclasses import dataclass
from datetime import date, timedelta

from matchmaking.core.money import Money
from matchmaking.core.wording import Sentence, say
from matchmaking.expo.models import Edition
from matchmaking.intentions.values import COUNTED, Bucket, IntentionKind, IntentionState

BUCKET_OF_STATE = {
    IntentionState.SIGNED: Bucket.SIGNED,
    IntentionState.COUNTERSIGNED: Bucket.COUNTERSIGNED,
    IntentionState.VERIFIED: Bucket.VERIFIED,
}
DUPLICATE_PERCENT = 1
DUPLICATE_DAYS = timedelta(days=14)


@dataclass(frozen=True)
class Deal:
    """What tells one deal from another: parties' groups, amount, date, numbers, kind."""

    buyer_group: int
    seller_group: int
    one_year: Money
    base_minor: int
    signed_on: date
    contract_key: str
    is_investment: bool


def counted_buckets(edition: Edition) -> tuple[Bucket, ...]:
    """Return the buckets the headline counts.

    It counts what both sides signed. What one side alone signed stands beside it, unless the
    edition decided otherwise.
    """
    return (Bucket.SIGNED, *COUNTED) if edition.one_side_counts else COUNTED


def standing_bucket(
    state: IntentionState, *, is_held: bool, is_disputed: bool, is_covered: bool
) -> Bucket | None:
    """Return where a deal's money stands, or nothing if the ledger knows no money of it.

    What an officer must first look at goes before everything else: a suspected duplicate is
    held, then a dispute; a call-off whose framework counts is covered by it.
    """
    bucket = BUCKET_OF_STATE.get(state)
    if bucket is None:
        return None
    if is_held:
        return Bucket.HELD
    if is_disputed:
        return Bucket.DISPUTED
    return Bucket.COVERED if is_covered else bucket


def is_investment(kind: IntentionKind) -> bool:
    """Return whether a deal belongs to the investment figures, which no purchase is added to."""
    return kind is IntentionKind.INVESTMENT


def needs_two_officers(edition: Edition, base_minor: int) -> bool:
    """Return whether a deal is so large that two officers must verify it."""
    threshold = edition.two_officers_from_minor
    return threshold is not None and base_minor >= threshold


def may_be_the_same(one: Deal, other: Deal) -> bool:
    """Return whether two deals are suspected to be one.

    The same parties or parent groups, amounts within 1 % and dates within 14 days of each
    other; or the same contract number. Purchases and investments are never the same deal.
    """
    if one.is_investment is not other.is_investment:
        return False
    if one.contract_key and one.contract_key == other.contract_key:
        return True
    return (
        (one.buyer_group, one.seller_group) == (other.buyer_group, other.seller_group)
        and abs(one.signed_on - other.signed_on) <= DUPLICATE_DAYS
        and _about_equal(one, other)
    )


def _about_equal(one: Deal, other: Deal) -> bool:
    # In one currency the amounts as signed decide: the rate may move by 1 % in 14 days.
    if one.one_year.currency == other.one_year.currency:
        low, high = sorted((one.one_year.minor, other.one_year.minor))
    else:
        low, high = sorted((one.base_minor, other.base_minor))
    return (high - low) * 100 <= high * DUPLICATE_PERCENT


def rules_that_apply(edition: Edition) -> list[Sentence]:
    """Return the rules by which the edition's figures count, to be printed beneath them."""
    return [
        _who_signed(edition),
        say(
            "One-year amounts in %(currency)s at the rate of the day of signing, rounded once.",
            currency=edition.base_currency,
        ),
        say("Each deal counts once, for the buyer's delegation and those above it."),
        say("Investment projects stand apart and are never added to purchases."),
        say("A call-off does not count beside its counted framework agreement."),
        say("An intention later signed as a contract is superseded by it."),
        say("Suspected duplicates are held outside the total until an officer has decided."),
        say("Disputed deals are outside the total until the dispute is settled."),
        say("What has no value in a breakdown is shown as unspecified, so the parts add up."),
    ]


def _who_signed(edition: Edition) -> Sentence:
    if edition.one_side_counts:
        return say("This edition also counts what one side alone has signed.")
    return say(
        "Counted is what both sides signed; what one side alone signed stands beside it, outside."
    )
