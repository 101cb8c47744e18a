"""Keep the web server and the worker running, and stop both gently."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import FrameType

from matchmaking.config import Settings

LOOK_EVERY = 0.2
GRACE = 10.0
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
STABLE_AFTER = 60.0
PR_SET_PDEATHSIG = 1
STOPS = (signal.SIGINT, signal.SIGTERM)


class PortTakenError(Exception):
    """Another program listens where Qiatan should."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Port {port} on {host} is in use by another program. Choose another one: "
            f"MATCHMAKING_PORT={port + 1} make run"
        )


@dataclass
class Child:
    """A program that has to run: started again when it ends, after longer and longer pauses."""

    name: str
    command: Sequence[str]
    stop_signal: signal.Signals
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = field(default=0.0)

    def tend(self, now: float) -> None:
        """Start the program if it does not run and its pause is over."""
        if self.process is None:
            if now >= self.due:
                self._start(now)
        elif self.process.poll() is not None:
            self._bury(now)

    def stop(self) -> None:
        """Ask the program to finish what it does and end."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.send_signal(self.stop_signal)

    def kill(self) -> None:
        """End the program and everything it started, at once."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    @property
    def has_ended(self) -> bool:
        """Return whether the program runs no more."""
        return self.process is None or self.process.poll() is not None

    def _start(self, now: float) -> None:
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - one call into libc, no locks
        )
        self.started = now

    def _bury(self, now: float) -> None:
        """Note when to start again. What a killed server left behind would still hold the port."""
        self.kill()
        code = self.process.returncode if self.process else 0
        self.process = None
        was_stable = now - self.started > STABLE_AFTER
        self.pause = FIRST_PAUSE if was_stable or not self.pause else self.pause * 2
        self.pause = min(self.pause, LONGEST_PAUSE)
        self.due = now + self.pause
        print(  # noqa: T201 - the terminal is where an operator looks
            f"The {self.name} ended (status {code}); it starts again in {self.pause:.0f} s.",
            file=sys.stderr,
            flush=True,
        )


class Supervisor:
    """Tends its children until it is told to stop."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children
        self.is_stopping = False

    def run(self) -> int:
        """Keep the children running until SIGINT or SIGTERM; return the exit status."""
        before = {one: signal.signal(one, self._on_signal) for one in STOPS}
        try:
            while not self.is_stopping:
                for child in self.children:
                    child.tend(time.monotonic())
                time.sleep(LOOK_EVERY)
            self._stop()
        finally:
            for child in self.children:
                child.kill()
            for one, handler in before.items():
                signal.signal(one, handler)
        return 0

    def _stop(self) -> None:
        for child in self.children:
            child.stop()
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and not all(one.has_ended for one in self.children):
            time.sleep(LOOK_EVERY / 4)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self.is_stopping:
            raise SystemExit(1)  # asked twice: no more patience
        self.is_stopping = True


def children_of(settings: Settings) -> list[Child]:
    """Return what has to run for these settings."""
    web = [
        *(sys.executable, "-m", "granian", "matchmaking.server.asgi:application", "--factory"),
        *("--interface", "asgi", "--no-ws", "--host", settings.host, "--port", str(settings.port)),
        *("--workers", str(settings.workers), "--respawn-failed-workers"),
        # Open streams never end by themselves; the second line of defence after their own.
        *("--workers-kill-timeout", "5", "--backlog", "4096", "--backpressure", "16384"),
        *("--log-level", "warning", "--no-access-log"),
    ]
    worker = [
        *(sys.executable, "-m", "huey.bin.huey_consumer", "matchmaking.worker.huey"),
        # A plan may be sought for minutes: other jobs must not wait for it.
        *("--workers", "3", "--max-delay", "1", "--quiet"),
    ]
    # SIGTERM would interrupt a job of the worker; SIGINT lets it finish.
    return [
        Child("web server", web, signal.SIGTERM),
        Child("worker", worker, signal.SIGINT),
    ]


def serve(settings: Settings) -> int:
    """Serve until told to stop.

    Raises:
        PortTakenError: somebody else listens there.
    """
    _claim(settings.host, settings.port)
    shown = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104
    print(  # noqa: T201 - the terminal is where an operator looks
        f"Qiatan serves http://{shown}:{settings.port} until you press Ctrl-C.", flush=True
    )
    os.environ.setdefault("MATCHMAKING_NOW_SINCE", datetime.now(UTC).isoformat())
    return Supervisor(children_of(settings)).run()


def _claim(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTakenError(host, port) from error


def end_with_parent() -> None:
    """End a child process when this one is gone, even if that was killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
