"""What a device calls itself, in words its owner knows it by."""

from matchmaking.core.wording import Sentence, say

# The first that fits counts: later ones name themselves after earlier ones too.
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> Sentence:
    """Return for instance ``Chrome on Android``; what can't be told apart is not guessed at."""
    browser = _first_in(user_agent, BROWSERS)
    system = _first_in(user_agent, SYSTEMS)
    if browser and system:
        return say("%(browser)s on %(system)s", browser=browser, system=system)
    return say("Unknown device")


def _first_in(text: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in known if mark in text), "")
