"""Turns at writing to an SQLite file: whoever writes holds a lock on a file beside it."""

import fcntl
import os
import threading


class OwnTurnError(RuntimeError):
    """A thread that is writing through one connection began to write through another.

    It would wait for itself for ever.
    """

    def __init__(self, database: str) -> None:
        super().__init__(
            f"This thread already writes to {database} through another connection: commit or "
            "close that one first, or use it here too."
        )


class Turn:
    """A connection's right to write, from its first BEGIN until it goes back to the pool."""

    _held: dict[tuple[str, int], "Turn"] = {}  # noqa: RUF012 - shared by all turns on purpose

    def __init__(self, database: str) -> None:
        self._database = database
        self._file = os.open(f"{database}.turn", os.O_RDWR | os.O_CREAT, 0o600)
        self._holder: tuple[str, int] | None = None

    def take(self) -> None:
        """Wait until nobody else writes.

        Raises:
            OwnTurnError: the one to wait for is the same thread.
        """
        if self._holder is not None:
            return
        holder = (self._database, threading.get_ident())
        if holder in self._held:
            raise OwnTurnError(self._database)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._held[holder] = self
        self._holder = holder

    def give_back(self) -> None:
        """Let the next one write."""
        if self._holder is not None:
            self._held.pop(self._holder, None)
            self._holder = None
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give up the file as well."""
        self.give_back()
        os.close(self._file)
