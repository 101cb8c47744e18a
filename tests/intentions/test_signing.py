"""From draft to verified, and into the delegation's total."""

from sqlalchemy.orm import Session

from matchmaking.intentions import services
from matchmaking.intentions.totals import totals
from matchmaking.intentions.values import Bucket, Dimension, IntentionState
from tests.factories.deals import make_deal, make_table
from tests.factories.expo import NOW


def test_a_deal_moves_from_bucket_to_bucket_as_it_is_signed(session: Session) -> None:
    table = make_table(session)
    intention = make_deal(session, table)
    seen = []

    def look() -> None:
        found = totals(
            session, table.edition, delegation=table.delegation, dimension=Dimension.TOTAL
        )
        whole = found.whole
        seen.append((found.sequence, {b: whole.minor_in(b) for b in Bucket if whole.minor_in(b)}))

    look()
    services.sign(session, table.selling, intention, at=NOW)
    look()
    services.countersign(session, table.buying, intention, at=NOW)
    look()
    services.verify(session, table.lead, intention, at=NOW)
    look()

    assert seen == [
        (0, {}),
        (1, {Bucket.SIGNED: 100_000_000}),
        (3, {Bucket.COUNTERSIGNED: 100_000_000}),
        (5, {Bucket.VERIFIED: 100_000_000}),
    ]
    assert intention.state is IntentionState.VERIFIED
