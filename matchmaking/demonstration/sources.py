"""The lists the demonstration is made from; README.md beside them names source and licence."""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from matchmaking.core.wording import Name

FOLDER = Path(__file__).parent / "data"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a list, such as ``trades``."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def table(name: str) -> dict[str, Any]:
    """Return a list with sections, such as ``programme``."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def pairs(text: str) -> tuple[Name, ...]:
    """Read ``Anna 安娜, Lukas 卢卡斯`` as names in both scripts."""
    split = (entry.strip().rpartition(" ") for entry in text.split(","))
    return tuple(Name(latin, chinese) for latin, _, chinese in split)


def name_of(row: dict[str, Any], prefix: str = "") -> Name:
    """Return the name in a row's columns ``en`` and ``zh``."""
    return Name(row[f"{prefix}en"], row[f"{prefix}zh"])
