"""The blueprint of the enterprises' pages, and how they load what they are about."""

from flask import Blueprint

from matchmaking.accounts.access import current_actor, require_visible
from matchmaking.core.errors import NotFoundError
from matchmaking.enterprises import policies
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.queries.profiles import profile_of
from matchmaking.web.session import db

blueprint = Blueprint("enterprises", __name__)


def visible_profile(participation_id: int | None) -> Participation:
    """Load the profile a page is about.

    Raises:
        NotFoundError: there is none, or it is none of the person's business.
    """
    participation = profile_of(db.session, participation_id)
    if participation is None:
        raise NotFoundError
    require_visible(policies.can_view_profile(current_actor(), participation))
    return participation


def codes_of(participation: Participation) -> list[str]:
    """Return the HS codes of what a participation offers and needs."""
    return [item.hs_code for item in participation.items if item.hs_code]
