"""Words of the trading delegations."""

from dataclasses import dataclass
from enum import StrEnum

from matchmaking.core.wording import Name


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


@dataclass(frozen=True)
class DelegationOption:
    """A delegation to choose in a select; ``depth`` counts from 1."""

    id: int
    name: Name
    depth: int
