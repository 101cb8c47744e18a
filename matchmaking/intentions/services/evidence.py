"""Keeping the files that show what was signed."""

import hashlib
import secrets
from datetime import datetime
from pathlib import Path, PurePosixPath

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.errors import NotFoundError
from matchmaking.core.wording import say
from matchmaking.intentions.errors import EvidenceRefusedError
from matchmaking.intentions.models import Evidence, Intention
from matchmaking.intentions.moving import begin, note, too_late
from matchmaking.intentions.policies import OPEN_STATES
from matchmaking.intentions.terms import Upload
from matchmaking.intentions.values import IntentionState

LARGEST_FILE = 10 * 1024 * 1024
LONGEST_NAME = 150
MAGIC = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
)


def add_evidence(
    session: Session,
    actor: Actor,
    intention: Intention,
    upload: Upload,
    *,
    folder: Path,
    at: datetime,
) -> Evidence:
    """Keep a PDF, PNG or JPEG, told by its first bytes, under a random name in ``folder``.

    Raises:
        StepNotPossibleError: the deal is closed.
        EvidenceRefusedError: it is empty, too large, or something else; or is there already.
    """
    if intention.state not in OPEN_STATES:
        raise too_late(intention)
    media_type, suffix = _kind_of(upload)
    digest = hashlib.sha256(upload.content).hexdigest()
    if any(row.sha256 == digest for row in intention.evidence):
        raise EvidenceRefusedError(say("This file is attached already."))
    evidence = Evidence(
        file_name=_safe_name(upload.file_name, suffix),
        media_type=media_type,
        size=len(upload.content),
        sha256=digest,
        stored_as=secrets.token_hex(24),
        account_id=actor.account_id,
        added_at=at,
    )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / evidence.stored_as).write_bytes(upload.content)
    intention.evidence.append(evidence)
    session.flush()
    note(session, actor, "attached a file", intention, at=at)
    return evidence


def remove_evidence(
    session: Session, actor: Actor, draft: Intention, evidence_id: int, *, at: datetime
) -> str:
    """Take a file off a draft; return the name it was kept under, to be deleted once this holds.

    What has been signed with its files keeps them.

    Raises:
        StepNotPossibleError: it has been signed or given up.
        NotFoundError: it has no such file (any more).
    """
    begin(session, draft)
    if draft.state is not IntentionState.DRAFT:
        raise too_late(draft)
    evidence = next((row for row in draft.evidence if row.id == evidence_id), None)
    if evidence is None:
        raise NotFoundError
    session.delete(evidence)
    note(session, actor, "removed a file", draft, at=at, reason=evidence.file_name)
    session.flush()
    return evidence.stored_as


def _kind_of(upload: Upload) -> tuple[str, str]:
    if not upload.content:
        raise EvidenceRefusedError(say("Choose a file; this one is empty."))
    if len(upload.content) > LARGEST_FILE:
        raise EvidenceRefusedError(say("The file is larger than 10 MB. Send a smaller one."))
    for magic, media_type, suffix in MAGIC:
        if upload.content.startswith(magic):
            return media_type, suffix
    raise EvidenceRefusedError(say("Send a PDF, a PNG or a JPEG; this file is none of them."))


def _safe_name(typed: str, suffix: str) -> str:
    """Return the file's name as people know it, without a path, with the suffix of its kind."""
    name = PurePosixPath(typed.replace("\\", "/")).name
    stem = PurePosixPath("".join(c for c in name if c.isprintable())).stem[:LONGEST_NAME].strip()
    return f"{stem.lstrip('.') or 'evidence'}{suffix}"
