"""Editions, and the figures their organisers published."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from matchmaking.api.access import with_token
from matchmaking.api.calls import Blueprint
from matchmaking.api.schemas import EditionSchema, PublishedFigureSchema
from matchmaking.core.errors import NotFoundError
from matchmaking.expo.models import Edition, PublishedFigure
from matchmaking.web.session import db

blueprint = Blueprint("api_editions", __name__, description="Editions and their published figures")


@blueprint.get("/editions")
@with_token
@blueprint.response(200, EditionSchema(many=True))
def editions() -> Any:
    """List all editions, the newest first."""
    query = (
        sa.select(Edition).options(joinedload(Edition.series)).order_by(Edition.starts_on.desc())
    )
    return db.session.scalars(query).all()


@blueprint.get("/editions/<string:code>")
@with_token
@blueprint.response(200, EditionSchema)
def edition(code: str) -> Any:
    """Return one edition by its code, such as ciie-2."""
    return _by_code(code)


@blueprint.get("/editions/<string:code>/published-figures")
@with_token
@blueprint.response(200, PublishedFigureSchema(many=True))
def published_figures(code: str) -> Any:
    """List what the organisers of an edition released; never mixed with computed figures."""
    query = (
        sa.select(PublishedFigure)
        .where(PublishedFigure.edition_id == _by_code(code).id)
        .order_by(PublishedFigure.measure, PublishedFigure.breakdown_en)
    )
    return db.session.scalars(query).all()


def _by_code(code: str) -> Edition:
    query = sa.select(Edition).options(joinedload(Edition.series)).where(Edition.code == code)
    found = db.session.scalar(query)
    if found is None:
        raise NotFoundError
    return found
