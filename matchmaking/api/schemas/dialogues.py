"""Sessions and seats as the interface speaks of them."""

from marshmallow import Schema, fields, validate

from matchmaking.api.schemas import NameSchema, PageSchema


class DialogueSchema(Schema):
    """A session of the programme."""

    id = fields.Integer()
    kind = fields.String()
    state = fields.String()
    name = fields.Nested(NameSchema, attribute="label")
    host = fields.Nested(NameSchema)
    place = fields.String(attribute="place.code")
    starts_at = fields.DateTime()
    ends_at = fields.DateTime()
    languages = fields.String()
    admission = fields.String()
    capacity = fields.Integer()
    taken = fields.Integer()


class DialoguePageSchema(PageSchema):
    """A page of the programme."""

    items = fields.List(fields.Nested(DialogueSchema), attribute="rows")


class BookingSchema(Schema):
    """Whom to book a seat for."""

    representative_id = fields.Integer(required=True, validate=validate.Range(min=1, max=2**31 - 1))
    wait = fields.Boolean(load_default=False)


class RegistrationSchema(Schema):
    """A representative's seat at a session, or their place on its waiting list."""

    dialogue_id = fields.Integer()
    representative_id = fields.Integer()
    state = fields.String()
    booked_at = fields.DateTime()


class RegistrationPageSchema(PageSchema):
    """A page of seats."""

    items = fields.List(fields.Nested(RegistrationSchema), attribute="rows")
