"""Where people arrive, the delegations' dashboards and their wall, the organiser's control room."""

from datetime import timedelta

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, require_visible, signed_in
from matchmaking.accounts.values import Actor, Role
from matchmaking.agenda import labels as agenda_labels
from matchmaking.core.clock import utc_now
from matchmaking.dashboards import pictures, policies, presenting, release
from matchmaking.dashboards.exports import deals, workbook
from matchmaking.dashboards.exports.names import file_name
from matchmaking.dashboards.queries import boards, reports
from matchmaking.dashboards.queries.today import today_of
from matchmaking.delegations.models import Delegation
from matchmaking.intentions.counting import counted_buckets
from matchmaking.intentions.labels import standing_tags
from matchmaking.intentions.totals import newest_sequence
from matchmaking.meetings import labels as meeting_labels
from matchmaking.timetables import labels as wish_labels
from matchmaking.web.downloads import download
from matchmaking.web.fragments import Fragments
from matchmaking.web.language import language
from matchmaking.web.queries import get_or_404
from matchmaking.web.session import db

blueprint = Blueprint("dashboards", __name__)
LASTS = timedelta(seconds=5)
kept: Fragments[str] = Fragments(size=256)


@blueprint.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """Show what matters now to the person in the hat they wear."""
    actor = current_actor()
    match actor.role:
        case Role.ORGANISER:
            return _edition_page("dashboards/edition.html")
        case Role.DELEGATION_LEAD:
            delegation = get_or_404(db.session, Delegation, actor.delegation_id or 0)
            return _delegation_page("dashboards/delegation.html", delegation)
        case None:
            return render_template("dashboards/no_role.html")
        case _:
            return _today_page(actor)


@blueprint.get("/delegations")
@allowed_roles(Role.ORGANISER)
def delegations() -> ResponseReturnValue:
    """Rank all delegations of the edition."""
    ranked = presenting.ranked_rows(boards.all_delegations(db.session, g.edition))
    return render_template("dashboards/delegations.html", ranked=ranked)


@blueprint.get("/delegations/<int:delegation_id>")
@allowed_roles(Role.ORGANISER, Role.DELEGATION_LEAD)
def delegation(delegation_id: int) -> ResponseReturnValue:
    """Show what a delegation signed, live."""
    return _delegation_page("dashboards/delegation.html", _visible(delegation_id))


@blueprint.get("/delegations/<int:delegation_id>/figures")
@allowed_roles(Role.ORGANISER, Role.DELEGATION_LEAD)
def delegation_figures(delegation_id: int) -> ResponseReturnValue:
    """Give an open page the figures anew, when the ledger has moved."""
    return _kept_figures("dashboards/_delegation_figures.html", _visible(delegation_id))


@blueprint.get("/delegations/<int:delegation_id>/wall")
@allowed_roles(Role.ORGANISER, Role.DELEGATION_LEAD)
def wall(delegation_id: int) -> ResponseReturnValue:
    """Show a delegation's total on a wall, live."""
    return _delegation_page("dashboards/wall.html", _visible(delegation_id))


@blueprint.get("/delegations/<int:delegation_id>/wall/figures")
@allowed_roles(Role.ORGANISER, Role.DELEGATION_LEAD)
def wall_figures(delegation_id: int) -> ResponseReturnValue:
    """Give an open wall the figures anew."""
    return _kept_figures("dashboards/_wall_figures.html", _visible(delegation_id))


@blueprint.get("/expo/figures")
@allowed_roles(Role.ORGANISER)
def edition_figures() -> ResponseReturnValue:
    """Give an open control room the figures anew."""
    return _edition_page("dashboards/_edition_figures.html")


@blueprint.get("/delegations/<int:delegation_id>/figures.xlsx")
@allowed_roles(Role.ORGANISER, Role.DELEGATION_LEAD)
def delegation_workbook(delegation_id: int) -> ResponseReturnValue:
    """Hand out a delegation's figures as a workbook with charts."""
    return _workbook(_visible(delegation_id))


@blueprint.get("/expo/figures.xlsx")
@allowed_roles(Role.ORGANISER)
def edition_workbook() -> ResponseReturnValue:
    """Hand out the whole expo's figures as a workbook with charts."""
    return _workbook(None)


@blueprint.get("/delegations/<int:delegation_id>/deals.csv")
@allowed_roles(Role.ORGANISER, Role.DELEGATION_LEAD)
def delegation_deals(delegation_id: int) -> ResponseReturnValue:
    """Hand out a delegation's purchases, row by row."""
    return _deals(_visible(delegation_id))


@blueprint.get("/expo/deals.csv")
@allowed_roles(Role.ORGANISER)
def edition_deals() -> ResponseReturnValue:
    """Hand out the whole expo's purchases, row by row."""
    return _deals(None)


@blueprint.get("/delegations/<int:delegation_id>/release")
@allowed_roles(Role.ORGANISER, Role.DELEGATION_LEAD)
def delegation_release(delegation_id: int) -> ResponseReturnValue:
    """Show a delegation's figures on one sheet of paper."""
    return _release(_visible(delegation_id))


@blueprint.get("/expo/release")
@allowed_roles(Role.ORGANISER)
def edition_release() -> ResponseReturnValue:
    """Show the whole expo's figures on one sheet of paper."""
    return _release(None)


def _workbook(delegation: Delegation | None) -> Response:
    at = utc_now()
    report = reports.report_of(db.session, g.edition, delegation, current_actor(), at=at)
    name = file_name(g.edition, delegation, "xlsx", at=at)
    return download(workbook.workbook_of(report), name, workbook.MEDIA_TYPE)


def _deals(delegation: Delegation | None) -> Response:
    found = reports.deals_of(db.session, g.edition, delegation, current_actor())
    body = deals.deals_file(
        found, currency=g.edition.base_currency, counted=counted_buckets(g.edition)
    )
    name = file_name(g.edition, delegation, "csv", at=utc_now(), what=_("List of deals"))
    return download(body, name, "text/csv")


def _release(delegation: Delegation | None) -> str:
    board = boards.delegation_board(db.session, g.edition, delegation, at=utc_now())
    names_partners = request.args.get("partners") != "no"
    partners = (
        reports.top_partners(db.session, board, most=release.MOST_PARTS) if names_partners else ()
    )
    return render_template(
        "dashboards/release.html",
        board=board,
        layout=presenting.layout(board),
        sheet=release.sheet_of(board, partners),
        names_partners=names_partners,
    )


def _visible(delegation_id: int) -> Delegation:
    delegation = get_or_404(db.session, Delegation, delegation_id)
    require_visible(policies.can_view_delegation(current_actor(), delegation))
    return delegation


def _delegation_page(template: str, delegation: Delegation) -> str:
    board = boards.delegation_board(db.session, g.edition, delegation, at=utc_now())
    return render_template(
        template,
        board=board,
        layout=presenting.layout(board),
        charts=pictures.of_board(board),
        stream=_stream(),
    )


def _kept_figures(template: str, delegation: Delegation) -> str:
    """Return a part of a page that everybody who has it open fetches at the same moment.

    It is made once per entry of the ledger. What else it shows, such as meetings held, may be as
    old as ``LASTS``.
    """
    at = utc_now()
    return kept.get(
        (delegation.id, template, language()),
        newest_sequence(db.session, g.edition),
        lambda: _delegation_page(template, delegation),
        at=at,
        until=at + LASTS,
    )


def _today_page(actor: Actor) -> str:
    if not actor.is_team_member:
        return render_template("dashboards/staff.html")
    today = today_of(db.session, g.edition, actor, at=utc_now())
    return render_template(
        "dashboards/today.html",
        today=today,
        ours=actor.participation_id,
        agenda_labels=agenda_labels,
        meeting_labels=meeting_labels,
        standing_tags=standing_tags,
        wish_labels=wish_labels,
    )


def _edition_page(template: str) -> str:
    room = boards.control_room(db.session, g.edition, current_actor(), at=utc_now())
    return render_template(
        template,
        room=room,
        layout=presenting.room_layout(room),
        charts=pictures.of_board(room.board),
        stream=_stream(),
    )


def _stream() -> str:
    """Return the address at which an open page hears of movements in the edition's ledger."""
    return f"{request.script_root}/streams/editions/{g.edition.id}"
