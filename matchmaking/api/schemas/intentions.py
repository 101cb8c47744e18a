"""Purchase intentions as the interface speaks of them; amounts are strings in major units."""

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from matchmaking.api.authentication import calling_edition
from matchmaking.api.schemas import MoneySchema, PageArguments, PageSchema, PartySchema
from matchmaking.api.schemas.text import KeyField, TextField
from matchmaking.core.money import Money
from matchmaking.intentions.models import Intention, IntentionLine
from matchmaking.intentions.values import IntentionKind, IntentionState, Side
from matchmaking.reference.currencies import current_currencies

MOST_LINES = 30
LONGEST_REASON = 500


class IntentionsArguments(PageArguments):
    """Which deals: all that may be seen, those in one state, those of one kind."""

    state = fields.Enum(IntentionState, by_value=True, load_default=None)
    kind = fields.Enum(IntentionKind, by_value=True, load_default=None)


class LineDraftSchema(Schema):
    """A line of a deal: what, how much, for how much."""

    description = TextField(required=True, validate=validate.Length(min=1, max=200))
    amount = TextField(load_default="0", validate=validate.Length(min=1, max=40))
    hs_code = TextField(load_default="", validate=validate.Length(max=12))
    quantity = TextField(load_default="", validate=validate.Length(max=40))
    unit = TextField(load_default="", validate=validate.Length(max=40))


class TermsSchema(Schema):
    """What was agreed.

    ``one_year`` is the part of ``full_value`` that counts: all of it unless the term is longer
    than twelve months.
    """

    kind = fields.Enum(IntentionKind, by_value=True, required=True)
    title = TextField(required=True, validate=validate.Length(min=1, max=200))
    currency = fields.String(required=True, validate=validate.OneOf(current_currencies()))
    full_value = TextField(required=True, validate=validate.Length(min=1, max=40))
    one_year = TextField(load_default=None, allow_none=True, validate=validate.Length(1, 40))
    term_months = fields.Integer(load_default=12, validate=validate.Range(min=1, max=600))
    signed_on = fields.Date(required=True)
    is_on_site = fields.Boolean(load_default=True)
    contract_number = TextField(load_default="", validate=validate.Length(max=80))
    framework_id = KeyField(load_default=None, allow_none=True)
    replaces_id = KeyField(load_default=None, allow_none=True)
    lines = fields.List(
        fields.Nested(LineDraftSchema),
        load_default=list,
        validate=validate.Length(max=MOST_LINES),
    )


class DraftSchema(TermsSchema):
    """A deal to record: our side, the partner, and what was agreed."""

    side = fields.Enum(Side, by_value=True, required=True)
    partner_id = KeyField(required=True)
    meeting_id = KeyField(load_default=None, allow_none=True)


class SeenSchema(Schema):
    """The version the caller decided on: if the deal has changed since, the step is refused."""

    seen = KeyField(data_key="version", load_default=None, allow_none=True)


class SigningSchema(SeenSchema):
    """Whether a deal that looks like one filed before is a different one."""

    is_different = fields.Boolean(load_default=False)


class ReasonSchema(SeenSchema):
    """Why, as the others read it."""

    reason = TextField(load_default="", validate=validate.Length(max=LONGEST_REASON))


class EditSchema(TermsSchema, SeenSchema):
    """A draft's terms, all of them anew."""


class CorrectionSchema(ReasonSchema):
    """What the amounts should be, and why; the deal's own currency unless another is named."""

    currency = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf(current_currencies())
    )
    full_value = TextField(required=True, validate=validate.Length(min=1, max=40))
    one_year = TextField(load_default=None, allow_none=True, validate=validate.Length(1, 40))


class EvidenceFileSchema(Schema):
    """A PDF, PNG or JPEG of at most 10 MB that shows what was signed."""

    file = Upload(required=True)


class EvidenceSchema(Schema):
    """A file that shows what was signed; its content is fetched by its own address."""

    id = fields.Integer()
    file_name = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    sha256 = fields.String()
    added_at = fields.DateTime()


class RateSchema(Schema):
    """The frozen exchange rate: one unit of ``base`` in units of ``quote``, as text."""

    base = fields.String()
    quote = fields.String()
    rate = fields.String(attribute="value")
    source = fields.String()
    date = fields.Date(attribute="quoted_on")


class LineSchema(Schema):
    """A line of a deal, but for its amount, which is in the deal's currency."""

    position = fields.Integer()
    description = fields.String()
    hs_code = fields.String(allow_none=True)
    quantity = fields.String()
    unit = fields.String()


class EntrySchema(Schema):
    """A movement of the ledger; ``sequence`` is its number in the edition's ledger."""

    sequence = fields.Integer()
    step = fields.String()
    bucket = fields.String()
    deals = fields.Integer(attribute="deal_count")
    amount = fields.Function(
        lambda entry: str(Money(entry.amount_minor, entry.currency).major),
        metadata={"type": "string"},
    )
    currency = fields.String()
    base_amount = fields.Function(
        lambda entry: str(Money(entry.base_minor, entry.base_currency).major),
        metadata={"type": "string"},
    )
    base_currency = fields.String()
    at = fields.DateTime()


class IntentionSchema(Schema):
    """A deal in short: its parties, what counts of it, and where it stands in the ledger."""

    id = fields.Integer()
    number = fields.Integer()
    version = fields.Integer()
    kind = fields.String()
    state = fields.String()
    title = fields.String()
    buyer = fields.Nested(PartySchema)
    seller = fields.Nested(PartySchema)
    author_side = fields.String()
    full_value = fields.Nested(MoneySchema)
    one_year = fields.Nested(MoneySchema)
    counts_as = fields.Method(
        "_counted", metadata={"type": ["string", "null"], "description": "in the base currency"}
    )
    signed_on = fields.Date()
    bucket = fields.String(attribute="standing.bucket")
    standing_sequence = fields.Integer(allow_none=True)
    is_disputed = fields.Function(
        lambda deal: deal.disputed_at is not None, metadata={"type": "boolean"}
    )
    is_held = fields.Function(
        lambda deal: deal.held_for_id is not None, metadata={"type": "boolean"}
    )

    def _counted(self, deal: Intention) -> str | None:
        if deal.base_minor is None:
            return None
        return str(Money(deal.base_minor, calling_edition().base_currency).major)


class IntentionDetailSchema(IntentionSchema):
    """A deal with its lines, its frozen rate, and what the ledger says of it."""

    meeting_id = fields.Integer(allow_none=True)
    term_months = fields.Integer()
    is_on_site = fields.Boolean()
    contract_number = fields.String()
    framework_id = fields.Integer(allow_none=True)
    replaces_id = fields.Integer(allow_none=True)
    superseded_by_id = fields.Integer(allow_none=True)
    rate = fields.Nested(RateSchema, allow_none=True)
    lines = fields.Function(
        lambda deal: [_line(line, deal.currency) for line in deal.lines],
        metadata={"type": "array", "items": {"type": "object"}},
    )
    evidence = fields.List(fields.Nested(EvidenceSchema))
    corrections = fields.List(fields.Nested("ProposedSchema"))
    ledger = fields.List(fields.Nested(EntrySchema), attribute="entries")


class ProposedSchema(Schema):
    """A correction: by which side, to what amounts, and whether the other side has agreed."""

    side = fields.String()
    state = fields.String()
    full_value = fields.Function(
        lambda one: str(Money(one.full_value_minor, one.currency).major),
        metadata={"type": "string"},
    )
    one_year = fields.Function(lambda one: str(one.one_year.major), metadata={"type": "string"})
    currency = fields.String()
    reason = fields.String()
    proposed_at = fields.DateTime()
    decided_at = fields.DateTime(allow_none=True)


class DuplicateSchema(Schema):
    """A held deal, the one it may repeat, and whether the caller may decide."""

    held = fields.Nested(IntentionSchema)
    first = fields.Nested(IntentionSchema)
    may_resolve = fields.Boolean()


class DuplicatesSchema(Schema):
    """Deals held because they look like others, the oldest first, at most a hundred."""

    items = fields.List(fields.Nested(DuplicateSchema))


class IntentionPageSchema(PageSchema):
    """A page of deals."""

    items = fields.List(fields.Nested(IntentionSchema), attribute="rows")


def _line(line: IntentionLine, currency: str) -> dict[str, Any]:
    shown: dict[str, Any] = LineSchema().dump(line)
    return {**shown, "amount": str(line.amount(currency).major)}
