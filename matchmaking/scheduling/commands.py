"""``flask schedule …``: solve a problem file from the command line."""

import json
import math
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import click
from flask import Flask

from matchmaking.scheduling.errors import ProblemFileError
from matchmaking.scheduling.interruption import Interruption
from matchmaking.scheduling.plan import Plan, Progress
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.problem_file import read_problem


def _is_number(_ctx: click.Context, _param: click.Parameter, value: float) -> float:
    """Refuse “nan”, which is neither above nor below any limit."""
    if math.isnan(value):
        message = "nan is not a number of seconds."
        raise click.BadParameter(message)
    return value


@click.group("schedule")
def schedule() -> None:
    """Fill the timetable of a matchmaking event."""


def solving_only() -> Flask:
    """Make an application that can do nothing but this, and starts at once."""
    app = Flask(__name__)
    app.cli.add_command(schedule)
    return app


@schedule.command("solve")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--seconds", type=click.FloatRange(min=0, min_open=True), default=60.0, callback=_is_number
)
@click.option("--workers", type=click.IntRange(min=1), help="Default: the processors.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0)
def solve_file(file: Path, seconds: float, workers: int | None, seed: int) -> None:
    """Solve a problem FILE and print the plan as JSON; progress goes to standard error."""
    interruption = Interruption()
    _stop_on_signals(interruption)
    try:
        problem = read_problem(_contents(file))
    except ProblemFileError as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None
    plan = _in_background(lambda: _solve(problem, seconds, workers, seed, interruption))
    click.echo(json.dumps(_document(plan)))


def _contents(file: Path) -> bytes:
    """Return what a file contains; one that can't be read is refused like one that doesn't fit."""
    try:
        return file.read_bytes()
    except OSError as error:
        reason = f"can't be read ({error.strerror})"
        raise ProblemFileError(field="file", rule=reason) from None


def _solve(
    problem: Problem, seconds: float, workers: int | None, seed: int, interruption: Interruption
) -> Plan:
    # The optimiser is loaded only by those who use it: every other command starts without.
    from matchmaking.scheduling.solver import solve  # noqa: PLC0415

    return solve(
        problem,
        seconds=seconds,
        workers=workers or len(os.sched_getaffinity(0)),
        seed=seed,
        progress=_show,
        interruption=interruption,
    )


def _stop_on_signals(interruption: Interruption) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        interruption.request()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


def _in_background(work: Callable[[], Plan]) -> Plan:
    """Run the work beside the main thread, which Python needs free to hear signals."""
    plans: list[Plan] = []
    thread = threading.Thread(target=lambda: plans.append(work()))
    thread.start()
    while thread.is_alive():
        thread.join(timeout=0.1)
    return plans[0]


def _show(progress: Progress) -> None:
    best = "-" if progress.best is None else progress.best
    bound = "-" if progress.bound is None else progress.bound
    click.echo(f"best {best}  bound {bound}  {progress.seconds:.2f} s", err=True)


def _document(plan: Plan) -> dict[str, object]:
    return {
        "status": plan.status.value,
        "breaks": plan.breaks,
        "bound": plan.bound,
        "seconds": round(plan.seconds, 3),
        "slots": None if plan.slots is None else list(plan.slots),
    }


if __name__ == "__main__":
    schedule()
