"""Ask a running search to stop and hand over the best it has."""

import threading
from collections.abc import Callable


class Interruption:
    """A request to stop, made once and seen by all who search."""

    def __init__(self) -> None:
        """Begin with nobody having asked to stop."""
        self._event = threading.Event()
        self._calls: list[Callable[[], None]] = []

    @property
    def is_requested(self) -> bool:
        """Whether somebody has asked to stop."""
        return self._event.is_set()

    def call(self, listener: Callable[[], None]) -> None:
        """Have somebody called when the request is made."""
        self._calls.append(listener)

    def request(self) -> None:
        """Ask the search to stop; safe from any thread and more than once."""
        self._event.set()
        for listener in self._calls:
            listener()
