"""The programme: what is when and where, and where the reader's team has seats."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from flask import g, get_template_attribute, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from matchmaking.accounts.access import current_actor, needs_edition, signed_in
from matchmaking.accounts.values import Actor
from matchmaking.core.clock import utc_now
from matchmaking.dialogues import labels, policies, queries
from matchmaking.dialogues.forms.programme import asked_for, filter_arguments
from matchmaking.dialogues.values import ProgrammeFilter, TeamSeat
from matchmaking.dialogues.views.blueprint import blueprint
from matchmaking.dialogues.views.cards import by_day
from matchmaking.expo.booking import booking_of
from matchmaking.expo.models import Edition
from matchmaking.web.fragments import Fragments
from matchmaking.web.language import language, other_language
from matchmaking.web.session import db

MARK = "\x1f"  # stands round a session's key where the reader's own seats go; no text has it
LASTS = timedelta(minutes=1)
kept: Fragments[list[str]] = Fragments(size=128)


@blueprint.get("")
@signed_in
def programme() -> ResponseReturnValue:
    """Show the sessions of a day, or those that were asked for."""
    edition_id = needs_edition()
    actor = current_actor()
    edition: Edition = g.edition
    at = utc_now()
    wanted = asked_for(request.args, first_choice(edition, at))
    pieces = (
        _pieces(actor, edition, wanted, at)
        if wanted.words or wanted.mine
        else kept.get(
            (edition_id, language(), _sees(actor), wanted),
            queries.programme_version(db.session, edition_id),
            lambda: _pieces(actor, edition, wanted, at),
            at=at,
            until=at + LASTS,
        )
    )
    team = actor.participation_id
    mine = queries.seats_of_team(db.session, team) if team is not None else {}
    return render_template(
        "dialogues/programme.html",
        sessions=Markup(_with_own_seats(pieces, mine)),  # noqa: S704 - rendered by templates
        can_create=policies.can_create(actor),
        booking=booking_of(edition, at) if _has_team(actor) else None,
    )


def first_choice(edition: Edition, at: datetime) -> date | None:
    """Return the day to begin with: today, before the fair its first day, after it all days."""
    today = at.astimezone(edition.zone).date()
    if today > edition.ends_on:
        return None
    return max(today, edition.starts_on)


def _has_team(actor: Actor) -> bool:
    return actor.participation_id is not None


def _sees(actor: Actor) -> tuple[Any, ...]:
    """Return what decides which sessions and links somebody sees."""
    return (actor.is_organiser, actor.is_lead and actor.delegation_id, _has_team(actor))


def _pieces(actor: Actor, edition: Edition, wanted: ProgrammeFilter, at: datetime) -> list[str]:
    zone = edition.zone
    listings = queries.programme(db.session, actor, wanted, zone)
    return render_template(
        "dialogues/_sessions.html",
        mark=MARK,
        lang=other_language().replace("_", "-"),
        wanted=wanted,
        days=by_day(listings, zone, at),
        tabs=list(_tabs(actor, edition, wanted)),
        kind_choices=[
            (kind.value, labels.KINDS[kind]) for kind in queries.kinds_in_use(db.session, actor)
        ],
        host_choices=[
            (key, name.first(language())) for key, name in queries.hosts(db.session, actor)
        ],
        hidden={"day": wanted.day.isoformat()} if wanted.day and wanted.is_narrow else {},
        base=url_for(".programme"),
        all_url=url_for(".programme", day="all"),
        has_team=_has_team(actor),
    ).split(MARK)


def _tabs(
    actor: Actor, edition: Edition, wanted: ProgrammeFilter
) -> Iterable[tuple[date | None, int, str, bool]]:
    days = [edition.starts_on + timedelta(days=n) for n in range(_length(edition))]
    total, *counts = queries.sessions_by_day(db.session, actor, wanted, days, edition.zone)
    for day, count in zip([*days, None], [*counts, total], strict=True):
        arguments = filter_arguments(replace(wanted, day=day))
        yield day, count, url_for(".programme", **arguments), wanted.day == day


def _length(edition: Edition) -> int:
    return (edition.ends_on - edition.starts_on).days + 1


def _with_own_seats(pieces: list[str], mine: dict[int, list[TeamSeat]]) -> str:
    """Put the team's own seats in; every second piece is a session's key."""
    tags = get_template_attribute("dialogues/_team.html", "team_seats") if mine else None
    own = (
        {str(key): str(tags(seats, labels.STANDINGS)) for key, seats in mine.items()}
        if tags
        else {}
    )
    filled = list(pieces)
    filled[1::2] = [own.get(key, "") for key in pieces[1::2]]
    return "".join(filled)
