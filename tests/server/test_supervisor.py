"""The supervisor: what it starts keeps running, and ends with it."""

import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from matchmaking.server import supervisor
from matchmaking.server.supervisor import Child, PortTakenError, serve
from tests.databases import settings_for
from tests.waiting import PATIENCE_SECONDS, wait_until

WAITING = "import time\nwhile True: time.sleep(0.1)"


def child(code: str) -> Child:
    return Child("program", [sys.executable, "-c", code], signal.SIGTERM)


def is_alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_what_ends_starts_again_after_longer_and_longer_pauses(
    capsys: pytest.CaptureFixture[str],
) -> None:
    program = child("raise SystemExit(3)")
    now = 0.0
    pauses = []
    for _ in range(7):
        program.tend(now)
        assert program.process is not None
        program.process.wait()
        program.tend(now)
        pauses.append(program.pause)
        now += program.pause

    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    assert "The program ended (status 3); it starts again in 1 s." in capsys.readouterr().err


def test_a_program_that_ran_well_starts_again_soon() -> None:
    program = child("")
    program.pause = 16
    program.tend(now=0)
    assert program.process is not None
    program.process.wait()

    program.tend(now=supervisor.STABLE_AFTER + 1)

    assert program.pause == supervisor.FIRST_PAUSE


def test_what_a_program_left_behind_is_ended_before_it_starts_again(tmp_path: Path) -> None:
    note = tmp_path / "orphan"
    program = child(
        "import subprocess, sys, pathlib\n"
        f"orphan = subprocess.Popen([sys.executable, '-c', {WAITING!r}])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(orphan.pid))"
    )
    program.tend(now=0)
    assert program.process is not None
    program.process.wait()

    program.tend(now=1)

    wait_until(lambda: not is_alive(int(note.read_text())))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopping_lets_the_programs_finish(tmp_path: Path, number: signal.Signals) -> None:
    started, finished = tmp_path / "started", tmp_path / "finished"
    code = (
        "import pathlib, signal, sys, time\n"
        "def end(*_):\n"
        "    time.sleep(0.3)\n"
        f"    pathlib.Path({str(finished)!r}).touch()\n"
        "    sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        f"pathlib.Path({str(started)!r}).touch()\n"
        "while True: time.sleep(0.1)"
    )
    script = (
        "import signal, sys\n"
        "from matchmaking.server.supervisor import Child, Supervisor\n"
        f"child = Child('program', [sys.executable, '-c', {code!r}], signal.SIGTERM)\n"
        "sys.exit(Supervisor([child]).run())"
    )
    with subprocess.Popen([sys.executable, "-c", script]) as running:  # noqa: S603 - ours
        wait_until(started.exists)
        running.send_signal(number)
        status = running.wait(PATIENCE_SECONDS)

    assert status == 0
    assert finished.exists()


def test_a_killed_supervisor_takes_its_programs_along(tmp_path: Path) -> None:
    note = tmp_path / "child"
    code = (
        f"import os, pathlib\npathlib.Path({str(note)!r}).write_text(str(os.getpid()))\n{WAITING}"
    )
    script = (
        "import signal, sys\n"
        "from matchmaking.server.supervisor import Child, Supervisor\n"
        f"child = Child('program', [sys.executable, '-c', {code!r}], signal.SIGTERM)\n"
        "Supervisor([child]).run()"
    )
    with subprocess.Popen([sys.executable, "-c", script]) as running:  # noqa: S603 - ours
        wait_until(lambda: note.exists() and note.read_text())
        running.kill()

    wait_until(lambda: not is_alive(int(note.read_text())))


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        settings = replace(settings_for("sqlite://"), port=port)

        with pytest.raises(PortTakenError, match=f"MATCHMAKING_PORT={port + 1} make run"):
            serve(settings)
