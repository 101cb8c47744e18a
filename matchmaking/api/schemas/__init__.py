"""The shapes of what the API takes and answers; amounts are strings in major units."""

from marshmallow import Schema, fields, validate

from matchmaking.api.schemas.text import TextField
from matchmaking.core.clock import utc_now
from matchmaking.intentions.values import Dimension

# No ledger is longer than what a database counts to.
LAST_ENTRY = 2**63 - 1


class NameSchema(Schema):
    """A name in both languages; one may be empty."""

    en = fields.String()
    zh = fields.String()


class MoneySchema(Schema):
    """An exact amount: decimal text in major units, and an ISO 4217 code."""

    amount = fields.Function(lambda money: str(money.major), metadata={"type": "string"})
    currency = fields.String()


class SlotSchema(Schema):
    """A stretch of time."""

    starts_at = fields.DateTime()
    ends_at = fields.DateTime()


class FieldProblemSchema(Schema):
    """What is wrong with one field of a call; ``lines.0.amount`` is the first line's amount."""

    field = fields.String()
    detail = fields.String()


class ProblemSchema(Schema):
    """A refusal, as RFC 9457 describes it; ``rule`` is a stable name of the rule that was met."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    rule = fields.String()
    errors = fields.List(fields.Nested(FieldProblemSchema))
    alternatives = fields.List(
        fields.Nested(SlotSchema),
        metadata={"description": "Refused meetings: other times that are free for both sides."},
    )
    first_id = fields.Integer(
        metadata={"description": "Rule already-filed: the deal that seems to be the same one."}
    )


class PageArguments(Schema):
    """Which page of a list."""

    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))
    page_size = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


class PageSchema(Schema):
    """One page of a list: its number, how many pages and rows there are in all."""

    page = fields.Integer(attribute="number")
    pages = fields.Integer(attribute="count")
    total = fields.Integer()


class WindowSchema(Schema):
    """From when until when something is open by itself; null where nothing limits it."""

    opens_at = fields.DateTime(allow_none=True)
    closes_at = fields.DateTime(allow_none=True)


class EditionSchema(Schema):
    """One holding of a fair; where it stands now, by its dates, too."""

    code = fields.String()
    series = fields.String(attribute="series.code")
    ordinal = fields.Integer()
    name = fields.Nested(NameSchema, attribute="label")
    city = fields.Nested(NameSchema)
    time_zone = fields.String()
    starts_on = fields.Date()
    ends_on = fields.Date()
    base_currency = fields.String()
    phase = fields.Function(
        lambda edition: edition.phase_at(utc_now()), metadata={"type": "string"}
    )
    registration = fields.Nested(WindowSchema, attribute="windows.registration")
    booking = fields.Nested(WindowSchema, attribute="windows.booking")


class PublishedFigureSchema(Schema):
    """A figure the organisers released, as they worded it."""

    measure = fields.String()
    breakdown_en = fields.String()
    breakdown_zh = fields.String()
    value = fields.String()
    unit = fields.Nested(NameSchema)
    bound = fields.String()
    basis = fields.Nested(NameSchema)
    source = fields.String()


class CatalogueItemSchema(Schema):
    """Something offered or needed."""

    kind = fields.String()
    hs_code = fields.String(allow_none=True)
    title = fields.Nested(NameSchema)


class PartySchema(Schema):
    """An enterprise's participation, in short."""

    id = fields.Integer()
    name = fields.Nested(NameSchema, attribute="label")


class RepresentativeSchema(Schema):
    """A person of an enterprise, as everybody at the fair sees them."""

    id = fields.Integer()
    name = fields.Nested(NameSchema, attribute="label")
    title_en = fields.String()
    title_zh = fields.String()
    languages = fields.String()


class EnterpriseSchema(PartySchema):
    """An enterprise in the edition: who it is, what it offers and needs."""

    territory = fields.String(attribute="enterprise.territory_code")
    unit_type = fields.String(attribute="enterprise.unit_type")
    ownership = fields.String(attribute="enterprise.ownership", allow_none=True)
    global_500_rank = fields.Integer(attribute="enterprise.global_500_rank", allow_none=True)
    website = fields.String(attribute="enterprise.website")
    is_exhibitor = fields.Boolean()
    is_buyer = fields.Boolean()
    area = fields.Pluck("AreaCodeSchema", "code", allow_none=True)
    delegation_id = fields.Integer(allow_none=True)
    items = fields.List(fields.Nested(CatalogueItemSchema))


class EnterpriseDetailSchema(EnterpriseSchema):
    """An enterprise with the people who come."""

    about_en = fields.String()
    about_zh = fields.String()
    representatives = fields.List(fields.Nested(RepresentativeSchema))


class AreaCodeSchema(Schema):
    """An exhibition area, by its code."""

    code = fields.String()


class EnterprisePageSchema(PageSchema):
    """A page of the directory."""

    items = fields.List(fields.Nested(EnterpriseSchema), attribute="rows")


class DirectoryArguments(PageArguments):
    """How to narrow the directory down."""

    q = TextField(load_default="", validate=validate.Length(max=200))
    role = fields.String(load_default="", validate=validate.OneOf(["", "exhibitor", "buyer"]))
    area = TextField(load_default="", validate=validate.Length(max=40))
    territory = TextField(load_default="", validate=validate.Length(max=2))
    hs = fields.String(load_default="", validate=validate.Regexp(r"^\d{0,6}$"))


class DelegationSchema(Schema):
    """A delegation or sub-delegation; ``parent_id`` is the node above it."""

    id = fields.Integer()
    code = fields.String()
    name = fields.Nested(NameSchema, attribute="label")
    kind = fields.String()
    parent_id = fields.Integer(allow_none=True)
    depth = fields.Integer()


class TotalsArguments(Schema):
    """Along which dimension to cut a total, and after which entry of the ledger it shall stand."""

    dimension = fields.Enum(Dimension, by_value=True, load_default=Dimension.TOTAL)
    as_of = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(min=0, max=LAST_ENTRY)
    )
    investment = fields.Boolean(load_default=False)


class SumsSchema(Schema):
    """What stands in each bucket, in the edition's base currency, and how many deals."""

    counted = fields.String()
    deals = fields.Integer()
    buckets = fields.Dict(keys=fields.String(), values=fields.String())


class TotalsSchema(Schema):
    """A total of the ledger, true at entry ``as_of``, written ``at``."""

    as_of = fields.Integer()
    at = fields.DateTime(allow_none=True)
    currency = fields.String()
    dimension = fields.String()
    total = fields.Nested(SumsSchema)
    parts = fields.Dict(keys=fields.String(), values=fields.Nested(SumsSchema))
