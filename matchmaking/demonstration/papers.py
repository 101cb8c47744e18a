"""Papers attached to deals as evidence: one-page PDF files that say they are invented."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from matchmaking.demonstration.deals import Deal
from matchmaking.demonstration.names import slug
from matchmaking.demonstration.store import Store
from matchmaking.intentions.models import Evidence

INVENTED = "Invented for the demonstration of Qiatan: not a real contract."
TOP, LEFT, LEADING = 780, 60, 22


def attach_papers(store: Store, deals: Iterable[Deal], folder: Path) -> None:
    """Attach a paper to each deal, kept in the folder of the evidence."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for deal in deals:
        content = page(
            [
                INVENTED,
                deal.agreement.title.encode("ascii", "ignore").decode().strip(),
                f"Buyer: {deal.buyer.member.name.en}",
                f"Seller: {deal.seller.member.name.en}",
                f"Signed on {deal.signed_on.isoformat()}",
            ]
        )
        digest = hashlib.sha256(content).hexdigest()
        stored_as = hashlib.sha256(f"demonstration {digest}".encode()).hexdigest()[:48]
        (folder / stored_as).write_bytes(content)
        store.add(
            Evidence,
            intention_id=deal.id,
            file_name=f"{slug(deal.agreement.title)[:60] or 'contract'}.pdf",
            media_type="application/pdf",
            size=len(content),
            sha256=digest,
            stored_as=stored_as,
            account_id=deal.author,
            added_at=deal.signatures[0][2],
        )


def page(lines: list[str]) -> bytes:
    """Return a PDF of one page with lines of plain text."""
    shown = "".join(f"({_escaped(line)}) Tj 0 -{LEADING} Td " for line in lines)
    text = f"BT /F1 12 Tf {LEFT} {TOP} Td {shown}ET".encode("latin-1", "replace")
    fonts = b"/Resources << /Font << /F1 5 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %b >>" % fonts,
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start, size = len(written), len(objects) + 1
    written += b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return written + trailer % (size, start)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
