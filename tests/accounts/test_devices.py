"""Devices are named as their owners know them."""

import pytest

from matchmaking.accounts.devices import device_words

WECHAT = (
    "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/116 Safari/537.36 MicroMessenger/8"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Version/17.0 Mobile Safari/604.1"


@pytest.mark.parametrize(
    "user_agent, words",
    [
        (WECHAT, "WeChat on Android"),
        (EDGE, "Edge on Windows"),
        (SAFARI, "Safari on iPhone"),
        ("curl/8.5", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_a_device_is_named_by_browser_and_system(user_agent: str, words: str) -> None:
    assert str(device_words(user_agent)) == words
