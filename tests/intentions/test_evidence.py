"""Files of a deal: what is wrong with one is seen at once, and a wrong one comes off a draft."""

from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.audit.models import AuditEntry
from matchmaking.intentions.models import Evidence, Intention
from matchmaking.intentions.services import evidence
from matchmaking.intentions.values import IntentionState
from tests.browser import Browser
from tests.factories.deals import make_deal, make_table

LARGEST = 1000


def attach(browser: Browser, deal: Intention) -> Evidence:
    """Attach a file; return it."""
    sent = browser.post(
        f"/intentions/{deal.id}/evidence", {"file": (BytesIO(b"%PDF-1.7 x"), "offer.pdf")}
    )
    assert sent.location == f"/intentions/{deal.id}"
    return deal.evidence[0]


def kept_at(browser: Browser, attached: Evidence) -> Path:
    """Return where the file lies."""
    folder = browser.app.extensions["settings"].instance / "evidence"
    return Path(folder) / attached.stored_as


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"MZ", "Send a PDF, a PNG or a JPEG; this file is none of them."),
        (b"", "Choose a file; this one is empty."),
        (b"%PDF-" + b"x" * LARGEST, "The file is larger than 10 MB. Send a smaller one."),
        (None, "Please fill this in."),
    ],
)
def test_what_is_wrong_with_a_file_is_said_on_top_and_leads_to_the_field(
    browser: Browser,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes | None,
    sentence: str,
) -> None:
    monkeypatch.setattr(evidence, "LARGEST_FILE", LARGEST)
    table = make_table(session)
    deal = make_deal(session, table)
    browser.signed_in_as(table.seller_grant)
    sent = {} if content is None else {"file": (BytesIO(content), "offer.pdf")}

    answer = browser.post(f"/intentions/{deal.id}/evidence", sent)

    summary = answer.page.with_class("errors")[0]
    assert (answer.status_code, summary.get("data-focus")) == (422, "")
    link = next(summary.iter("a"))
    assert (link.get("href"), link.text) == ("#file", f"File: {sentence}")


def test_a_wrong_file_comes_off_a_draft(browser: Browser, session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table)
    browser.signed_in_as(table.seller_grant)
    attached = attach(browser, deal)
    file, here = kept_at(browser, attached), f"/intentions/{deal.id}"
    assert file.is_file()

    answer = browser.submit(here, action=f"{here}/evidence/{attached.id}/remove")

    assert "The file is removed." in browser.follow(answer).words
    assert (file.exists(), deal.evidence) == (False, [])
    entry = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.action, entry.reason) == ("removed a file", "offer.pdf")


def test_what_is_signed_keeps_its_files(browser: Browser, session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.SIGNED)
    browser.signed_in_as(table.seller_grant)
    attached = attach(browser, deal)
    remove = f"/intentions/{deal.id}/evidence/{attached.id}/remove"

    page = browser.get(f"/intentions/{deal.id}")
    late = browser.post(remove)
    browser.signed_in_as(table.buyer_grant)
    others = browser.post(remove)

    assert (remove in page.text, late.status_code, others.status_code) == (False, 409, 403)
    assert kept_at(browser, attached).is_file()


def test_a_closed_deal_takes_no_file(browser: Browser, session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.SIGNED)
    deal.state = IntentionState.WITHDRAWN
    browser.signed_in_as(table.seller_grant)

    sent = {"file": (BytesIO(b"%PDF-1.7 x"), "offer.pdf")}
    answer = browser.post(f"/intentions/{deal.id}/evidence", sent)

    assert (answer.status_code, deal.evidence) == (409, [])
    assert "the intention stands at “Withdrawn”" in answer.words
