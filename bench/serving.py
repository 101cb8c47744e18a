"""A server of its own for a measurement, and the processor time its whole process tree spent."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Served:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """Return the user and system time its process tree has spent so far."""
        return sum(_seconds(pid) for pid in tree(self.process.pid))

    def proportional_bytes(self) -> int:
        """Return the memory its process tree uses, shared pages split among their users."""
        return sum(_proportional(pid) for pid in tree(self.process.pid))


@contextmanager
def served(command: list[str], environment: Mapping[str, str], *, ready: str) -> Iterator[Served]:
    """Run a server until the block ends; ``{port}`` in the command is a free port."""
    port = free_port()
    process = subprocess.Popen(  # noqa: S603 - our own server
        [sys.executable, *(part.format(port=port) for part in command)],
        env={**os.environ, **environment, "MATCHMAKING_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(port, ready, process)
        yield Served(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tree(pid: int) -> list[int]:
    """Return a process and all it started."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            with suppress(OSError):
                found.extend(int(child) for child in task.read_text().split())
    return found


def _wait(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            message = f"The server ended with exit code {process.returncode}."
            raise RuntimeError(message)
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2).close()
            return
        time.sleep(0.1)
    message = f"The server did not answer within {PATIENCE_SECONDS} seconds."
    raise RuntimeError(message)


def _seconds(pid: int) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(int(ticks) for ticks in fields[11:13]) / TICKS
    return 0.0


def _proportional(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
