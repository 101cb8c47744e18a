"""What operators may set, and what is refused in a line before anything starts."""

from pathlib import Path

import pytest

from matchmaking.config import Encryption, MailServer, Settings, SettingsError

SECRET = "not for everybody"


def settings(folder: Path, **values: str) -> Settings:
    names = {f"MATCHMAKING_MAIL_{name.upper()}": value for name, value in values.items()}
    return Settings.from_environment({"MATCHMAKING_INSTANCE": str(folder), **names})


@pytest.mark.parametrize(
    "values, expected",
    [
        ({}, None),
        ({"server": "mail.example.org"}, ("mail.example.org", 25, "none")),
        ({"server": "10.0.0.7:2525"}, ("10.0.0.7", 2525, "none")),
        ({"server": "[::1]:587"}, ("::1", 587, "starttls")),
        ({"server": "mail.example.org:465"}, ("mail.example.org", 465, "tls")),
        (
            {"server": "mail.example.org:587", "encryption": "none"},
            ("mail.example.org", 587, "none"),
        ),
        ({"server": "mail.example.org", "encryption": "tls"}, ("mail.example.org", 465, "tls")),
        (
            {"server": "mail.example.org:2465", "encryption": "tls"},
            ("mail.example.org", 2465, "tls"),
        ),
    ],
)
def test_ports_are_encrypted_as_is_usual_there(
    tmp_path: Path, values: dict[str, str], expected: tuple[str, int, str] | None
) -> None:
    server = settings(tmp_path, **values).mail_server

    known = server and (server.host, server.port, server.encryption.value)
    assert known == expected


@pytest.mark.parametrize(
    "values, said",
    [
        ({"server": "mail.example.org:smtp"}, "write it like mail.example.org:587"),
        ({"server": "smtp://mail.example.org"}, "write it like mail.example.org:587"),
        ({"server": f"me:{SECRET}@mail.example.org:587"}, "write it like mail.example.org:587"),
        ({"server": ":587"}, "write it like mail.example.org:587"),
        ({"server": "mail.example.org:587", "encryption": "ssl"}, "use starttls, tls or none"),
        ({"server": "mail.example.org:465", "encryption": "starttls"}, "port 465 is for tls"),
        ({"server": "mail.example.org:465", "encryption": "none"}, "port 465 is for tls"),
        ({"server": "mail.example.org:587", "encryption": "tls"}, "port 587 is for starttls"),
        ({"server": "mail.example.org:587", "user": "me"}, "must be set together"),
        ({"server": "mail.example.org:587", "password": SECRET}, "must be set together"),
        ({"server": "mail.example.org:25", "user": "me", "password": SECRET}, "for all to read"),
        ({"server": "mail.example.org:587", "user": "我", "password": SECRET}, "plain ASCII"),
        ({"user": "me", "password": SECRET}, "MATCHMAKING_MAIL_USER is set without"),
        ({"encryption": "tls"}, "MATCHMAKING_MAIL_ENCRYPTION is set without"),
    ],
)
def test_mail_settings_that_make_no_sense_together_are_refused_in_a_line(
    tmp_path: Path, values: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        settings(tmp_path, **values)

    assert "\n" not in str(refused.value)
    assert SECRET not in str(refused.value)


def test_the_mail_server_s_password_is_not_shown(tmp_path: Path) -> None:
    found = settings(tmp_path, server="mail.example.org:587", user="me", password=SECRET)

    assert found.mail_server == MailServer(
        "mail.example.org", 587, Encryption.STARTTLS, "me", SECRET
    )
    assert SECRET not in repr(found)
