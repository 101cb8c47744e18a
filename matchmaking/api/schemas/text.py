"""Text that callers send: stripped, and only what every database keeps."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

LARGEST_KEY = 2**31 - 1
UNSTORABLE = "Text can't hold null characters or half characters (lone surrogates)."


class TextField(fields.String):
    """Text without white space at its ends; what can't be stored is refused by name."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs))
        if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise ValidationError(UNSTORABLE)
        return text.strip()


class KeyField(fields.Integer):
    """The key of something: a whole number above 0."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=validate.Range(min=1, max=LARGEST_KEY), **options)
