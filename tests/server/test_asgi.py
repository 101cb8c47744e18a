"""What the web server does before its first request."""

import gc
from collections.abc import Iterator

import pytest

from matchmaking.server.asgi import keep_for_good


@pytest.fixture
def thawed() -> Iterator[None]:
    """Let everything be looked through again after a test."""
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
def test_what_is_loaded_is_not_looked_through_again() -> None:
    before = len(gc.get_objects())

    keep_for_good()

    assert gc.get_freeze_count() > before / 2
    assert len(gc.get_objects()) < before / 2
