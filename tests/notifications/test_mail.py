"""Mails leave over an encrypted, signed-in connection, or wait."""

import ssl
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from matchmaking.config import Encryption, MailServer
from matchmaking.core.clock import utc_now
from matchmaking.notifications import jobs
from matchmaking.notifications.models import Notice
from tests.certificates import make_certificate
from tests.factories.accounts import make_account
from tests.factories.notifications import make_notice
from tests.smtp import PostOffice, serving

PASSWORD = "the mail server's own"
PRIVATE = [Encryption.STARTTLS, Encryption.TLS]


@dataclass
class Papers:
    """A certificate for this machine."""

    certificate: Path
    context: ssl.SSLContext


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    certificate, key = make_certificate(tmp_path_factory.mktemp("papers"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return Papers(certificate, context)


@pytest.fixture
def trusted(papers: Papers, monkeypatch: pytest.MonkeyPatch) -> Papers:
    """Have the certificate trusted, as an operator with an authority of their own would."""
    monkeypatch.setenv("SSL_CERT_FILE", str(papers.certificate))
    return papers


@pytest.fixture
def notice(session: Session) -> Notice:
    return make_notice(session, make_account(session, email="zhao@example.org"), at=utc_now())


@dataclass
class Mailing:
    """The worker's job, on the test's rows."""

    app: Flask
    session: Session
    monkeypatch: pytest.MonkeyPatch

    def to(self, office: PostOffice, **changes: object) -> int:
        """Mail what waits to a server, as somebody who knows its password unless said otherwise."""
        server = MailServer(
            "localhost", office.port, office.encryption, office.user, office.password
        )
        settings = replace(
            self.app.extensions["settings"],
            mail_server=replace(server, **changes),  # type: ignore[arg-type]
            mail_sender="Qiatan <no-reply@example.org>",
        )
        self.monkeypatch.setitem(self.app.extensions, "settings", settings)
        connection = self.session.connection()
        self.monkeypatch.setattr(
            jobs,
            "Session",
            lambda _engine: Session(connection, join_transaction_mode="create_savepoint"),
        )
        sent = jobs.mail_notices(self.app)
        self.session.expire_all()
        return sent


@pytest.fixture
def mailing(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Mailing:
    return Mailing(app, session, monkeypatch)


def office_with(papers: Papers, encryption: Encryption, **values: object) -> PostOffice:
    return PostOffice(encryption, papers.context, "me", PASSWORD, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("encryption", PRIVATE)
def test_mails_are_handed_over_encrypted_by_somebody_signed_in(
    trusted: Papers, mailing: Mailing, notice: Notice, encryption: Encryption
) -> None:
    with serving(office_with(trusted, encryption)) as office:
        assert mailing.to(office) == 1

    assert "To: zhao@example.org" in office.mails[0]
    assert office.said.index("AUTH") < office.said.index("MAIL")
    assert ("STARTTLS" in office.said) == (encryption is Encryption.STARTTLS)
    assert notice.mailed_at is not None


def test_a_server_on_the_same_machine_needs_neither(
    papers: Papers, mailing: Mailing, notice: Notice
) -> None:
    with serving(PostOffice(Encryption.NONE, papers.context)) as office:
        assert mailing.to(office) == 1

    assert len(office.mails) == 1


@pytest.mark.parametrize("encryption", PRIVATE)
def test_a_refused_sign_in_is_told_and_the_mail_waits(
    trusted: Papers, mailing: Mailing, notice: Notice, encryption: Encryption
) -> None:
    with serving(office_with(trusted, encryption)) as office, capture_logs() as logs:
        assert mailing.to(office, password="wrong, but secret") == 0
        waited = notice.mailed_at
        assert mailing.to(office) == 1

    said = {
        "event": "the mail server refuses the sign-in; mails wait",
        "log_level": "error",
        "user": "me",
        "server": f"localhost:{office.port}",
        "encryption": encryption.value,
        "answer": "535 5.7.8 Username and password not accepted",
    }
    assert (waited, logs) == (None, [said])


@pytest.mark.parametrize("encryption", PRIVATE)
def test_a_server_that_nobody_vouches_for_gets_neither_password_nor_mail(
    papers: Papers, mailing: Mailing, notice: Notice, encryption: Encryption
) -> None:
    with serving(office_with(papers, encryption)) as office, capture_logs() as logs:
        assert mailing.to(office) == 0

    assert {"AUTH", "MAIL"} & set(office.said) == set()
    assert notice.mailed_at is None
    assert "certificate verify failed" in logs[0]["error"]


def test_a_server_that_goes_by_another_name_gets_nothing(
    trusted: Papers, mailing: Mailing, notice: Notice
) -> None:
    with serving(office_with(trusted, Encryption.TLS)) as office, capture_logs() as logs:
        assert mailing.to(office, host="127.0.0.1") == 0

    assert (office.mails, notice.mailed_at) == ([], None)
    assert "IP address mismatch" in logs[0]["error"]


def test_a_server_that_offers_no_encryption_gets_nothing(
    trusted: Papers, mailing: Mailing, notice: Notice
) -> None:
    office = office_with(trusted, Encryption.STARTTLS, offers=False)
    with serving(office), capture_logs() as logs:
        assert mailing.to(office) == 0

    assert {"AUTH", "MAIL"} & set(office.said) == set()
    assert notice.mailed_at is None
    assert "STARTTLS" in logs[0]["error"]


def test_a_server_that_is_away_is_told_in_a_line(
    papers: Papers, mailing: Mailing, notice: Notice
) -> None:
    with serving(PostOffice(Encryption.NONE, papers.context)) as office:
        pass
    with capture_logs() as logs:
        assert mailing.to(office) == 0

    assert [one["event"] for one in logs] == ["the mail server can't be used; mails wait"]
    assert notice.mailed_at is None
