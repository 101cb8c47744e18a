"""The least that could answer: Flask and SQLAlchemy Core, no sign-in, no checks, no words.

What the same server needs for a page of 50 rows and for a booking of one seat, so that our own
pages can be set beside it in the same run.
"""

import itertools
import os
from collections.abc import Awaitable, Callable
from typing import cast

import sqlalchemy as sa
from a2wsgi.asgi_typing import Receive, Scope, Send
from a2wsgi.wsgi_typing import WSGIApp
from flask import Flask, render_template_string

from matchmaking.core.database import engine_options, prepare_engine, reading
from matchmaking.server.pages import Pages

PAGE = """<!DOCTYPE html><title>Rows</title><table>{% for row in rows %}
<tr><td>{{ row.id }}<td>{{ row.name_en }}<td>{{ row.name_zh }}<td>{{ row.starts_at }}{% endfor %}
</table>"""
ROWS = sa.text("SELECT id, name_en, name_zh, starts_at FROM dialogues ORDER BY id LIMIT 50")
TAKE = sa.text("UPDATE bare_sessions SET taken = taken + 1 WHERE id = :id AND taken < capacity")
WRITE = sa.text("INSERT INTO bare_seats (session_id, person) VALUES (:id, :person)")


def application() -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """Build the bare application on the database of the environment."""
    app = Flask(__name__)
    engine = prepare_engine(
        sa.create_engine(**engine_options(os.environ["MATCHMAKING_DATABASE_URL"]))
    )
    reader = reading(engine)
    numbers = itertools.count(os.getpid() * 10_000_000)

    @app.get("/")
    def rows() -> str:
        with reader.connect() as connection:
            return render_template_string(PAGE, rows=connection.execute(ROWS).all())

    @app.post("/book/<int:session_id>")
    def book(session_id: int) -> tuple[str, int]:
        with engine.begin() as connection:
            if connection.execute(TAKE, {"id": session_id}).rowcount != 1:
                return "full", 409
            connection.execute(WRITE, {"id": session_id, "person": next(numbers)})
        return "booked", 303

    pages = Pages(cast("WSGIApp", app), threads=8, most=1024)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await pages.answer(scope, receive, send)

    return answer
