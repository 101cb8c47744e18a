"""How long one walks between the halls."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.expo import layouts, walking
from matchmaking.expo.forms import walks_form, walks_of
from matchmaking.expo.models import Hall
from matchmaking.expo.views._blueprint import blueprint, ours
from matchmaking.expo.views._pages import kept
from matchmaking.web.forms import SeenForm
from matchmaking.web.session import db


@blueprint.route("/halls/<int:hall_id>/walks", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def set_walks(hall_id: int) -> ResponseReturnValue:
    """Say how long one walks from a hall to each other, and back."""
    hall = ours(Hall, hall_id)
    others = [one for one in layouts.halls_of(db.session, hall.edition_id) if one.id != hall.id]
    form = walks_form(hall, others, _known_from(hall))
    return kept(
        form,
        _("Walks from hall %(hall)s", hall=hall.code),
        "walks",
        lambda: _set_walks(hall, others, form),
        note=_("Minutes on foot, the same both ways. Leave empty what needs no time."),
        offer=lambda: _compare_walks(form, hall),
    )


def _known_from(hall: Hall) -> dict[int, int]:
    return walking.walks_in(db.session, hall.edition_id).get(hall.id, {})


def _compare_walks(form: SeenForm, hall: Hall) -> None:
    if form.is_outdated:
        db.session.refresh(hall)
        present = dict.fromkeys(form.values()) | walks_of(_known_from(hall))
        form.compare(hall.walks_version, present)


def _set_walks(hall: Hall, others: list[Hall], form: SeenForm) -> None:
    minutes = {one.id: form[f"to_{one.id}"].data for one in others}
    walking.set_walks(db.session, current_actor(), hall, minutes, seen=form.seen, at=utc_now())
