"""Words of the purchase intentions and their ledger."""

from enum import StrEnum


class IntentionKind(StrEnum):
    """What was signed."""

    CONTRACT = "contract"
    FRAMEWORK = "framework"
    INTENTION = "intention"
    CALL_OFF = "call_off"
    INVESTMENT = "investment"


class IntentionState(StrEnum):
    """Where an intention stands."""

    DRAFT = "draft"
    SIGNED = "signed"
    COUNTERSIGNED = "countersigned"
    VERIFIED = "verified"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class Side(StrEnum):
    """The two sides of a deal."""

    BUYER = "buyer"
    SELLER = "seller"


class Bucket(StrEnum):
    """Where an amount stands in the ledger; the headline is countersigned + verified.

    ``disputed``, ``held`` (suspected duplicates) and ``covered`` (call-offs beside their counted
    framework) are visible as such and outside the total.
    """

    SIGNED = "signed"
    COUNTERSIGNED = "countersigned"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    HELD = "held"
    COVERED = "covered"


class CorrectionState(StrEnum):
    """Where the correction of an amount stands: both sides must sign the corrected amount."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


COUNTED = (Bucket.COUNTERSIGNED, Bucket.VERIFIED)


class Dimension(StrEnum):
    """By what a total is broken down; the parts sum to the whole to the cent.

    The parts by ``CURRENCY`` are in the original currencies, the others in the base currency.
    """

    TOTAL = ""
    DELEGATION = "delegation"
    AREA = "area"
    TERRITORY = "territory"
    OWNERSHIP = "ownership"
    KIND = "kind"
    DAY = "day"
    CURRENCY = "currency"


def contract_key(number: str) -> str:
    """Return a contract number without what people write differently: case, spaces, dashes."""
    return "".join(character for character in number.casefold() if character.isalnum())
