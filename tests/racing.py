"""Let several people act at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

Result = TypeVar("Result")


def together(*actions: Callable[[], Result]) -> list[Result | Exception]:
    """Run the actions in threads that start at once; return what each gave or raised."""
    start = Barrier(len(actions))

    def run(action: Callable[[], Result]) -> Result | Exception:
        start.wait()
        try:
            return action()
        except Exception as error:  # noqa: BLE001 - the test decides which errors are right
            return error

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))
