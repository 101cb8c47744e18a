"""What people do with intentions: draft, sign, verify, dispute, correct, withdraw, resolve."""

from matchmaking.intentions.services.correcting import (
    accept_correction,
    decline_correction,
    propose_correction,
    take_back_correction,
)
from matchmaking.intentions.services.deciding import discard, dispute, settle, verify, withdraw
from matchmaking.intentions.services.drafting import create_draft, edit_draft
from matchmaking.intentions.services.evidence import add_evidence, remove_evidence
from matchmaking.intentions.services.pricing import ask_for_rate, enter_asked_rate
from matchmaking.intentions.services.resolving import declare_same, release
from matchmaking.intentions.services.signing import countersign, sign

__all__ = [
    "accept_correction",
    "add_evidence",
    "ask_for_rate",
    "countersign",
    "create_draft",
    "declare_same",
    "decline_correction",
    "discard",
    "dispute",
    "edit_draft",
    "enter_asked_rate",
    "propose_correction",
    "release",
    "remove_evidence",
    "settle",
    "sign",
    "take_back_correction",
    "verify",
    "withdraw",
]
