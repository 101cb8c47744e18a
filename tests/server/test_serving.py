"""The whole of it, as “make run” starts it: web server and worker under one supervisor."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from matchmaking.accounts.models import SignIn
from tests.databases import Databases
from tests.factories.accounts import make_account
from tests.factories.expo import NOW
from tests.live import LiveServer
from tests.waiting import PATIENCE_SECONDS, wait_until


def children_of(process_id: int) -> dict[str, int]:
    """Return the programs a process has started, by the module they run."""
    listed = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    found = {}
    for child in listed:
        with suppress(OSError):  # it may end while one asks
            words = Path(f"/proc/{child}/cmdline").read_text().split("\0")
            if "-m" in words:
                found[words[words.index("-m") + 1]] = int(child)
    return found


@contextmanager
def serving(server: LiveServer) -> Iterator[subprocess.Popen[str]]:
    """Run everything until the end of the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "matchmaking.server"],
        env={**os.environ, **server.environment, "MATCHMAKING_PORT": str(server.port)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        wait_until(server.is_well)
        yield process
        process.kill()


def test_both_programs_run_come_back_and_end_together(databases: Databases, tmp_path: Path) -> None:
    server = LiveServer(databases.fresh("sqlite"), tmp_path)
    with serving(server) as process:
        before = children_of(process.pid)
        os.kill(before["huey.bin.huey_consumer"], signal.SIGKILL)
        wait_until(
            lambda: (
                children_of(process.pid).get("huey.bin.huey_consumer", 0)
                not in {0, before["huey.bin.huey_consumer"]}
            )
        )
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=PATIENCE_SECONDS)[0]

    assert set(before) == {"granian", "huey.bin.huey_consumer"}
    assert process.returncode == 0
    assert said.splitlines()[0] == f"Qiatan serves {server.url} until you press Ctrl-C."
    assert not server.is_well()
    databases.discard(server.database)


def test_the_worker_forgets_sign_ins_that_have_expired(
    databases: Databases, tmp_path: Path
) -> None:
    server = LiveServer(databases.fresh("sqlite"), tmp_path)
    with server.session() as session:
        account = make_account(session)
        for name, days in (("old", -1), ("new", 1)):
            expires = NOW + timedelta(days=days)
            session.add(
                SignIn(token_digest=name, account=account, created_at=NOW, expires_at=expires)
            )
        session.commit()

    subprocess.run(
        [
            sys.executable,
            "-c",
            "from matchmaking import worker; worker.forget_sign_ins.call_local()",
        ],
        env={**os.environ, **server.environment},
        check=True,
    )

    with server.session() as session:
        assert session.scalars(sa.select(SignIn.token_digest)).all() == ["new"]
    databases.discard(server.database)
