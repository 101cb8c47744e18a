"""The ASGI entry point: live streams run natively, pages through Flask in threads."""

import gc
from typing import cast

from a2wsgi.asgi_typing import Receive, Scope, Send
from a2wsgi.wsgi_typing import WSGIApp

from matchmaking.application import create_app
from matchmaking.config import Settings
from matchmaking.server.pages import Pages
from matchmaking.server.streams import Streams

STREAMS_PREFIX = "/streams/"
THREADS = 8


class Dispatcher:
    """Sends each request to who answers it."""

    def __init__(self, pages: Pages, streams: Streams) -> None:
        self.pages = pages
        self.streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through the server's start and end."""
        if scope["type"] == "lifespan":
            await self.streams.live(receive, send)
        elif scope["type"] == "http":
            is_stream = scope["path"].startswith(STREAMS_PREFIX)
            answering = self.streams if is_stream else self.pages
            await answering.answer(scope, receive, send)


def application() -> Dispatcher:
    """Build what the server runs, from the environment."""
    settings = Settings.from_environment()
    app = create_app(settings)
    most = app.config["MAX_CONTENT_LENGTH"]
    pages = Pages(cast("WSGIApp", app), threads=THREADS, most=most)
    keep_for_good()
    return Dispatcher(pages, Streams(app, settings.database_url))


def keep_for_good() -> None:
    """Look no more through what is loaded by now for things that nobody needs.

    It is half a million things that stay: looking through them stops every page for a sixth of a
    second, again and again.
    """
    gc.collect()
    gc.freeze()
