"""The ASGI entry point: live streams run natively, pages through Flask in threads."""

from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import ASGIApp, Receive, ReceiveEvent, Scope, Send
from a2wsgi.wsgi_typing import WSGIApp

from matchmaking.application import create_app
from matchmaking.config import Settings
from matchmaking.server.streams import Streams

STREAMS_PREFIX = "/streams/"
THREADS = 8


class Dispatcher:
    """Sends each request to who answers it."""

    def __init__(self, pages: ASGIApp, streams: Streams) -> None:
        self.pages = pages
        self.streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through the server's start and end."""
        if scope["type"] == "lifespan":
            await self.streams.live(receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(STREAMS_PREFIX):
            await self.streams.answer(scope, receive, send)
        else:
            await self.pages(scope, _as_coroutine(receive), send)


def _as_coroutine(receive: Receive) -> Receive:
    """Wrap the server's ``receive``: a2wsgi hands it to asyncio from another thread.

    asyncio takes only true coroutines there, and granian's own awaitable is none.
    """

    async def received() -> ReceiveEvent:
        return await receive()

    return received


def application() -> Dispatcher:
    """Build what the server runs, from the environment."""
    settings = Settings.from_environment()
    app = create_app(settings)
    pages = WSGIMiddleware(cast("WSGIApp", app), workers=THREADS)
    return Dispatcher(pages, Streams(app, settings.database_url))
