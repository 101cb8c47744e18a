"""The counting rules: what stands where, and what counts. Pure, named, and worded for people."""

from matchmaking.core.wording import Sentence, say
from matchmaking.expo.models import Edition
from matchmaking.intentions.values import COUNTED, Bucket


def counted_buckets(edition: Edition) -> tuple[Bucket, ...]:
    """Return the buckets the headline counts.

    It counts what both sides signed. What one side alone signed stands beside it, unless the
    edition decided otherwise.
    """
    return (Bucket.SIGNED, *COUNTED) if edition.one_side_counts else COUNTED


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
