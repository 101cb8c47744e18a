"""The directory: who takes part, what they offer and need."""

from typing import Any

import sqlalchemy as sa

from matchmaking.api.access import with_token
from matchmaking.api.authentication import calling_actor, calling_edition
from matchmaking.api.calls import Blueprint
from matchmaking.api.paging import page_of
from matchmaking.api.schemas import DirectoryArguments, EnterpriseDetailSchema, EnterprisePageSchema
from matchmaking.core.errors import NotFoundError
from matchmaking.enterprises import policies
from matchmaking.enterprises.queries.directory import found_partners
from matchmaking.enterprises.queries.profiles import profile_of
from matchmaking.enterprises.values import DirectoryFilter
from matchmaking.expo.models import ExhibitionArea
from matchmaking.web.language import language
from matchmaking.web.session import db

blueprint = Blueprint("api_enterprises", __name__, description="Enterprises of the edition")


@blueprint.get("/enterprises")
@with_token
@blueprint.arguments(DirectoryArguments, location="query")
@blueprint.response(200, EnterprisePageSchema)
def enterprises(arguments: dict[str, Any]) -> Any:
    """Search the approved enterprises of the edition, by words in either language and by facts."""
    wanted = DirectoryFilter(
        words=arguments["q"],
        role=arguments["role"],
        area_id=_area(arguments["area"]),
        territory_code=arguments["territory"],
        hs_code=arguments["hs"],
    )
    query = found_partners(db.session, calling_edition().id, wanted, language=language())
    return page_of(query, arguments)


@blueprint.get("/enterprises/<int:participation_id>")
@with_token
@blueprint.response(200, EnterpriseDetailSchema)
def enterprise(participation_id: int) -> Any:
    """Return one enterprise with its offers, needs and representatives."""
    found = profile_of(db.session, participation_id)
    if found is None or not policies.can_view_partner(calling_actor(), found):
        raise NotFoundError
    return found


def _area(code: str) -> int | None:
    """Return the key of an area; one that the edition does not have finds nobody."""
    if not code:
        return None
    query = sa.select(ExhibitionArea.id).where(
        ExhibitionArea.edition_id == calling_edition().id, ExhibitionArea.code == code
    )
    return db.session.scalar(query) or 0
