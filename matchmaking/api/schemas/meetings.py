"""One-to-one meetings as the interface speaks of them."""

from datetime import UTC

from marshmallow import Schema, fields, validate

from matchmaking.api.schemas import (
    NameSchema,
    PageArguments,
    PageSchema,
    PartySchema,
    RepresentativeSchema,
)
from matchmaking.api.schemas.text import KeyField, TextField
from matchmaking.meetings.values import LONGEST_MESSAGE, LONGEST_REASON, LONGEST_TOPIC, MeetingState


class MeetingsArguments(PageArguments):
    """Which meetings: all that may be seen, or those in one state."""

    state = fields.Enum(MeetingState, by_value=True, load_default=None)


class FreeSlotsArguments(Schema):
    """With whom: the participation of the partner."""

    partner_id = KeyField(data_key="with", required=True)


class RequestSchema(Schema):
    """A request: with whom, when, about what; whoever is free comes unless somebody is named."""

    partner_id = KeyField(required=True)
    starts_at = fields.AwareDateTime(required=True, default_timezone=UTC)
    topic = TextField(required=True, validate=validate.Length(min=1, max=LONGEST_TOPIC))
    message = TextField(load_default="", validate=validate.Length(max=LONGEST_MESSAGE))
    representative_id = KeyField(load_default=None, allow_none=True)


class ConfirmationSchema(Schema):
    """Who of ours comes, and whether other requests for this time stay open for a colleague."""

    representative_id = KeyField(load_default=None, allow_none=True)
    keep_rivals = fields.Boolean(load_default=False)


class MeetingReasonSchema(Schema):
    """Why, as the other side reads it; needed for a late cancellation."""

    reason = TextField(load_default="", validate=validate.Length(max=LONGEST_REASON))


class ReportSchema(Schema):
    """Whether the other side came, as the caller's side saw it."""

    met = fields.Boolean(required=True)


class ReassignmentSchema(Schema):
    """Who of ours attends from now on."""

    representative_id = KeyField(required=True)


class OtherTimeSchema(Schema):
    """Another time to propose; whoever is to come or is free comes unless somebody is named."""

    starts_at = fields.AwareDateTime(required=True, default_timezone=UTC)
    message = TextField(load_default="", validate=validate.Length(max=LONGEST_REASON))
    representative_id = KeyField(load_default=None, allow_none=True)


class TimeAnswerSchema(Schema):
    """The proposed time that is answered: it may have been replaced by another since."""

    starts_at = fields.AwareDateTime(required=True, default_timezone=UTC)


class TimeRefusalSchema(TimeAnswerSchema, MeetingReasonSchema):
    """The proposed time that does not suit, and why."""


class ProposedTimeSchema(Schema):
    """Another time that one side proposes, until when it can be answered, in what words."""

    by_id = fields.Integer()
    starts_at = fields.DateTime(attribute="slot.starts_at")
    ends_at = fields.DateTime(attribute="slot.ends_at")
    until = fields.DateTime()
    message = fields.String()


class PlaceSchema(Schema):
    """Where a confirmed meeting is."""

    code = fields.String()
    hall = fields.String(attribute="hall.code")


class MeetingSchema(Schema):
    """A request or meeting: who asked whom, when, and where it stands."""

    id = fields.Integer()
    state = fields.String()
    requester = fields.Nested(PartySchema)
    receiver = fields.Nested(PartySchema)
    requester_representative = fields.Nested(RepresentativeSchema)
    receiver_representative = fields.Nested(RepresentativeSchema, allow_none=True)
    starts_at = fields.DateTime()
    ends_at = fields.DateTime()
    place = fields.Nested(PlaceSchema, allow_none=True)
    topic = fields.String()
    message = fields.String()
    requested_at = fields.DateTime()
    expires_at = fields.DateTime()
    answered_at = fields.DateTime(allow_none=True)
    reason = fields.String(attribute="close_reason")
    proposed = fields.Nested(ProposedTimeSchema, allow_none=True)


class MeetingPageSchema(PageSchema):
    """A page of meetings."""

    items = fields.List(fields.Nested(MeetingSchema), attribute="rows")


class FreeSlotSchema(Schema):
    """A time that is free for both sides, and how many places are left then."""

    starts_at = fields.DateTime(attribute="slot.starts_at")
    ends_at = fields.DateTime(attribute="slot.ends_at")
    places_left = fields.Integer()


class FreeSlotsSchema(Schema):
    """The times at which both sides are free, the earliest first."""

    partner = fields.Nested(NameSchema)
    items = fields.List(fields.Nested(FreeSlotSchema))
