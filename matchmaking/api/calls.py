"""How calls are read: a body in JSON, and no argument that nobody would heed."""

from typing import Any

import marshmallow
from flask import Request
from flask_smorest import Blueprint as SmorestBlueprint, abort
from flask_smorest.arguments import FlaskParser

from matchmaking.core.errors import MatchmakingError
from matchmaking.core.wording import say


class NotJsonError(MatchmakingError):
    """A body came that does not say it is JSON."""

    status = 415
    rule = "not-json"

    def __init__(self) -> None:
        super().__init__(
            say("Send the body as JSON, with the header “Content-Type: application/json”.")
        )


class CallParser(FlaskParser):
    """Reads calls; in a part of ours a mistyped argument is named, as a mistyped field is."""

    def load_json(self, req: Request, schema: marshmallow.Schema) -> Any:
        """Read the body.

        Raises:
            NotJsonError: it says it is something else.
        """
        if req.get_data(cache=True) and not req.is_json:
            raise NotJsonError
        try:
            return super().load_json(req, schema)
        except (RecursionError, ValueError):
            # Nested too deep, or a number of thousands of digits.
            abort(400, messages={"json": ["Invalid JSON body."]})


class Blueprint(SmorestBlueprint):
    """A part of the interface, whose calls are read in our way."""

    ARGUMENTS_PARSER = CallParser(unknown=marshmallow.RAISE)
