"""Reading plans: as a list, in figures, as a grid, and enterprise by enterprise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from matchmaking.accounts.models import Account
from matchmaking.core.wording import Name
from matchmaking.enterprises.models import Enterprise, Participation, Representative
from matchmaking.expo.models import BlockPlace, Hall, Place
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.models import (
    Plan,
    PlanMoment,
    PlannedMeeting,
    Publication,
    Round,
    RoundBlock,
)
from matchmaking.web.queries import PAGE_SIZE, Page

SEATED = PlannedMeeting.starts_at.is_not(None)
WITH_NAMES = (
    joinedload(PlannedMeeting.a).joinedload(Participation.enterprise),
    joinedload(PlannedMeeting.b).joinedload(Participation.enterprise),
    joinedload(PlannedMeeting.a_representative),
    joinedload(PlannedMeeting.b_representative),
    joinedload(PlannedMeeting.interpreter),
    joinedload(PlannedMeeting.place).joinedload(Place.hall),
)


@dataclass(frozen=True)
class Line:
    """A plan in the list of a round's plans: who asked for it, who accepted it and when."""

    plan: Plan
    made_by: str
    accepted_by: str
    accepted_at: datetime | None
    is_in_force: bool
    undone_at: datetime | None = None


@dataclass(frozen=True)
class Musts:
    """How many meetings some side can't do without, and how many of them are placed."""

    placed: int
    wanted: int


def lines_of(session: Session, round_: Round, *, plan: Plan | None = None) -> list[Line]:
    """Return a round's plans with what a list says of them, the newest first; or only one."""
    maker, publisher = aliased(Account), aliased(Account)
    newest = (
        sa.select(sa.func.max(Publication.id))
        .where(Publication.plan_id == Plan.id)
        .correlate(Plan)
        .scalar_subquery()
    )
    in_force = sa.select(sa.func.max(Publication.id)).where(
        Publication.round_id == round_.id, Publication.undone_at.is_(None)
    )
    query = (
        sa.select(
            Plan,
            maker.name,
            publisher.name,
            Publication.published_at,
            Publication.undone_at,
            Publication.id,
        )
        .outerjoin(maker, maker.id == Plan.created_by_id)
        .outerjoin(Publication, Publication.id == newest)
        .outerjoin(publisher, publisher.id == Publication.published_by_id)
        .options(joinedload(Plan.parent))
        .where(Plan.round_id == round_.id)
        .order_by(Plan.number.desc())
    )
    if plan is not None:
        query = query.where(Plan.id == plan.id)
    standing = session.scalar(in_force)
    return [
        Line(row, made_by or "", accepted_by or "", at, key == (standing or 0), undone)
        for row, made_by, accepted_by, at, undone, key in session.execute(query)
    ]


def copies_of(session: Session, plan: Plan) -> list[Plan]:
    """Return the plans that were copied from one, in their order."""
    query = sa.select(Plan).where(Plan.parent_id == plan.id).order_by(Plan.number)
    return list(session.scalars(query))


def moments_of(session: Session, plan: Plan) -> list[PlanMoment]:
    """Return what a search reported, in its order."""
    query = sa.select(PlanMoment).where(PlanMoment.plan_id == plan.id).order_by(PlanMoment.position)
    return list(session.scalars(query))


def musts_of(session: Session, plan_ids: Iterable[int]) -> dict[int, Musts]:
    """Count the meetings of plans that some side can't do without."""
    is_must = sa.or_(PlannedMeeting.grade_a == Grade.MUST, PlannedMeeting.grade_b == Grade.MUST)
    query = (
        sa.select(PlannedMeeting.plan_id, sa.func.count(PlannedMeeting.starts_at), sa.func.count())
        .where(PlannedMeeting.plan_id.in_(plan_ids), is_must)
        .group_by(PlannedMeeting.plan_id)
    )
    return {key: Musts(placed, wanted) for key, placed, wanted in session.execute(query)}


def starts_of(session: Session, plan: Plan) -> list[tuple[datetime, datetime, int | None, int]]:
    """Return the slots that a plan uses, with their hall and how many meetings they hold."""
    hall = sa.func.coalesce(Place.hall_id, PlannedMeeting.extra_hall_id)
    query = (
        sa.select(PlannedMeeting.starts_at, PlannedMeeting.ends_at, hall, sa.func.count())
        .outerjoin(Place, Place.id == PlannedMeeting.place_id)
        .where(PlannedMeeting.plan_id == plan.id, SEATED)
        .group_by(PlannedMeeting.starts_at, PlannedMeeting.ends_at, hall)
        .order_by(PlannedMeeting.starts_at, hall)
    )
    return [
        (start, end, hall, count)
        for start, end, hall, count in session.execute(query)
        if start is not None and end is not None
    ]


def seated_in(
    session: Session, plan: Plan, hall_id: int, start: datetime, end: datetime
) -> list[PlannedMeeting]:
    """Return the meetings of a plan in one hall and window of time, with their names."""
    query = (
        sa.select(PlannedMeeting)
        .outerjoin(Place, Place.id == PlannedMeeting.place_id)
        .options(*WITH_NAMES)
        .where(
            PlannedMeeting.plan_id == plan.id,
            sa.func.coalesce(Place.hall_id, PlannedMeeting.extra_hall_id) == hall_id,
            PlannedMeeting.starts_at >= start,
            PlannedMeeting.starts_at < end,
        )
        .order_by(PlannedMeeting.starts_at, PlannedMeeting.id)
    )
    return list(session.scalars(query))


def unplaced(plan: Plan) -> sa.Select[PlannedMeeting]:
    """Return the wanted meetings that got no seat, those that matter most first."""
    grades = (PlannedMeeting.grade_a, PlannedMeeting.grade_b)
    rank = {grade: weight for weight, grade in enumerate((Grade.MUST, Grade.WANT, Grade.MAY))}
    matters = [
        sa.case(*((grade == key, value) for key, value in rank.items()), else_=len(rank))
        for grade in grades
    ]
    best = sa.case((matters[0] < matters[1], matters[0]), else_=matters[1])
    return (
        sa.select(PlannedMeeting)
        .options(*WITH_NAMES)
        .where(PlannedMeeting.plan_id == plan.id, sa.not_(SEATED))
        .order_by(best, PlannedMeeting.id)
    )


@dataclass(frozen=True)
class Share:
    """What an enterprise gets of what it wants, in a plan."""

    participation_id: int
    name: Name
    wanted: int
    placed: int


def shares_page(session: Session, plan: Plan, words: str, *, number: int) -> Page[Share]:
    """Return the enterprises of a plan whose name has these words, those with least first."""
    query = _shares(plan, words)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    number = min(max(1, number), max(1, -(-total // PAGE_SIZE)))
    wanted, placed = query.selected_columns[3], query.selected_columns[4]
    ordered = query.order_by(placed * 1.0 / wanted, wanted.desc(), Participation.id)
    rows = session.execute(ordered.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    found = [Share(key, Name(en, zh), wanted, placed) for key, en, zh, wanted, placed in rows]
    return Page(found, number, PAGE_SIZE, total)


def _shares(plan: Plan, words: str) -> sa.Select[int, str, str, int, int]:
    sides = sa.union_all(
        *(
            sa.select(side.label("key"), PlannedMeeting.starts_at.label("starts_at")).where(
                PlannedMeeting.plan_id == plan.id
            )
            for side in (PlannedMeeting.a_id, PlannedMeeting.b_id)
        )
    ).subquery()
    query = (
        sa.select(
            Participation.id,
            Enterprise.name_en,
            Enterprise.name_zh,
            sa.func.count().label("wanted"),
            sa.func.count(sides.c.starts_at).label("placed"),
        )
        .select_from(sides)
        .join(Participation, Participation.id == sides.c.key)
        .join(Enterprise, Enterprise.id == Participation.enterprise_id)
        .group_by(Participation.id, Enterprise.name_en, Enterprise.name_zh)
    )
    if words:
        query = query.where(
            sa.or_(
                Enterprise.name_en.icontains(words, autoescape=True),
                Enterprise.name_zh.contains(words, autoescape=True),
            )
        )
    return query


def of_party(session: Session, plan: Plan, participation_id: int) -> list[PlannedMeeting]:
    """Return the meetings of a plan that concern an enterprise, in order of time."""
    query = (
        sa.select(PlannedMeeting)
        .options(*WITH_NAMES)
        .where(
            PlannedMeeting.plan_id == plan.id,
            sa.or_(
                PlannedMeeting.a_id == participation_id, PlannedMeeting.b_id == participation_id
            ),
        )
        .order_by(PlannedMeeting.starts_at, PlannedMeeting.id)
    )
    return list(session.scalars(query))


def names_of_people(session: Session, keys: Iterable[int]) -> dict[int, Name]:
    """Return the names of representatives."""
    wanted = set(keys)
    if not wanted:
        return {}
    query = sa.select(Representative.id, Representative.name_en, Representative.name_zh).where(
        Representative.id.in_(wanted)
    )
    return {key: Name(en, zh) for key, en, zh in session.execute(query)}


def names_of_parties(session: Session, keys: Iterable[int]) -> dict[int, Name]:
    """Return the names of enterprises by their participation."""
    wanted = set(keys)
    if not wanted:
        return {}
    query = (
        sa.select(Participation.id, Enterprise.name_en, Enterprise.name_zh)
        .join(Enterprise, Enterprise.id == Participation.enterprise_id)
        .where(Participation.id.in_(wanted))
    )
    return {key: Name(en, zh) for key, en, zh in session.execute(query)}


def halls_of(session: Session, edition_id: int) -> dict[int, Hall]:
    """Return the halls of an edition in the order of their codes."""
    query = (
        sa.select(Hall)
        .where(Hall.edition_id == edition_id)
        .order_by(sa.func.length(Hall.code), Hall.code)
    )
    return {hall.id: hall for hall in session.scalars(query)}


def places_of(session: Session, round_: Round, hall_id: int | None = None) -> Sequence[Place]:
    """Return the places that the round's blocks may use, as they are given away."""
    query = (
        sa.select(Place)
        .options(joinedload(Place.hall))
        .where(
            Place.id.in_(
                sa.select(BlockPlace.place_id)
                .join(RoundBlock, RoundBlock.block_id == BlockPlace.block_id)
                .where(RoundBlock.round_id == round_.id)
            ),
            Place.is_open,
        )
        .order_by(Place.priority, sa.func.length(Place.code), Place.code, Place.id)
    )
    if hall_id is not None:
        query = query.where(Place.hall_id == hall_id)
    return session.scalars(query).all()
