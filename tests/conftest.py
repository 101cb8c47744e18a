"""What every test stands on: databases, the clock, a browser, and no way out to the network."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from matchmaking.core.clock import set_clock
from tests.factories.expo import NOW
from tests.runs import Run

pytest_plugins = ["tests.databases", "tests.browser", "tests.live", "tests.screens"]

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
run_key = pytest.StashKey[Run]()

# The same examples every time, however busy the machine is: a failure is one that comes back.
settings.register_profile(
    "repeatable",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")


def pytest_configure(config: pytest.Config) -> None:
    """Make what the workers share, in the process that leads them."""
    if not hasattr(config, "workerinput"):
        config.stash[run_key] = Run(workers=len(config.getoption("tx", None) or []))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the workers shared."""
    if run := config.stash.get(run_key, None):
        run.close()


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """Start every test at the same moment of the fair: 5 November 2019, 12:40 in Shanghai."""
    set_clock(NOW)
    yield
    set_clock(None)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse connections to anywhere but this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:  # noqa: ANN401 - any family's
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            message = f"A test tried to reach {address[0]}."
            raise PermissionError(message)
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield
