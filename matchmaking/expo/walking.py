"""How long people walk from hall to hall."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.changes import Sight, in_words, require_seen
from matchmaking.audit.services import record
from matchmaking.core.errors import InvalidInputError, NotFoundError
from matchmaking.core.wording import say
from matchmaking.expo.deeds import SET_WALKS
from matchmaking.expo.models import Edition, Hall, HallWalk

# Minutes to other halls.
Walks: TypeAlias = Mapping[int, int | None]
# Longer than any venue is wide; beyond it no two meetings of a block would fit together.
LONGEST_WALK = 60


def walks_in(session: Session, edition_id: int) -> dict[int, dict[int, int]]:
    """Return the minutes from each hall of an edition to each other, where they are known."""
    query = (
        sa.select(HallWalk.from_hall_id, HallWalk.to_hall_id, HallWalk.minutes)
        .join(Hall, Hall.id == HallWalk.from_hall_id)
        .where(Hall.edition_id == edition_id)
    )
    found: dict[int, dict[int, int]] = {}
    for one, other, minutes in session.execute(query):
        found.setdefault(one, {})[other] = minutes
    return found


def set_walks(
    session: Session,
    actor: Actor,
    hall: Hall,
    walks: Walks,
    *,
    seen: int,
    at: datetime,
) -> None:
    """Say how long the walks from a hall are, and back; ``None`` is not known.

    Whoever sets walks of the edition waits for whoever does so at the same moment. What changes is
    written down for both halls of a walk.

    Raises:
        InvalidInputError: a walk takes less than no time, or more than an hour.
        NotFoundError: one of the halls is none of this edition.
        ChangedMeanwhileError: the walks are not what the person saw.
    """
    _check(walks)
    mine = sa.select(Edition.id).where(Edition.id == hall.edition_id)
    session.execute(mine.with_for_update(key_share=True))
    session.refresh(hall)
    codes = _halls(session, hall, walks)
    sight = Sight(("hall", hall.id), seen, frozenset({SET_WALKS.text}))
    require_seen(session, hall.walks_version, sight)
    known = walks_in(session, hall.edition_id).get(hall.id, {})
    changed = {key: new for key, new in walks.items() if known.get(key) != new}
    _replace(session, hall, changed)
    was = {key: known.get(key) for key in changed}
    for key, words in _told(hall, codes, was, changed).items():
        record(session, actor, SET_WALKS.text, subject=("hall", key), at=at, reason=words)


def _replace(session: Session, hall: Hall, changed: Walks) -> None:
    session.execute(sa.delete(HallWalk).where(_between(hall.id, list(changed))))
    if rows := list(_rows(hall.id, changed)):
        session.execute(sa.insert(HallWalk), rows)
    touched = Hall.id.in_({hall.id, *changed} if changed else ())
    anew = sa.update(Hall).where(touched).values(walks_version=Hall.walks_version + 1)
    session.execute(anew.execution_options(synchronize_session=False))
    session.expire(hall, ["walks_version"])


def _told(hall: Hall, codes: Mapping[int, str], was: Walks, now: Walks) -> dict[int, str]:
    """Return what is written down: of this hall every walk that changed, of the others theirs."""
    if not now:
        return {}
    named = ({codes[key]: side[key] for key in now} for side in (was, now))
    there = {key: in_words({hall.code: was[key]}, {hall.code: now[key]}) for key in now}
    return {hall.id: in_words(*named), **there}


def _check(walks: Walks) -> None:
    if any(minutes is not None and not 0 <= minutes <= LONGEST_WALK for minutes in walks.values()):
        raise InvalidInputError(
            say("A walk takes from 0 to %(longest)d minutes.", longest=LONGEST_WALK)
        )


def _halls(session: Session, hall: Hall, walks: Walks) -> dict[int, str]:
    """Return the codes of the halls one walks to."""
    query = sa.select(Hall.id, Hall.code).where(
        Hall.edition_id == hall.edition_id, Hall.id != hall.id, Hall.id.in_(walks)
    )
    found = {row.id: row.code for row in session.execute(query)}
    if set(found) != set(walks):
        raise NotFoundError
    return found


def _between(hall_id: int, others: list[int]) -> sa.ColumnElement[bool]:
    there = sa.and_(HallWalk.from_hall_id == hall_id, HallWalk.to_hall_id.in_(others))
    back = sa.and_(HallWalk.to_hall_id == hall_id, HallWalk.from_hall_id.in_(others))
    return sa.or_(there, back)


def _rows(hall_id: int, walks: Walks) -> Iterator[dict[str, Any]]:
    for other, minutes in walks.items():
        if minutes is not None:
            yield {"from_hall_id": hall_id, "to_hall_id": other, "minutes": minutes}
            yield {"from_hall_id": other, "to_hall_id": hall_id, "minutes": minutes}
