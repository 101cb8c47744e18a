"""Settings: read once from the environment, frozen afterwards."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32


class Environment(StrEnum):
    """Where the application runs."""

    DEVELOPMENT = "development"
    TESTING = "testing"
    PRODUCTION = "production"


class Encryption(StrEnum):
    """How what is said to the mail server is kept from others: from the start with ``TLS``."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


USUAL_PORTS = {Encryption.NONE: 25, Encryption.STARTTLS: 587, Encryption.TLS: 465}
USUAL_ENCRYPTION = {465: Encryption.TLS, 587: Encryption.STARTTLS}


class SettingsError(Exception):
    """A setting is missing or makes no sense: the application refuses to start."""


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over, and who signs in there, if anybody has to."""

    host: str
    port: int = 25
    encryption: Encryption = Encryption.NONE
    user: str = ""
    password: str = field(default="", repr=False)


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
    mail_server: MailServer | None = None
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
            mail_server=_mail_server(values),
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


def _mail_server(values: Mapping[str, str]) -> MailServer | None:
    given = values.get("MATCHMAKING_MAIL_SERVER", "")
    if not given:
        _refuse_mail_settings(values)
        return None
    host, port = _host_and_port(given)
    encryption = _encryption(values.get("MATCHMAKING_MAIL_ENCRYPTION", ""), port)
    user, password = _mail_sign_in(values, encryption)
    return MailServer(host, port or USUAL_PORTS[encryption], encryption, user, password)


def _refuse_mail_settings(values: Mapping[str, str]) -> None:
    for name in ("ENCRYPTION", "USER", "PASSWORD"):
        if values.get(f"MATCHMAKING_MAIL_{name}"):
            message = f"MATCHMAKING_MAIL_{name} is set without MATCHMAKING_MAIL_SERVER."
            raise SettingsError(message)


def _host_and_port(server: str) -> tuple[str, int | None]:
    with suppress(ValueError):
        parts = urlsplit(f"//{server}")
        is_plain = parts.netloc == server and not set(server) & set("@ \t")
        if is_plain and parts.hostname and parts.port != 0:
            return parts.hostname, parts.port
    shown = server.rpartition("@")[2]  # what stands before it may be a password
    message = f"MATCHMAKING_MAIL_SERVER is “{shown}”; write it like mail.example.org:587."
    raise SettingsError(message)


def _encryption(name: str, port: int | None) -> Encryption:
    usual = USUAL_ENCRYPTION.get(port or 0)
    try:
        encryption = Encryption(name) if name else usual or Encryption.NONE
    except ValueError:
        message = f"MATCHMAKING_MAIL_ENCRYPTION is “{name}”; use starttls, tls or none."
        raise SettingsError(message) from None
    if usual is not None and usual is not encryption and Encryption.TLS in {usual, encryption}:
        message = f"MATCHMAKING_MAIL_ENCRYPTION is “{name}”; port {port} is for {usual.value}."
        raise SettingsError(message)
    return encryption


def _mail_sign_in(values: Mapping[str, str], encryption: Encryption) -> tuple[str, str]:
    """Return who signs in at the mail server, and with which password; nothing for nobody."""
    user = values.get("MATCHMAKING_MAIL_USER", "")
    password = values.get("MATCHMAKING_MAIL_PASSWORD", "")
    if bool(user) != bool(password):
        message = "MATCHMAKING_MAIL_USER and MATCHMAKING_MAIL_PASSWORD must be set together."
        raise SettingsError(message)
    if user and encryption is Encryption.NONE:
        message = (
            "MATCHMAKING_MAIL_PASSWORD would be sent for all to read: set "
            "MATCHMAKING_MAIL_ENCRYPTION to starttls or tls."
        )
        raise SettingsError(message)
    if not (user + password).isascii():
        message = "MATCHMAKING_MAIL_USER and MATCHMAKING_MAIL_PASSWORD must be plain ASCII."
        raise SettingsError(message)
    return user, password


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
