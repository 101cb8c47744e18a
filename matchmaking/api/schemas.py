"""The shapes of what the API takes and answers; amounts are strings in major units."""

from typing import Any

from marshmallow import Schema, fields, validate


class NameSchema(Schema):
    """A name in both languages; one may be empty."""

    en = fields.String()
    zh = fields.String()


class EditionSchema(Schema):
    """One holding of a fair."""

    code = fields.String()
    series = fields.String(attribute="series.code")
    ordinal = fields.Integer()
    name = fields.Nested(NameSchema, attribute="label")
    city = fields.Nested(NameSchema)
    time_zone = fields.String()
    starts_on = fields.Date()
    ends_on = fields.Date()
    base_currency = fields.String()
    phase = fields.String()


class ProblemSchema(Schema):
    """A refusal, as RFC 9457 describes it; ``rule`` is a stable name of the rule that was met."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    rule = fields.String()
    errors = fields.List(fields.Dict())


class PageArguments(Schema):
    """Which page of a list."""

    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))
    page_size = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


def page_of(page: Any, rows: str = "items") -> dict[str, Any]:
    """Return a page of a list as the API answers it."""
    return {rows: page.rows, "page": page.number, "pages": page.count, "total": page.total}


class PublishedFigureSchema(Schema):
    """A figure the organisers released, as they worded it."""

    measure = fields.String()
    breakdown_en = fields.String()
    breakdown_zh = fields.String()
    value = fields.String()
    unit = fields.String()
    bound = fields.String()
    basis = fields.String()
    source = fields.String()
