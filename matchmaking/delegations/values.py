"""Words of the trading delegations."""

from enum import StrEnum


class DelegationKind(StrEnum):
    """By whom a delegation was formed."""

    LOCAL = "local"
    CENTRAL_SOE = "central_soe"
    HEALTH = "health"
    INDUSTRY = "industry"


class OfficeKind(StrEnum):
    """An office in a delegation."""

    HEAD = "head"
    DEPUTY = "deputy"
    SECRETARY_GENERAL = "secretary_general"
    LIAISON = "liaison"


class TargetMeasure(StrEnum):
    """What a delegation set itself a target for."""

    INTENDED_TURNOVER = "intended_turnover"
    MEETINGS = "meetings"
    UNITS = "units"
