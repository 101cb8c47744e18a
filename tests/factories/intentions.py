"""Purchase intentions."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from matchmaking.enterprises.models import Participation
from matchmaking.expo.models import Edition
from matchmaking.intentions.models import Intention
from matchmaking.intentions.values import IntentionKind, Side
from tests.factories import fresh
from tests.factories.accounts import make_account
from tests.factories.enterprises import make_participation
from tests.factories.expo import NOW


def make_intention(
    session: Session,
    edition: Edition,
    *,
    buyer: Participation | None = None,
    seller: Participation | None = None,
    author: Account | None = None,
    **values: Any,
) -> Intention:
    """Write down a draft of a contract over a million US dollars; nothing is in the ledger yet."""
    intention = Intention(
        **{
            "edition_id": edition.id,
            "number": fresh(),
            "kind": IntentionKind.CONTRACT,
            "buyer": buyer or make_participation(session, edition),
            "seller": seller or make_participation(session, edition, territory_code="DE"),
            "author_side": Side.SELLER,
            "author_id": (author or make_account(session)).id,
            "title": "Gear boxes",
            "currency": "USD",
            "full_value_minor": 100_000_000,
            "one_year_minor": 100_000_000,
            "signed_on": date(2019, 11, 5),
            "created_at": NOW,
            **values,
        }
    )
    session.add(intention)
    session.flush()
    return intention
