import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.events import Shape, as_document, draw
from matchmaking.scheduling.commands import schedule
from matchmaking.scheduling.problem import Problem
from tests.scheduling.events import event
from tests.waiting import PATIENCE_SECONDS


def file_with(folder: Path, problem: Problem) -> Path:
    """Write a problem file."""
    path = folder / "event.json"
    path.write_text(json.dumps(as_document(problem)))
    return path


def start(path: Path, *options: str) -> subprocess.Popen[str]:
    """Run the command as people do, in a process of its own."""
    words = [sys.executable, "-m", "flask", "--app", "app", "schedule", "solve", str(path)]
    return subprocess.Popen(  # noqa: S603 - ours
        [*words, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_the_plan_is_the_only_thing_on_standard_output(tmp_path: Path) -> None:
    path = file_with(tmp_path, event([(0, 1), (1, 2), (0, 2)], slots=3))

    solving = start(path, "--workers", "1", "--seconds", "600", "--seed", "3")
    output, progress = solving.communicate(timeout=PATIENCE_SECONDS)

    plan = json.loads(output)
    assert set(plan) == {"status", "breaks", "bound", "seconds", "slots"}
    # Of three people who all meet each other, one has to wait in between.
    assert (plan["status"], plan["breaks"], plan["bound"]) == ("optimal", 1, 1)
    assert sorted(plan["slots"]) == [0, 1, 2]
    assert "best 1  bound 1" in progress
    assert solving.returncode == 0


def test_an_impossible_event_is_no_error(tmp_path: Path) -> None:
    path = file_with(tmp_path, event([(0, 1), (1, 2), (0, 2)], slots=2))

    output, _ = start(path).communicate(timeout=PATIENCE_SECONDS)

    plan = json.loads(output)
    assert (plan["status"], plan["breaks"], plan["slots"]) == ("infeasible", None, None)


def test_a_file_that_does_not_fit_is_refused_in_one_line(tmp_path: Path) -> None:
    path = file_with(tmp_path, event([(0, 1)], slots=2))
    path.write_text(path.read_text().replace('"tables": 1', '"tables": "many"'))

    result = CliRunner().invoke(schedule, ["solve", str(path)])

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == "tables: must be a whole number\n"


@pytest.mark.parametrize(
    "options",
    [
        ["--seconds", "0"],
        ["--seconds", "nan"],
        ["--workers", "0"],
        ["--seed", "-1"],
        ["--colour", "red"],
    ],
)
def test_an_option_that_does_not_fit_is_refused(tmp_path: Path, options: list[str]) -> None:
    path = file_with(tmp_path, event([(0, 1)], slots=2))

    result = CliRunner().invoke(schedule, ["solve", str(path), *options])

    assert result.exit_code == 2
    assert options[0] in result.stderr


@pytest.mark.parametrize("name", ["nothing.json", "."])
def test_a_file_that_can_not_be_read_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    result = CliRunner().invoke(schedule, ["solve", str(tmp_path / name)])

    assert (result.exit_code, result.stdout) == (2, "")
    [line] = result.stderr.splitlines()
    assert line.startswith("file: can't be read (")


@pytest.mark.parametrize("field", ["tables", "fairness"])
def test_a_number_beyond_all_bounds_is_no_limit(tmp_path: Path, field: str) -> None:
    path = file_with(tmp_path, event([(0, 1), (1, 2)], slots=2))
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: 10**30}))

    output, _ = start(path, "--workers", "1").communicate(timeout=PATIENCE_SECONDS)

    assert json.loads(output)["status"] == "optimal"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_whoever_interrupts_gets_the_best_so_far(tmp_path: Path, number: signal.Signals) -> None:
    large = draw(Shape(100, 395, 21, 30), seed=1)
    solving = start(file_with(tmp_path, large), "--workers", "2", "--seconds", "600")
    assert solving.stderr is not None
    for line in solving.stderr:
        if not line.startswith("best -"):
            break

    solving.send_signal(number)
    output, _ = solving.communicate(timeout=PATIENCE_SECONDS)

    plan = json.loads(output)
    assert plan["status"] in {"feasible", "optimal"}
    assert len(plan["slots"]) == 395
    assert solving.returncode == 0


def test_the_optimiser_is_not_loaded_before_it_is_needed() -> None:
    question = "import sys, matchmaking.scheduling.commands; print('ortools' in sys.modules)"

    answer = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", question], capture_output=True, text=True, check=True
    )

    assert answer.stdout == "False\n"
