"""The programme as a list: few statements, plain rows, however many sessions there are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from matchmaking.accounts.values import Actor
from matchmaking.core.database import rows_of
from matchmaking.core.wording import Name
from matchmaking.delegations.models import Delegation
from matchmaking.dialogues.models import Dialogue, Registration, Speaker
from matchmaking.dialogues.values import (
    OUTSIDE,
    DialogueKind,
    DialogueState,
    Listing,
    ProgrammeFilter,
    TeamSeat,
)
from matchmaking.enterprises.models import Representative
from matchmaking.expo.models import Hall, Place

BETWEEN_SPEAKERS = " · "
NOBODY = (None, None)
VERSION = sa.select(sa.func.count(), sa.func.sum(Dialogue.version + Dialogue.seat_changes)).where(
    Dialogue.edition_id == sa.bindparam("edition")
)
OF_TEAM = (
    sa.select(
        Registration.dialogue_id,
        Representative.id,
        Representative.name_en,
        Representative.name_zh,
        Registration.state,
    )
    .join(Representative, Representative.id == Registration.representative_id)
    .where(
        Representative.participation_id == sa.bindparam("team"),
        Registration.state.not_in(OUTSIDE),
    )
    .order_by(Representative.id)
)
COLUMNS = (
    Dialogue.id,
    sa.type_coerce(Dialogue.kind, sa.String),
    sa.type_coerce(Dialogue.state, sa.String),
    sa.type_coerce(Dialogue.admission, sa.String),
    Dialogue.name_en,
    Dialogue.name_zh,
    Dialogue.host_en,
    Dialogue.host_zh,
    Place.name_en,
    Place.name_zh,
    Place.code,
    Hall.name_en,
    Hall.name_zh,
    Dialogue.starts_at,
    Dialogue.ends_at,
    Dialogue.capacity,
    Dialogue.taken,
    Dialogue.kept,
)


def programme(
    session: Session, actor: Actor, wanted: ProgrammeFilter, zone: ZoneInfo
) -> list[Listing]:
    """Return the sessions somebody may see and wants to, by time."""
    query = (
        sa.select(*COLUMNS)
        .join(Place, Place.id == Dialogue.place_id)
        .join(Hall, Hall.id == Place.hall_id)
        .where(visible_to(actor), *_narrowed(actor, wanted, zone))
        .order_by(Dialogue.starts_at, Hall.code, Dialogue.id)
    )
    # Plain rows: the ORM's own reading of hundreds of them would cost more than the page.
    rows = session.connection().execute(query).all()
    speakers = _speakers(session, actor, wanted, zone) if rows else {}
    return [Listing._make((*row, *speakers.get(row[0], NOBODY))) for row in rows]


def _speakers(
    session: Session, actor: Actor, wanted: ProgrammeFilter, zone: ZoneInfo
) -> dict[int, tuple[str | None, str | None]]:
    """Return who speaks at each session, joined by the database: one short row a session."""
    ordered = (
        sa.select(
            Speaker.dialogue_id,
            sa.func.coalesce(sa.func.nullif(Speaker.name_en, ""), Speaker.name_zh).label("en"),
            sa.func.coalesce(sa.func.nullif(Speaker.name_zh, ""), Speaker.name_en).label("zh"),
        )
        .join(Dialogue, Dialogue.id == Speaker.dialogue_id)
        .where(visible_to(actor), *_narrowed(actor, wanted, zone))
        .order_by(Speaker.dialogue_id, Speaker.position, Speaker.id)
        .subquery()
    )
    query = sa.select(
        ordered.c.dialogue_id,
        sa.func.aggregate_strings(ordered.c.en, BETWEEN_SPEAKERS),
        sa.func.aggregate_strings(ordered.c.zh, BETWEEN_SPEAKERS),
    ).group_by(ordered.c.dialogue_id)
    return {key: (en, zh) for key, en, zh in session.connection().execute(query)}


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which ``policies.can_view`` lets somebody see a session."""
    of_edition = Dialogue.edition_id == actor.edition_id
    if actor.is_organiser:
        return of_edition
    published = Dialogue.state != DialogueState.DRAFT
    if actor.is_lead:
        own = sa.exists().where(
            Delegation.id == Dialogue.host_delegation_id,
            Delegation.path.contains(f"/{actor.delegation_id}/"),
        )
        return sa.and_(of_edition, sa.or_(published, own))
    return sa.and_(of_edition, published)


def _narrowed(
    actor: Actor, wanted: ProgrammeFilter, zone: ZoneInfo
) -> Iterable[sa.ColumnElement[bool]]:
    if wanted.day:
        start, end = bounds_of(wanted.day, zone)
        yield sa.and_(Dialogue.starts_at >= start, Dialogue.starts_at < end)
    if wanted.kind:
        yield Dialogue.kind == wanted.kind
    if wanted.host_id:
        yield Dialogue.host_delegation_id.in_(
            sa.select(Delegation.id).where(Delegation.path.contains(f"/{wanted.host_id}/"))
        )
    if wanted.mine:
        mine = OF_TEAM.with_only_columns(Registration.dialogue_id).order_by(None)
        yield Dialogue.id.in_(mine.params(team=actor.participation_id))
    for word in wanted.words.split():
        yield _mentions(word)


def _mentions(word: str) -> sa.ColumnElement[bool]:
    anybody = aliased(Speaker)  # the statement around may list speakers itself
    speaks = sa.exists().where(
        anybody.dialogue_id == Dialogue.id,
        sa.or_(
            anybody.name_en.icontains(word, autoescape=True),
            anybody.name_zh.icontains(word, autoescape=True),
        ),
    )
    texts = (Dialogue.name_en, Dialogue.name_zh, Dialogue.host_en, Dialogue.host_zh)
    return sa.or_(*(text.icontains(word, autoescape=True) for text in texts), speaks)


def bounds_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when a day begins and ends at the venue."""
    start = datetime.combine(day, time(), tzinfo=zone)
    return start, datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)


def sessions_by_day(
    session: Session,
    actor: Actor,
    wanted: ProgrammeFilter,
    days: Iterable[date],
    zone: ZoneInfo,
) -> Sequence[int]:
    """Return how many sessions somebody finds in all, then on each of the days."""
    narrowed = _narrowed(actor, replace(wanted, day=None), zone)
    query = sa.select(Dialogue.starts_at).where(visible_to(actor), *narrowed)
    rows = session.connection().execute(query)
    counts = Counter(starts_at.astimezone(zone).date() for (starts_at,) in rows)
    return (counts.total(), *(counts[day] for day in days))


def kinds_in_use(session: Session, actor: Actor) -> list[DialogueKind]:
    """Return which kinds of session the programme has."""
    query = sa.select(Dialogue.kind).where(visible_to(actor)).distinct()
    found = set(session.scalars(query))
    return [kind for kind in DialogueKind if kind in found]


def hosts(session: Session, actor: Actor) -> list[tuple[int, Name]]:
    """Return the delegations that host sessions, in the delegations' order."""
    query = (
        sa.select(Delegation.id, Delegation.name_en, Delegation.name_zh)
        .where(Delegation.id.in_(sa.select(Dialogue.host_delegation_id).where(visible_to(actor))))
        .order_by(Delegation.position, Delegation.id)
    )
    return [(key, Name(en, zh)) for key, en, zh in session.execute(query)]


def programme_version(session: Session, edition_id: int) -> tuple[int, int]:
    """Return a value that every change of a session or its seats changes.

    Each change adds one to the session's own counters, so their sum only grows: two pages made at
    the same sum show the same seats.
    """
    count, changes = rows_of(session, VERSION, {"edition": edition_id}).one()
    return count, changes or 0


def seats_of_team(session: Session, participation_id: int) -> dict[int, list[TeamSeat]]:
    """Return what a team has in the programme, by session."""
    found: dict[int, list[TeamSeat]] = {}
    rows = rows_of(session, OF_TEAM, {"team": participation_id})
    for dialogue_id, key, en, zh, state in rows:
        found.setdefault(dialogue_id, []).append(TeamSeat(dialogue_id, key, Name(en, zh), state))
    return found
