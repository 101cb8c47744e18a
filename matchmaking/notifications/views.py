"""The list of what one was told, and how one wants to be told."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import (
    current_actor,
    current_person,
    public,
    require_visible,
    signed_in,
)
from matchmaking.accounts.models import Account
from matchmaking.core.clock import utc_now
from matchmaking.notifications import queries, services
from matchmaking.notifications.forms import MailChoicesForm
from matchmaking.notifications.models import Notice
from matchmaking.notifications.stop_links import stopped_by
from matchmaking.notifications.values import DIGEST_HOUR, KIND_WORDS, SOON_HOURS
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


@blueprint.route("/by-mail", methods=["GET", "POST"])
@signed_in
def by_mail() -> ResponseReturnValue:
    """Choose which notices are mailed at once, which once a day and which not."""
    account = current_person().account
    form = MailChoicesForm(data=queries.ways_of(db.session, account.id))
    if form.validate_on_submit():
        services.choose(db.session, account.id, form.ways(), at=utc_now())
        db.session.commit()
        flash(_("Saved."), "success")
        return redirect(url_for(".by_mail"))
    page = render_template(
        "notifications/by_mail.html",
        form=form,
        fields=[form[kind.value] for kind in KIND_WORDS],
        email=account.email,
        hour=DIGEST_HOUR,
        soon_hours=SOON_HOURS,
        sends_mail=current_app.extensions["settings"].mail_server is not None,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/by-mail/stop/<token>", methods=["GET", "POST"])
@public
def stop(token: str) -> ResponseReturnValue:
    """Let whoever has the address, from a mail, stop such mails: mail programs ask nothing more.

    They don't follow redirections either (RFC 8058), so the answer is the page itself.
    """
    account_id, kind = stopped_by(str(current_app.secret_key), token)
    account = get_or_404(db.session, Account, account_id)
    is_stopped = request.method == "POST"
    if is_stopped:
        services.stop_mails(db.session, account.id, kind, at=utc_now())
        db.session.commit()
    what = KIND_WORDS[kind] if kind else None
    return render_template(
        "notifications/stop.html",
        what=what,
        is_stopped=is_stopped,
        token=token,
        soon_hours=SOON_HOURS,
    )
