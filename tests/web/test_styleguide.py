"""The styleguide shows every component, and the frame holds in both languages."""

from pathlib import Path

import pytest

from matchmaking.config import ROOT
from tests.browser import Browser

TEMPLATES = ROOT / "templates"
COMPONENTS = sorted(path.name for path in (TEMPLATES / "components").glob("*.html"))
SHOWN = "".join(
    path.read_text("utf-8")
    for folder in ("styleguide", "layouts")
    for path in sorted(Path(TEMPLATES / folder).glob("*.html"))
)


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_is_shown(name: str) -> None:
    assert f'"components/{name}"' in SHOWN


@pytest.mark.parametrize("address", ["", "phone", "dashboard", "wall"])
@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_each_page_of_it_is_sound(browser: Browser, address: str, language: str) -> None:
    browser.speaking(language)

    answer = browser.get(f"/styleguide/{address}")

    assert answer.status_code == 200
    assert f'<html lang="{language.replace("_", "-")}"' in answer.text


def test_proposals_are_list_items(browser: Browser) -> None:
    answer = browser.client.get("/styleguide/options")

    assert answer.text.count('role="option"') == 2


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_the_theme_stands_in_the_page_before_any_script(browser: Browser, theme: str) -> None:
    browser.client.set_cookie("theme", theme)

    answer = browser.get("/styleguide/")

    assert f'data-bs-theme="{theme}"' in answer.text
