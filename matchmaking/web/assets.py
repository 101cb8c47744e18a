"""Put what the pages load from npm packages where the application serves it.

Run by ``make`` as ``python -m matchmaking.web.assets`` after ``npm ci``, and again whenever
a template names a new icon. Nothing it writes is kept in the repository.
"""

import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "matchmaking" / "web" / "static" / "vendor"
ICONS = "@tabler/icons/icons/outline"

# The small builds of ECharts lack the tree map, the heat map and the flow picture.
FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "sse.min.js": "htmx-ext-sse/dist/sse.min.js",
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "echarts.min.js": "echarts/dist/echarts.min.js",
}

SVG = "http://www.w3.org/2000/svg"
SOURCE_MAP = re.compile(rb"\n?(?://|/\*)# sourceMappingURL=[^\n]*")
NAMED_ICON = re.compile(r"""\bicon(?:\(\s*|\s*=\s*|["']?\s*:\s*)["']([a-z0-9-]+)["']""")


class MissingAssetError(Exception):
    """A file the pages need is not among the installed packages."""


def icons_named_in(sources: Iterable[Path]) -> set[str]:
    """Return the icons that templates and Python files name.

    A name is found where it stands as a literal: as the argument or the value of ``icon``,
    or as a value under the key ``icon``.
    """
    return {name for path in sources for name in NAMED_ICON.findall(path.read_text("utf-8"))}


def sprite(names: Iterable[str], folder: Path) -> str:
    """Return one SVG with a symbol for each outline icon.

    Raises:
        MissingAssetError: there is no such icon.
    """
    symbols = "\n".join(_symbol(name, folder / f"{name}.svg") for name in sorted(names))
    return f'<svg xmlns="{SVG}">\n{symbols}\n</svg>\n'


def _symbol(name: str, path: Path) -> str:
    if not path.is_file():
        message = f"There is no outline icon called “{name}”."
        raise MissingAssetError(message)
    shapes = "".join(_shapes(path))
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
    )


def _shapes(path: Path) -> Iterator[str]:
    """Yield the drawing of an icon without the invisible square that frames it."""
    drawing = ET.fromstring(path.read_text("utf-8"))  # noqa: S314 - pinned by its hash
    for shape in drawing:
        if shape.get("stroke") == "none" and shape.get("fill") == "none":
            continue
        attributes = "".join(f' {key}="{value}"' for key, value in shape.attrib.items())
        yield f"<{shape.tag.removeprefix('{' + SVG + '}')}{attributes}/>"


def install(packages: Path = PACKAGES, vendor: Path = VENDOR) -> None:
    """Copy the files and draw the sprite.

    Raises:
        MissingAssetError: a package is not installed, or an icon does not exist.
    """
    if vendor.is_symlink():
        vendor.unlink()
    vendor.mkdir(parents=True, exist_ok=True)
    for name, source in FILES.items():
        if not (packages / source).is_file():
            message = f"{source} is missing: run “npm ci” first."
            raise MissingAssetError(message)
        content = (packages / source).read_bytes()
        _write(vendor / name, SOURCE_MAP.sub(b"", content))
    names = icons_named_in(_sources())
    _write(vendor / "icons.svg", sprite(names, packages / ICONS).encode())


def _sources() -> Iterator[Path]:
    yield from sorted((ROOT / "templates").rglob("*.html"))
    yield from sorted((ROOT / "matchmaking").rglob("*.py"))


def _write(path: Path, content: bytes) -> None:
    """Replace the file only if it changed, so that browsers keep their copy."""
    if path.is_file() and path.read_bytes() == content:
        return
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_bytes(content)
    shutil.move(fresh, path)


if __name__ == "__main__":
    try:
        install()
    except MissingAssetError as error:
        sys.exit(str(error))
