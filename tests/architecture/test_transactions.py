"""Who begins something ends it: only the edges of the application commit."""

import ast

from tests.architecture.source import PACKAGE, application_files, name_of, tree_of

# The clock itself, and those who tell it what a demonstration wants it to show.
CLOCKS = {
    "matchmaking/config.py",
    "matchmaking/core/clock.py",
    "matchmaking/server/supervisor.py",
}
READING_THE_CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
EDGES = {"views", "jobs", "commands", "cli", "worker", "server", "api"}


def test_only_views_jobs_commands_and_the_api_commit() -> None:
    found = set()
    for path in application_files():
        if EDGES & set(path.relative_to(PACKAGE).with_suffix("").parts):
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}:
                found.add(f"{name_of(path)}:{node.lineno}")

    assert found == set()


def test_only_the_clock_reads_the_time() -> None:
    found = set()
    for path in application_files():
        if name_of(path) in CLOCKS:
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in READING_THE_CLOCK:
                found.add(f"{name_of(path)}:{node.lineno}")

    assert found == set()
