"""Laying down a matchmaking round, and inviting enterprises to it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import dialect_of, insert_if_new, unique_or
from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.core.wording import say
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import MeetingBlock
from matchmaking.notifications.services import notify_all
from matchmaking.timetables.errors import (
    BlockTakenError,
    NameNeededError,
    NoBlockError,
    RoundTimesError,
)
from matchmaking.timetables.models import Round, WishList
from matchmaking.timetables.queries.rounds import administrators_among
from matchmaking.timetables.values import RoundPlanning

LAID_DOWN = say("laid a matchmaking round down")
CHANGED = say("changed the matchmaking round")
INVITED = say("invited enterprises to the matchmaking round")


def create_round(
    session: Session, actor: Actor, edition_id: int, planning: RoundPlanning, *, at: datetime
) -> Round:
    """Lay a round down.

    Raises:
        NameNeededError: it has no name.
        NoBlockError: it fills no block of this edition.
        RoundTimesError: its times are not in order.
        BlockTakenError: another round fills one of the blocks.
    """
    round_ = Round(edition_id=edition_id)
    _settle(session, round_, planning)
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
) -> None:
    """Change a round as it was last seen.

    Raises:
        ChangedMeanwhileError: somebody else changed it since.
        NameNeededError: it has no name.
        NoBlockError: it fills no block of this edition.
        RoundTimesError: its times are not in order.
        BlockTakenError: another round fills one of the blocks.
    """
    if version != round_.version:
        raise ChangedMeanwhileError
    _settle(session, round_, planning)
    record(session, actor, CHANGED.text, subject=("round", round_.id), at=at)


def invite(
    session: Session, actor: Actor, round_: Round, *, area_id: int | None = None, at: datetime
) -> int:
    """Invite the approved enterprises of an area, or all; return how many are new.

    Each team's administrators are told until when they can say whom they want to meet.
    """
    key, nothing = sa.literal(round_.id), sa.literal(0)
    chosen = sa.select(key, Participation.id, nothing, sa.literal(1)).where(
        Participation.edition_id == round_.edition_id,
        Participation.state == ParticipationState.APPROVED,
    )
    if area_id is not None:
        chosen = chosen.where(Participation.area_id == area_id)
    columns = ["round_id", "participation_id", "minimum", "version"]
    insert = insert_if_new(dialect_of(session), WishList).from_select(columns, chosen)
    invited = session.scalars(insert.returning(WishList.participation_id)).all()
    sentence = say(
        "You are invited to “%(round)s”: say until %(when)s whom you want to meet.",
        round=round_.label,
        when=round_.wishes_close_at,
    )
    notify_all(
        session,
        administrators_among(session, invited),
        sentence=sentence,
        path=f"/timetable/wishes/{round_.id}",
        at=at,
        edition_id=round_.edition_id,
    )
    if invited:
        record(session, actor, INVITED.text, subject=("round", round_.id), at=at)
    return len(invited)


def _settle(session: Session, round_: Round, planning: RoundPlanning) -> None:
    blocks = _require_blocks(session, round_.edition_id, planning)
    _require_times(planning, blocks)
    if not (planning.name.en or planning.name.zh):
        raise NameNeededError
    with unique_or(session, BlockTakenError()):
        round_.name_en, round_.name_zh = planning.name.en, planning.name.zh
        round_.wishes_open_at = planning.wishes_open_at
        round_.wishes_close_at = planning.wishes_close_at
        round_.most_musts = planning.most_musts
        round_.lunch_from, round_.lunch_until = planning.lunch or (None, None)
        round_.needs_languages = planning.needs_languages
        round_.blocks = blocks
        session.add(round_)


def _require_blocks(
    session: Session, edition_id: int, planning: RoundPlanning
) -> list[MeetingBlock]:
    query = sa.select(MeetingBlock).where(
        MeetingBlock.edition_id == edition_id, MeetingBlock.id.in_(planning.block_ids)
    )
    found = list(session.scalars(query.order_by(MeetingBlock.starts_at)))
    if not found or len(found) != len(set(planning.block_ids)):
        raise NoBlockError
    return found


def _require_times(planning: RoundPlanning, blocks: list[MeetingBlock]) -> None:
    if planning.wishes_open_at >= planning.wishes_close_at:
        raise RoundTimesError(field="closes")
    if planning.wishes_close_at > blocks[0].starts_at:
        raise RoundTimesError(field="before", starts_at=blocks[0].starts_at)
    if planning.lunch and planning.lunch[0] >= planning.lunch[1]:
        raise RoundTimesError(field="lunch")
