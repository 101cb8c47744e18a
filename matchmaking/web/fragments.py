"""Pieces of pages kept as long as what they show has not changed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock
from typing import Generic, TypeVar

Piece = TypeVar("Piece")


class Fragments(Generic[Piece]):
    """Keeps the latest pieces of a page, each with the version of what it shows.

    A version must change with every change of what the piece shows. What it can't see, such as
    the clock or a hall's new name, shows when the piece expires.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[Hashable, datetime, Piece]] = OrderedDict()

    def get(
        self,
        key: Hashable,
        version: Hashable,
        make: Callable[[], Piece],
        *,
        at: datetime,
        until: datetime,
    ) -> Piece:
        """Return the piece kept for this version, else make it and keep it ``until`` then."""
        with self._lock:
            kept = self._kept.get(key)
            if kept and kept[0] == version and at < kept[1]:
                self._kept.move_to_end(key)
                return kept[2]
        piece = make()
        with self._lock:
            self._kept[key] = (version, until, piece)
            self._kept.move_to_end(key)
            while len(self._kept) > self.size:
                self._kept.popitem(last=False)
        return piece
