"""Unified Social Credit Codes with right check digits (GB 32100, GB 11714)."""

from random import Random

from stdnum.cn import uscc

from matchmaking.enterprises.values import UnitType

# The department that registers a unit, and what kind of unit it is.
DEPARTMENTS = {
    UnitType.ENTERPRISE: "91",
    UnitType.GOVERNMENT: "11",
    UnitType.PUBLIC_INSTITUTION: "12",
    UnitType.SOCIAL_ORGANISATION: "51",
}
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
MODULUS = 11


def credit_code(dice: Random, unit_type: UnitType, area: str) -> str:
    """Return a code for a unit registered in an area (its six digits by GB/T 2260)."""
    body = "".join(dice.choice("0123456789") for _ in ORGANISATION_WEIGHTS)
    front = f"{DEPARTMENTS[unit_type]}{area.ljust(6, '0')}{body}{_organisation_check(body)}"
    return front + str(uscc.calc_check_digit(front))


def _organisation_check(body: str) -> str:
    """Return the check character of an organisation code: GB 11714."""
    total = sum(
        int(digit) * weight for digit, weight in zip(body, ORGANISATION_WEIGHTS, strict=True)
    )
    check = (MODULUS - total % MODULUS) % MODULUS
    return "X" if check == MODULUS - 1 else str(check)
