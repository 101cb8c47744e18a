"""Ask a running search to stop and hand over the best it has."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Interruption:
    """A request to stop that whoever searches looks at, or is called back by."""

    def __init__(self) -> None:
        """Begin with nobody having asked to stop."""
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._stop: Callable[[], None] | None = None

    def __bool__(self) -> bool:
        """Tell whether somebody has asked to stop."""
        return self._event.is_set()

    def request(self) -> None:
        """Ask the search to stop; safe from any thread and more than once."""
        self._event.set()
        with self._lock:
            if self._stop is not None:
                self._stop()

    @contextmanager
    def calling(self, stop: Callable[[], None]) -> Iterator[None]:
        """Have a search that cannot look for itself be called when it should stop."""
        with self._lock:
            self._stop = stop
        try:
            yield
        finally:
            with self._lock:
                self._stop = None
