"""How the people of the story want to be told, and when their notices were mailed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from matchmaking.demonstration import scale
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.world import World
from matchmaking.notifications.models import MailChoice
from matchmaking.notifications.values import DIGEST_HOUR, NoticeKind, Way


def want_daily(store: Store, world: World, account_id: int, kinds: Iterable[str]) -> None:
    """Let somebody get these kinds of notices once a day, since they registered."""
    for kind in map(NoticeKind, kinds):
        store.add(
            MailChoice,
            account_id=account_id,
            kind=kind,
            way=Way.DAILY,
            way_before=Way.DAILY,
            since=scale.REGISTERED,
        )
        world.daily.add((account_id, kind))


def mailed_at(world: World, account_id: int, kind: NoticeKind, at: datetime) -> datetime | None:
    """Return when a notice was mailed: at once, or the next morning if that has come."""
    if (account_id, kind) not in world.daily:
        return at
    day = (at.astimezone(scale.VENUE) + timedelta(hours=24 - DIGEST_HOUR)).date()
    morning = scale.venue(day, DIGEST_HOUR)
    return morning if morning <= scale.NOW else None
