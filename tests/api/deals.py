"""Deals as programs record and sign them."""

from dataclasses import dataclass

from matchmaking.expo.models import Edition
from tests.api.conftest import Program
from tests.factories.meetings import Side


@dataclass
class Deal:
    """An edition, and two enterprises that deal with each other."""

    edition: Edition
    buyer: Side
    seller: Side

    def body(self, **changes: object) -> dict[str, object]:
        """Return a deal as the buyer's program sends it."""
        return {
            "side": "buyer",
            "partner_id": self.seller.participation.id,
            "kind": "contract",
            "title": "Gear boxes",
            "currency": "USD",
            "full_value": "1,250,000.50",
            "signed_on": "2019-11-05",
            "lines": [{"description": "Boxes", "amount": "1000", "quantity": "4"}],
            **changes,
        }


def recorded(program: Program, deal: Deal) -> str:
    """Record a deal for the buyer; return its address."""
    answer = program.acting_as(deal.buyer.grant).post("/intentions", deal.body())
    assert answer.status_code == 201, answer.get_json()
    return f"/intentions/{answer.get_json()['id']}"


def countersigned(program: Program, deal: Deal) -> str:
    """Record a deal and let both sides sign it; return its address."""
    path = recorded(program, deal)
    program.post(f"{path}/sign")
    answer = program.acting_as(deal.seller.grant).post(f"{path}/countersign")
    assert answer.status_code == 200, answer.get_json()
    return path
