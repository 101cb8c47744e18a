"""The project's own files, as the rules about them see them."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matchmaking.config import ROOT

PACKAGE = ROOT / "matchmaking"
TEMPLATES = ROOT / "templates"
TESTS = ROOT / "tests"
MIGRATIONS = ROOT / "migrations" / "versions"


@dataclass(frozen=True)
class Function:
    """A function or method, and where it stands."""

    path: Path
    node: ast.FunctionDef | ast.AsyncFunctionDef

    @property
    def place(self) -> str:
        """Return its file, line and name."""
        return f"{self.path.relative_to(ROOT)}:{self.node.lineno} {self.node.name}"

    @property
    def lines(self) -> int:
        """Return how long it is, nested functions included."""
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the parsed file."""
    return ast.parse(path.read_text("utf-8"))


@cache
def application_files() -> tuple[Path, ...]:
    """Return the modules that run Qiatan."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def checking_files() -> tuple[Path, ...]:
    """Return the modules that check it."""
    return tuple(sorted([*TESTS.rglob("*.py"), *(ROOT / "bench").rglob("*.py")]))


@cache
def template_files() -> tuple[Path, ...]:
    """Return the templates, e-mails included."""
    return tuple(sorted([*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]))


def functions(paths: tuple[Path, ...]) -> Iterator[Function]:
    """Yield every function of these files."""
    for path in paths:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield Function(path, node)


def name_of(path: Path) -> str:
    """Return a file's path inside the project."""
    return str(path.relative_to(ROOT))


@cache
def kept_files() -> tuple[str, ...]:
    """Return the files that git keeps, or would after the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(name for name in listed.split("\0") if name and (ROOT / name).exists())
