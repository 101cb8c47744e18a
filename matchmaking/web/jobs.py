"""Handing work from a page to the worker."""

from flask import current_app

from matchmaking.core.queue import Queue


def put_job(name: str, key: int) -> None:
    """Have the worker do a job about a row; call it after the commit."""
    queue: Queue | None = current_app.extensions.get("queue")
    if queue is None:
        queue = Queue(current_app.extensions["settings"].instance)
        current_app.extensions["queue"] = queue
    queue.put(name, key)
