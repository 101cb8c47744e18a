"""A browser with a screen: pages as people see them, checked while they look.

No request may leave the application, nothing may break the content security policy, no script
may fail. ``axe`` finds what people with assistive technology would stumble over.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from matchmaking.accounts.models import Account, Grant
from matchmaking.config import ROOT
from tests.chromium import Chromium, NoChromiumError, find_chromium
from tests.live import LiveServer

HEIGHTS = {360: 740, 390: 844, 768: 1024, 1440: 900}
# A busy machine may take long: this only ends what would wait for ever.
PATIENCE_MILLISECONDS = 60_000
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  window.reportViolation(`${event.violatedDirective}: ${event.blockedURI || event.sourceFile}`));
"""
# An answer that refuses something is no mistake of the page that shows it.
EXPECTED_MESSAGES = ("Failed to load resource: the server responded with a status of 4",)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """
async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}});
  return found.violations.map((one) => `${one.id}: ${one.help}\\n` + one.nodes.map(
    (node) => `    ${node.html}\\n    ${node.failureSummary.replace(/\\n/g, " ")}`).join("\\n"));
}
"""

OpenPage = Callable[..., Page]


class Watch:
    """Notes what goes wrong behind the pages of one test."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.complaints: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Look after every page of a browser context."""
        context.expose_function("reportViolation", self._violation)
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("request", self._request)
        context.on("weberror", lambda one: self.complaints.append(f"script: {one.error}"))
        context.on("console", lambda one: self._console(one.type, one.text))

    def _violation(self, text: str) -> None:
        self.complaints.append(f"policy: {text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and self.origin != (
            f"{parts.scheme}://{parts.netloc}"
        ):
            self.complaints.append(f"request: {request.url}")

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not text.startswith(EXPECTED_MESSAGES):
            self.complaints.append(f"console: {text}")


class Screens:
    """Opens pages of one live server at several widths, for several people."""

    def __init__(self, chromium: Browser, server: LiveServer) -> None:
        self.chromium = chromium
        self.server = server
        self.watch = Watch(server.url)
        self.contexts: list[BrowserContext] = []

    def open(
        self,
        path: str,
        *,
        width: int = 1440,
        who: Grant | Account | None = None,
        language: str = "en",
        dark: bool = False,
        scripts: bool = True,
    ) -> Page:
        """Open an address in a fresh browser, signed in as somebody if one is given."""
        context = self.chromium.new_context(
            base_url=self.server.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            has_touch=width < 768,
            locale="zh-CN" if language == "zh_Hans" else "en-GB",
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        self.watch.over(context)
        if who is not None:
            name, value = self.server.cookie_name, self.server.cookie_of(who)
            context.add_cookies([{"name": name, "value": value, "url": self.server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    def close(self) -> list[str]:
        """Close everything; return what went wrong behind the pages."""
        for context in self.contexts:
            context.close()
        return self.watch.complaints


@pytest.fixture(scope="session")
def chromium_found() -> Chromium:
    """Find the browser: a machine of our own may lack one, the one that decides may not."""
    try:
        return find_chromium()
    except NoChromiumError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def chromium(chromium_found: Chromium) -> Iterator[Browser]:
    """Start one browser for the worker; each page gets a context of its own."""
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with ExitStack() as stack:
        player = stack.enter_context(sync_playwright())
        browser = player.chromium.launch(
            executable_path=chromium_found.executable,
            args=ARGUMENTS,
            timeout=PATIENCE_MILLISECONDS,
            env={**os.environ, **chromium_found.environment},
        )
        stack.callback(browser.close)
        yield browser


@pytest.fixture
def screens(chromium: Browser, live_server: LiveServer) -> Iterator[Screens]:
    """Open pages of the live server: ``screens.open(path, width=390, who=grant)``."""
    opened = Screens(chromium, live_server)
    yield opened
    assert opened.close() == []


@pytest.fixture
def page_at(screens: Screens) -> OpenPage:
    """Open a page at a width: ``page_at(390, "/sign-in", who=…, language="zh_Hans")``."""

    def open_at(width: int, path: str = "/", **choices: Any) -> Page:
        return screens.open(path, width=width, **choices)

    return open_at


def axe(page: Page) -> list[str]:
    """Return what axe finds wrong on a page; nothing is what a test expects."""
    script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(script.read_text("utf-8"))
    found: list[str] = page.evaluate(RUN_AXE, AXE_TAGS)
    return found


def overflows(page: Page) -> bool:
    """Return whether one has to scroll sideways to read a page."""
    width: int = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    return width > 0


def picture(page: Page, name: str) -> Path:
    """Keep a screenshot under tests/.artifacts, for a person to look at."""
    folder = ROOT / "tests" / ".artifacts"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
