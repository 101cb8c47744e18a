"""Settings: read once from the environment, frozen afterwards."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32


class Environment(StrEnum):
    """Where the application runs."""

    DEVELOPMENT = "development"
    TESTING = "testing"
    PRODUCTION = "production"


class SettingsError(Exception):
    """A setting is missing or makes no sense: the application refuses to start."""


@dataclass(frozen=True)
class Settings:
    """What an operator decides, by ``MATCHMAKING_*`` variables (see docs/running.md)."""

    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    environment: Environment = Environment.DEVELOPMENT
    instance: Path = ROOT / "instance"
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    proxies: int = 0
    now: datetime | None = None
    demonstration: bool = False
    public_url: str = "http://127.0.0.1:8000"
    mail_server: str | None = None
    mail_sender: str = "Qiatan <no-reply@localhost>"
    log_json: bool = False

    @property
    def is_production(self) -> bool:
        """Return whether real people's business depends on this deployment."""
        return self.environment is Environment.PRODUCTION

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings from the environment.

        Raises:
            SettingsError: a value makes no sense, or production has no strong secret.
        """
        values = os.environ if environ is None else environ
        environment = _environment(values.get("MATCHMAKING_ENV", "development"))
        instance = Path(values.get("MATCHMAKING_INSTANCE", ROOT / "instance")).resolve()
        default_url = f"sqlite:///{instance / 'qiatan.sqlite3'}"
        return cls(
            environment=environment,
            instance=instance,
            secret_key=_secret_key(values, environment, instance),
            database_url=_database_url(values.get("MATCHMAKING_DATABASE_URL") or default_url),
            host=values.get("MATCHMAKING_HOST", "127.0.0.1"),
            port=_number(values, "MATCHMAKING_PORT", 8000),
            workers=_number(values, "MATCHMAKING_WORKERS", 2),
            proxies=_number(values, "MATCHMAKING_PROXIES", 0),
            now=_moved_on(_instant(values.get("MATCHMAKING_NOW", "")), values),
            demonstration=values.get("MATCHMAKING_DEMO", "") in {"1", "true", "yes"},
            public_url=_public_url(values),
            mail_server=values.get("MATCHMAKING_MAIL_SERVER") or None,
            mail_sender=values.get("MATCHMAKING_MAIL_SENDER", "Qiatan <no-reply@localhost>"),
            log_json=environment is Environment.PRODUCTION,
        )


def _environment(name: str) -> Environment:
    try:
        return Environment(name)
    except ValueError:
        message = f"MATCHMAKING_ENV is “{name}”; use development, testing or production."
        raise SettingsError(message) from None


def _secret_key(values: Mapping[str, str], environment: Environment, instance: Path) -> str:
    given = values.get("MATCHMAKING_SECRET_KEY", "")
    if environment is Environment.PRODUCTION:
        if len(given) < SHORTEST_SECRET:
            message = (
                "MATCHMAKING_SECRET_KEY must be set to at least 32 random characters in "
                "production, for instance from: python -c 'import secrets; "
                "print(secrets.token_urlsafe(48))'"
            )
            raise SettingsError(message)
        return given
    return given or _development_key(instance)


def _development_key(instance: Path) -> str:
    """Return the key kept in the instance folder, made on first use."""
    path = instance / "development-key"
    instance.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()


def _database_url(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if "://" not in url:
        message = "MATCHMAKING_DATABASE_URL must begin with postgresql:// or sqlite:///."
        raise SettingsError(message)
    return url


def _public_url(values: Mapping[str, str]) -> str:
    """Return the address people reach the fair at, for links in mails."""
    given = values.get("MATCHMAKING_PUBLIC_URL", "").rstrip("/")
    return given or f"http://127.0.0.1:{_number(values, 'MATCHMAKING_PORT', 8000)}"


def _number(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name) or str(default)
    if not text.isdecimal():
        message = f"{name} is “{text}”; it must be a whole number."
        raise SettingsError(message)
    return int(text)


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        message = f"MATCHMAKING_NOW is “{text}”; write it like 2019-11-05T12:40+08:00."
        raise SettingsError(message)
    return instant


def _moved_on(now: datetime | None, values: Mapping[str, str]) -> datetime | None:
    """Return what a set clock shows by now.

    The supervisor notes when it started, so that a program it starts later, or again, joins the
    same demonstration instead of starting its clock anew.
    """
    since = values.get("MATCHMAKING_NOW_SINCE", "")
    if now is None or not since:
        return now
    return now + (datetime.now(UTC) - datetime.fromisoformat(since))
