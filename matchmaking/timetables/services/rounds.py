"""Laying down a matchmaking round, and changing it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import unique_or
from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.core.wording import say
from matchmaking.notifications.services import notify_all
from matchmaking.notifications.values import NoticeKind
from matchmaking.timetables.errors import NameNeededError
from matchmaking.timetables.models import Round, WishList
from matchmaking.timetables.queries.publications import take_turn
from matchmaking.timetables.queries.rounds import administrators_among, takes_part
from matchmaking.timetables.round_errors import BlockTakenError
from matchmaking.timetables.services.round_checks import (
    require_accepted,
    require_blocks,
    require_places,
    require_times,
    require_to_come,
    same_minute,
    take_turn_in,
)
from matchmaking.timetables.values import RoundPlanning

LAID_DOWN = say("laid a matchmaking round down")
CHANGED = say("changed the matchmaking round")


def create_round(
    session: Session, actor: Actor, edition_id: int, planning: RoundPlanning, *, at: datetime
) -> Round:
    """Lay a round down.

    Raises:
        NameNeededError: it has no name.
        NoBlockError: it fills no block of this edition.
        RoundTimesError: its times are not in order, or wishes would close in the past.
        BlockTakenError: another round fills one of the blocks.
        SamePlacesError: two blocks, here or of another round, share places and time.
    """
    round_ = Round(edition_id=edition_id)
    _settle(session, round_, planning, at=at)
    record(session, actor, LAID_DOWN.text, subject=("round", round_.id), at=at)
    return round_


def edit_round(
    session: Session,
    actor: Actor,
    round_: Round,
    planning: RoundPlanning,
    *,
    version: int | None,
    at: datetime,
    accepted: int = 0,
) -> None:
    """Change a round as it was last seen.

    ``accepted`` is how many published meetings may lose their slot with the blocks taken out.
    Who was invited was told until when to wish, and is told if that changes.

    Raises:
        ChangedMeanwhileError: somebody else changed it since.
        NameNeededError: it has no name.
        NoBlockError: it fills no block of this edition.
        RoundTimesError: its times are not in order, or wishes would close in the past.
        BlockTakenError: another round fills one of the blocks.
        SamePlacesError: two blocks, here or of another round, share places and time.
        SlotsLostError: more published meetings than accepted stand in blocks taken out.
    """
    # Whoever publishes waits here: nothing new comes to stand in what is taken out.
    take_turn(session, round_.id)
    if version != round_.version:
        raise ChangedMeanwhileError
    closed_at = round_.wishes_close_at
    _settle(session, round_, planning, at=at, accepted=accepted)
    if not same_minute(closed_at, round_.wishes_close_at):
        _tell_deadline(session, round_, at=at)
    record(session, actor, CHANGED.text, subject=("round", round_.id), at=at)


def _tell_deadline(session: Session, round_: Round, *, at: datetime) -> None:
    invited = sa.select(WishList.participation_id).where(
        WishList.round_id == round_.id, takes_part()
    )
    notify_all(
        session,
        administrators_among(session, session.scalars(invited).all()),
        kind=NoticeKind.TIMETABLES,
        sentence=say(
            "Wishes for “%(round)s” now close at %(when)s.",
            round=round_.label,
            when=round_.wishes_close_at,
        ),
        path=f"/timetable/wishes/{round_.id}",
        at=at,
        edition_id=round_.edition_id,
    )


def _settle(
    session: Session, round_: Round, planning: RoundPlanning, *, at: datetime, accepted: int = 0
) -> None:
    edition = take_turn_in(session, round_.edition_id)
    blocks = require_blocks(session, edition.id, planning)
    require_times(planning, blocks, zone=edition.zone)
    require_to_come(round_.wishes_close_at, planning, at=at)
    if not (planning.name.en or planning.name.zh):
        raise NameNeededError
    require_places(session, round_, blocks)
    require_accepted(session, round_, blocks, accepted=accepted, at=at)
    with unique_or(session, BlockTakenError()):
        round_.name_en, round_.name_zh = planning.name.en, planning.name.zh
        round_.wishes_open_at = planning.wishes_open_at
        round_.wishes_close_at = planning.wishes_close_at
        round_.most_musts = planning.most_musts
        round_.lunch_from, round_.lunch_until = planning.lunch or (None, None)
        round_.needs_languages = planning.needs_languages
        round_.blocks = blocks
        session.add(round_)
