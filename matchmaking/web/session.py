"""The database session of a request: opened lazily, closed at the end, committed only by views."""

from inspect import iscoroutinefunction

from flask import Flask, request
from flask_sqlalchemy_lite import SQLAlchemy

from matchmaking.config import Settings
from matchmaking.core.database import engine_options, prepare_engine, reading

READING_METHODS = {"GET", "HEAD", "OPTIONS"}

db = SQLAlchemy()


def setup_database(app: Flask, settings: Settings) -> None:
    """Give the application its engine; requests that only read get read-only transactions."""
    app.config["SQLALCHEMY_ENGINES"] = {"default": engine_options(settings.database_url)}
    db.init_app(app)
    # Nobody opens asynchronous sessions; closing none would start an event loop per request.
    teardown = app.teardown_appcontext_funcs
    app.teardown_appcontext_funcs = [one for one in teardown if not iscoroutinefunction(one)]
    with app.app_context():
        app.extensions["reading_engine"] = reading(prepare_engine(db.engine))

    def bind_by_method() -> None:
        if request.method in READING_METHODS:
            db.session.bind = app.extensions["reading_engine"]

    app.before_request(bind_by_method)
