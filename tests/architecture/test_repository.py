"""What the repository keeps: our own work, and locks that name no registry."""

import re
from collections.abc import Iterator
from importlib.metadata import distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from matchmaking.config import ROOT
from tests.architecture.source import kept_files

LARGEST_BYTES = 1_500_000
HOSTS = re.compile(r"https?://|--(extra-)?index-url|--find-links|\"resolved\"")
BUNDLED = re.compile(r"(\.min\.(js|css)|\.map|\.whl|\.so|\.woff2?|\.exe|\.dll|\.pyc|\.tar\.\w+)$")


def test_lock_files_name_no_host() -> None:
    found = []
    for name in ("requirements.txt", "requirements-dev.txt", "package-lock.json"):
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), 1):
            is_funding = '"url"' in line
            if HOSTS.search(line) and not is_funding:
                found.append(f"{name}:{number} {line.strip()}")

    assert found == []


def test_every_pin_has_a_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        pins = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text("utf-8"))[1:]

        assert [pin.split(" ")[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_what_is_asked_for_with_extras_is_pinned_with_them() -> None:
    # Otherwise pip takes the extras' newest version, not the pinned one, and refuses to install
    # as soon as there is a newer one.
    for name in ("requirements.txt", "requirements-dev.txt"):
        pinned = _pinned_extras(name)
        asked = [r for r in _requirements(pinned) if canonicalize_name(r.name) in pinned]

        missing = [str(r) for r in asked if not r.extras <= pinned[canonicalize_name(r.name)]]

        assert missing == []


def _pinned_extras(name: str) -> dict[str, set[str]]:
    """Return the extras that every package of a lock is pinned with."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    pins = [Requirement(line.split(" ")[0]) for line in lines if re.match(r"[a-z0-9]", line)]
    return {canonicalize_name(pin.name): pin.extras for pin in pins}


def _requirements(pinned: dict[str, set[str]]) -> Iterator[Requirement]:
    """Yield what the pinned packages that are installed here require."""
    for distribution in distributions():
        name = canonicalize_name(distribution.name)
        if name not in pinned:
            continue
        for requirement in map(Requirement, distribution.requires or []):
            asked = requirement.marker is None or any(
                requirement.marker.evaluate({"extra": extra}) for extra in {"", *pinned[name]}
            )
            if asked:
                yield requirement


def test_nothing_of_others_is_kept() -> None:
    assert [name for name in kept_files() if BUNDLED.search(name)] == []


def test_no_file_is_huge() -> None:
    found = [name for name in kept_files() if (ROOT / name).stat().st_size > LARGEST_BYTES]

    assert found == []
