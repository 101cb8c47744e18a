"""What the repository keeps: our own work, and locks that name no registry."""

import re

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


def test_nothing_of_others_is_kept() -> None:
    assert [name for name in kept_files() if BUNDLED.search(name)] == []


def test_no_file_is_huge() -> None:
    found = [name for name in kept_files() if (ROOT / name).stat().st_size > LARGEST_BYTES]

    assert found == []
