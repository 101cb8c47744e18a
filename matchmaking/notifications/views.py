"""The list of what one was told."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaking.accounts.access import current_actor, require_visible, signed_in
from matchmaking.core.clock import utc_now
from matchmaking.notifications import queries, services
from matchmaking.notifications.models import Notice
from matchmaking.web.queries import LAST_PAGE, get_or_404, paginate
from matchmaking.web.session import db

blueprint = Blueprint("notifications", __name__, url_prefix="/notices")


@blueprint.get("")
@signed_in
def index() -> ResponseReturnValue:
    """Show what one was told, unread first."""
    asked = request.args.get("page", 1, type=int)
    account_id = current_actor().account_id
    page = paginate(
        db.session, queries.notices_of(account_id), number=max(1, min(asked, LAST_PAGE))
    )
    unread = queries.unread_count(db.session, account_id)
    return render_template("notifications/index.html", page=page, unread=unread)


@blueprint.post("/<int:notice_id>/open")
@signed_in
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Note a notice as read and go to what it tells of."""
    notice = get_or_404(db.session, Notice, notice_id)
    require_visible(notice.account_id == current_actor().account_id)
    services.mark_read(db.session, notice, at=utc_now())
    db.session.commit()
    return redirect(notice.path or url_for(".index"))


@blueprint.post("/read")
@signed_in
def read_all() -> ResponseReturnValue:
    """Note everything as read."""
    services.mark_all_read(db.session, current_actor().account_id, at=utc_now())
    db.session.commit()
    return redirect(url_for(".index"))
