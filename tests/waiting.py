"""Waiting for a state instead of for a time."""

import time
from collections.abc import Callable

# A busy machine may take long: this only ends what would wait for ever.
PATIENCE_SECONDS = 120


def wait_until(is_so: Callable[[], object]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "It never came to be."
        time.sleep(0.02)
