"""The OpenAPI description of the interface, and the page that explains it."""

from typing import Any, ClassVar

from flask import Blueprint, Flask, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Api, Blueprint as ApiBlueprint

from matchmaking.api.authentication import authenticate
from matchmaking.api.schemas import ProblemSchema
from matchmaking.web.access import public

PREFIX = "/api/v1"
SPECIFICATION = {
    "title": "Qiatan",
    "version": "v1",
    "openapi_version": "3.1.0",
    "info": {
        "description": (
            "What happens at a trade expo: who takes part, who meets whom, what was signed and "
            "what it amounts to. Amounts are strings in major units; instants are ISO 8601 in UTC."
        )
    },
    "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    "security": [{"bearer": []}],
}

documents = Blueprint("api_documents", __name__)


class QiatanApi(Api):
    """The interface's description; errors are answered by the application's one handler."""

    ERROR_SCHEMA: ClassVar[type] = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Leave errors to web.errors: one problem format everywhere."""


def setup_api(app: Flask, blueprints: tuple[ApiBlueprint, ...]) -> None:
    """Mount the interface below its prefix, behind bearer tokens."""
    app.config.update(API_TITLE="Qiatan", API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    api = QiatanApi(app, spec_kwargs=SPECIFICATION)
    for blueprint in blueprints:
        if authenticate not in blueprint.before_request_funcs.get(None, []):
            blueprint.before_request(authenticate)
        api.register_blueprint(blueprint, url_prefix=PREFIX)
    app.extensions["openapi"] = api
    app.register_blueprint(documents)


def specification() -> dict[str, Any]:
    """Return the description as plain values."""
    found: dict[str, Any] = current_app.extensions["openapi"].spec.to_dict()
    return found


@documents.get(f"{PREFIX}/openapi.json")
@public
def description() -> ResponseReturnValue:
    """Give programs the description of the interface."""
    return jsonify(specification())


@documents.get("/api")
@public
def reference() -> ResponseReturnValue:
    """Explain the interface to people: how to sign in, every call, every rule."""
    found = specification()
    return render_template("api/reference.html", specification=found, calls=calls_by_tag(found))


def calls_by_tag(found: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """List the calls of each part of the interface."""
    calls: dict[str, list[dict[str, str]]] = {tag["name"]: [] for tag in found["tags"]}
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict) and "tags" in operation:
                calls[operation["tags"][0]].append(
                    {
                        "method": method.upper(),
                        "path": path,
                        "summary": operation.get("summary", ""),
                    }
                )
    return calls
