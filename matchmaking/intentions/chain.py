"""The hash chain of the ledger: each entry's hash covers its content and the hash before it.

The hashed content holds no personal data: the person acting is a number that means nothing once
the account is erased, and of a reason, which people type, only a digest salted by the chain.
"""

import hashlib
import hmac
import json
from datetime import UTC

from matchmaking.intentions.models import LedgerEntry

PAYLOAD_VERSION = 1
HEAD_PURPOSE = b"qiatan ledger head 1"


def reason_digest(previous_hash: str, reason: str) -> str:
    """Return what the chain keeps of a reason: nothing of none, else its salted digest."""
    return hashlib.sha256(f"{previous_hash}\n{reason}".encode()).hexdigest() if reason else ""


def content(entry: LedgerEntry) -> bytes:
    """Return an entry as canonical JSON: sorted names, no spaces, text as it is, in UTF-8."""
    payload = {
        "version": PAYLOAD_VERSION,
        "edition": entry.edition_id,
        "sequence": entry.sequence,
        "intention": entry.intention_id,
        "step": entry.step,
        "bucket": entry.bucket.value,
        "kind": entry.kind.value,
        "deals": entry.deal_count,
        "amount": [str(entry.amount_minor), entry.currency],
        "base_amount": [str(entry.base_minor), entry.base_currency],
        "delegation": entry.delegation_id,
        "credit_path": entry.credit_path,
        "area": entry.area_code,
        "territory": entry.source_territory,
        "ownership": entry.buyer_ownership,
        "day": entry.day.isoformat(),
        "account": entry.account_id,
        "reason": entry.reason_digest,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "previous": entry.previous_hash,
    }
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def hash_of(entry: LedgerEntry) -> str:
    """Return the hash an entry with this content must have."""
    return hashlib.sha256(content(entry)).hexdigest()


def seal(entry: LedgerEntry, previous_hash: str) -> None:
    """Chain a new entry to the one before it."""
    entry.previous_hash = previous_hash
    entry.reason_digest = reason_digest(previous_hash, entry.reason)
    entry.hash = hash_of(entry)


def signature_of(statement: str, secret: str) -> str:
    """Sign an exported head with a key derived from the application's secret."""
    key = hmac.digest(secret.encode(), HEAD_PURPOSE, "sha256")
    return hmac.new(key, statement.encode(), hashlib.sha256).hexdigest()
