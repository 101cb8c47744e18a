"""How large a demonstration is, and when it takes place."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VENUE = ZoneInfo("Asia/Shanghai")
SERIES, EDITION, LAST_EDITION = "ciie", "ciie-2", "ciie-1"


@dataclass(frozen=True)
class Scale:
    """How many of everything a demonstration has.

    ``host_weight`` is how many buyers come with Chongqing, beside the weights of the others;
    ``round_invited`` and ``round_tables`` are those of the matchmaking round.
    """

    name: str
    exhibitors: int
    buyers: int
    sub_delegations: int
    meetings: int
    intentions: int
    last_intentions: int
    host_weight: float
    tables: int
    round_invited: int
    round_tables: int


SMALL = Scale("small", 215, 190, 0, 1_500, 600, 480, 60, 120, 66, 9)
NATIONAL = Scale("national", 3_800, 20_000, 600, 60_000, 100_000, 40_000, 14, 800, 5_000, 400)
SCALES = {scale.name: scale for scale in (SMALL, NATIONAL)}


def venue(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant given in the venue's time."""
    return datetime.combine(day, time(hour, minute), VENUE).astimezone(UTC)


OPENING_DAY = date(2019, 11, 5)
# The demonstration's "now": the fair has been open for some hours, the Dialogue is ahead.
NOW = venue(OPENING_DAY, 12, 40)
LAST_SIGNING = venue(OPENING_DAY, 12, 30)
FIRST_SIGNING = venue(date(2019, 10, 21), 9)
REGISTERED = venue(date(2019, 8, 20), 10)
PRE_SHOW_DAYS = tuple(date(2019, 10, 28) + timedelta(days=number) for number in range(3))
FAIR_DAYS = tuple(OPENING_DAY + timedelta(days=number) for number in range(6))
ONE_YEAR_BEFORE = timedelta(days=365)
