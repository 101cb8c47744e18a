"""How good the timetables are: events of the published sizes, larger ones, and thousands.

    python -m bench.scheduling [--seconds 60] [--variant plain] [--only tic]

A row says what was proven and when: the first plan, the final bound, the proof.
"""

import argparse
import math
import os
import resource
from collections.abc import Iterable
from itertools import product

from bench.events import HOSTED, PUBLISHED, VARIANTS, draw_requests, larger, published
from matchmaking.scheduling.placement import place_requests
from matchmaking.scheduling.plan import Plan, Progress
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.solver import solve

HOSTED_VARIANTS = ("plain", "forbidden-7", "fixed-20", "precedences-25")
HEADER = ("event", "P/M/T/L", "status", "breaks", "bound", "first s", "bound s", "proof s")
FORMAT = "{:<36}{:<18}{:<12}{:>7}{:>7}{:>9}{:>9}{:>9}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--variant", choices=[*VARIANTS, "all"], default="plain")
    parser.add_argument("--only", default="", help="events whose name begins like this")
    options = parser.parse_args()
    print(FORMAT.format(*HEADER), flush=True)
    variants = VARIANTS if options.variant == "all" else (options.variant,)
    measure_all(PUBLISHED, variants, options)
    if not options.only:
        measure_all(HOSTED, HOSTED_VARIANTS, options)
        for participants in (100, 200, 400):
            measure(f"{participants} people", larger(participants), options)
        print_thousands()


def measure_all(names: Iterable[str], variants: Iterable[str], options: argparse.Namespace) -> None:
    """Solve events in some variants, and sum them up."""
    plans = [
        measure(f"{name} {variant}", published(name, variant, seed=options.seed), options)
        for name, variant in product(names, variants)
        if name.startswith(options.only)
    ]
    _sum_up(plans)


def measure(name: str, problem: Problem, options: argparse.Namespace) -> Plan:
    """Solve one event and print its row."""
    moments: list[Progress] = []
    plan = solve(problem, seconds=options.seconds, workers=options.workers, progress=moments.append)
    first = next((m.seconds for m in moments if m.best is not None), None)
    bound = next((m.seconds for m in moments if m.bound == plan.bound), None)
    proof = plan.seconds if plan.status in {"optimal", "infeasible"} else None
    size = f"{problem.participants}/{len(problem.meetings)}/{problem.slots}/{problem.tables}"
    figures = (f"{s:.2f}" if s is not None else "-" for s in (first, bound, proof))
    counts = ("-" if count is None else count for count in (plan.breaks, plan.bound))
    print(FORMAT.format(name, size, plan.status.value, *counts, *figures), flush=True)
    return plan


def print_thousands() -> None:
    """Print what is placed of sixty thousand requests."""
    placement = place_requests(draw_requests())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"\n60,000 requests: {placement.weight:,} placed, at most {placement.bound:,} can be "
        f"(gap {placement.gap:.4%}), {placement.seconds:.1f} s, {memory:.2f} GiB at most"
    )


def _sum_up(plans: list[Plan]) -> None:
    closed = [plan for plan in plans if plan.status in {"optimal", "infeasible"}]
    if plans:
        mean = math.exp(sum(math.log(max(plan.seconds, 1e-3)) for plan in plans) / len(plans))
        print(f"\n{len(closed)} of {len(plans)} closed; geometric mean {mean:.2f} s\n", flush=True)


if __name__ == "__main__":
    main()
