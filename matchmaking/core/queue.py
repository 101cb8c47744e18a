"""The queue between the pages and the worker: jobs by name, each with the key of a row.

A job is put after the commit of what it is about. One that gets lost, because a program was
killed between the two or in the middle of the job, must be found by another job that looks.
"""

from collections.abc import Callable
from pathlib import Path

from huey import SqliteHuey

Job = Callable[[int], None]


class Queue:
    """Jobs that wait in a file until the worker does them, one after another."""

    def __init__(self, instance: Path, *, immediate: bool = False) -> None:
        """Open the queue of an instance folder; if ``immediate``, do jobs as they are put."""
        instance.mkdir(parents=True, exist_ok=True)
        self.huey = SqliteHuey(
            "qiatan",
            filename=str(instance / "jobs.sqlite3"),
            results=False,
            immediate=immediate,
        )
        self._jobs: dict[str, Job] = {}
        self._task = self.huey.task(name="do_job")(self._do)

    def offer(self, name: str, job: Job) -> None:
        """Say what is done for jobs of a name: the worker does, pages don't."""
        self._jobs[name] = job

    def put(self, name: str, key: int) -> None:
        """Have a job done soon."""
        self._task(name, key)

    def _do(self, name: str, key: int) -> None:
        self._jobs[name](key)
