"""Jobs that pages put and the worker does."""

from pathlib import Path

from matchmaking.core.queue import Queue


def test_jobs_wait_in_a_file_until_the_worker_takes_them(tmp_path: Path) -> None:
    page, worker = Queue(tmp_path), Queue(tmp_path)
    done: list[int] = []
    worker.offer("count", done.append)

    page.put("count", 7)
    task = worker.huey.dequeue()
    worker.huey.execute(task)

    assert done == [7]
    assert worker.huey.dequeue() is None


def test_an_immediate_queue_does_jobs_as_they_are_put(tmp_path: Path) -> None:
    queue = Queue(tmp_path, immediate=True)
    done: list[int] = []
    queue.offer("count", done.append)

    queue.put("count", 7)

    assert done == [7]
