"""What the pages load from npm packages."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from matchmaking.config import ROOT
from matchmaking.web.assets import FILES, MissingAssetError, icons_named_in, install, sprite

SQUARE = '<path stroke="none" d="M0 0h24v24H0z" fill="none"/>'
ICON = f'<svg xmlns="http://www.w3.org/2000/svg">{SQUARE}<path d="M4 7a2 2"/></svg>'


def test_icons_are_found_wherever_they_are_named(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("""{{ icon("clock") }} {{ icon( 'map-pin' ) }} {{ tile(icon="users") }}
        {"icon": "home"} {{ icon(name) }} {% set icons = "none" %}""")

    assert icons_named_in([page]) == {"clock", "map-pin", "users", "home"}


def test_the_sprite_has_a_symbol_for_each_icon(tmp_path: Path) -> None:
    (tmp_path / "clock.svg").write_text(ICON)

    drawn = ET.fromstring(sprite(["clock"], tmp_path))  # noqa: S314 - drawn just above

    assert [(symbol.get("id"), len(symbol)) for symbol in drawn] == [("clock", 1)]


def test_an_icon_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingAssetError, match="no outline icon called “clokc”"):
        sprite(["clokc"], tmp_path)


def test_what_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingAssetError, match=r"htmx.org/dist/htmx.min.js is missing"):
        install(tmp_path / "node_modules", tmp_path / "vendor")


def test_installing_again_leaves_unchanged_files_alone(tmp_path: Path) -> None:
    install(ROOT / "node_modules", tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}

    install(ROOT / "node_modules", tmp_path)

    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    assert set(before) == {*FILES, "icons.svg"}
    assert b"sourceMappingURL" not in (tmp_path / "tabler.min.css").read_bytes()
