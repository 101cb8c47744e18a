"""The blueprint of the pages on which a fair is laid out, and how they load what they are about."""

from typing import TypeVar

from flask import Blueprint

from matchmaking.accounts.access import current_actor, require_visible
from matchmaking.expo.models import ExhibitionArea, Hall, MeetingBlock, Place
from matchmaking.web.queries import get_or_404
from matchmaking.web.session import db

blueprint = Blueprint("expo", __name__, url_prefix="/fair")
Ours = TypeVar("Ours", ExhibitionArea, Hall, MeetingBlock, Place)


def ours(model: type[Ours], key: int) -> Ours:
    """Load a thing of the edition that an organiser lays out.

    Raises:
        NotFoundError: there is none, or it is another edition's.
    """
    thing = get_or_404(db.session, model, key)
    require_visible(current_actor().organises(thing.edition_id))
    return thing
