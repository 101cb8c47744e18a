"""Where the pages are mounted, and how they load the deal they are about."""

from flask import Blueprint

from matchmaking.accounts.access import current_actor, require_visible
from matchmaking.core.errors import NotFoundError
from matchmaking.expo.models import Edition
from matchmaking.expo.queries import edition_of
from matchmaking.intentions import policies
from matchmaking.intentions.models import Intention
from matchmaking.intentions.queries.deals import deal_page
from matchmaking.web.session import db

blueprint = Blueprint("intentions", __name__)


def visible_deal(intention_id: int) -> Intention:
    """Load the deal a page is about.

    Raises:
        NotFoundError: there is none, or it is none of the person's business.
    """
    found = deal_page(db.session, intention_id)
    if found is None:
        raise NotFoundError
    require_visible(policies.can_view(current_actor(), found))
    return found


def present_edition() -> Edition:
    """Return the edition of the hat the person wears.

    Raises:
        NotFoundError: they have been granted no role yet.
    """
    edition = edition_of(db.session, current_actor().edition_id)
    if edition is None:
        raise NotFoundError
    return edition
