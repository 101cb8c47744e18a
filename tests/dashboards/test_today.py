"""The home page's reading: what waits, what to report on, and the newest deals."""

from typing import Any

from sqlalchemy.orm import Session

from matchmaking.dashboards.queries.today import newest_deals
from matchmaking.intentions.values import IntentionState
from matchmaking.meetings import services
from matchmaking.meetings.queries import Brief, unreported_by, waiting_for
from tests.factories.expo import NOW, make_edition, venue_time
from tests.factories.intentions import make_intention
from tests.factories.meetings import ask, make_scene, make_side

SIGNED: dict[str, Any] = {"state": IntentionState.SIGNED, "base_minor": 100_000_000}


def keys(meetings: list[Brief]) -> list[int]:
    return [meeting.id for meeting in meetings]


def test_what_waits_and_what_is_unreported_are_told_apart(session: Session) -> None:
    scene = make_scene(session)
    met = ask(session, scene, starts_at=venue_time(5, 14))
    services.confirm_meeting(session, met, actor=scene.asked.actor, at=NOW)
    other = make_side(session, scene.edition)
    asked = ask(session, scene, asker=other, starts_at=venue_time(5, 16))
    receiver, sender = scene.asked.participation.id, scene.asker.participation.id

    later = met.ends_at

    assert keys(waiting_for(session, receiver, NOW)) == [asked.id]
    assert keys(waiting_for(session, sender, NOW)) == []
    assert keys(unreported_by(session, receiver, NOW)) == []
    assert keys(unreported_by(session, receiver, later)) == [met.id]
    assert keys(unreported_by(session, sender, later)) == [met.id]
    assert keys(unreported_by(session, 0, later)) == []


def test_drafts_of_the_other_side_are_not_listed(session: Session) -> None:
    edition = make_edition(session)
    signed = make_intention(session, edition, **SIGNED)
    draft = make_intention(session, edition, buyer=signed.buyer, seller=signed.seller)

    assert [deal.id for deal in newest_deals(session, signed.seller_id)] == [draft.id, signed.id]
    assert [deal.id for deal in newest_deals(session, signed.buyer_id)] == [signed.id]


def test_a_deal_is_listed_with_the_other_party_and_where_it_stands(session: Session) -> None:
    edition = make_edition(session)
    intention = make_intention(session, edition, **SIGNED, disputed_at=NOW)

    (ours,) = newest_deals(session, intention.buyer_id)
    assert ours.partner == intention.seller.label
    assert ours.one_year == intention.one_year
    assert (ours.state, ours.bucket) == (IntentionState.SIGNED, None)
    assert (ours.is_disputed, ours.is_held) == (True, False)
    assert newest_deals(session, intention.seller_id)[0].partner == intention.buyer.label
