"""Finding partners."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import current_actor, needs_edition, require_visible, signed_in
from matchmaking.accounts.values import Actor
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import NotFoundError
from matchmaking.delegations.queries import options_of
from matchmaking.enterprises import labels, policies
from matchmaking.enterprises.forms.directory import asked_filters, wanted_partners
from matchmaking.enterprises.queries.directory import Choices, choices_of, found_partners
from matchmaking.enterprises.queries.profiles import profile_of, state_of
from matchmaking.enterprises.values import CatalogueKind, ParticipationState
from matchmaking.enterprises.views._blueprint import blueprint, codes_of
from matchmaking.enterprises.views.choices import (
    area_choices,
    delegation_choices,
    territory_choices,
)
from matchmaking.expo.booking import booking_of
from matchmaking.expo.values import Opening
from matchmaking.reference.errors import UnknownHsCodeError
from matchmaking.reference.queries import chapters_of, hs_code_typed
from matchmaking.reference.values import dotted
from matchmaking.web.language import language, spoken
from matchmaking.web.queries import paginate
from matchmaking.web.session import db


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address of the list without it."""

    label: str
    url: str


@blueprint.get("/partners")
@signed_in
def directory() -> ResponseReturnValue:
    """Search the partners of the edition."""
    edition_id = needs_edition()
    asked = asked_filters(request.args)
    hs_code, complaint = _hs_asked(asked["hs"])
    wanted = wanted_partners(asked, hs_code)
    query = found_partners(db.session, edition_id, wanted, language=language())
    page = paginate(db.session, query, number=request.args.get("page", 1, type=int))
    offered = _offered(choices_of(db.session, edition_id), edition_id)
    return render_template(
        "enterprises/directory.html",
        page=page,
        asked=asked,
        complaint=complaint,
        offered=offered,
        chips=_chips(asked, offered),
        address=partial(_address, asked),
        labels=labels,
        booking=_booking(current_actor()),
    )


def _booking(actor: Actor) -> Opening | None:
    """Return whether whoever may ask partners for meetings can do so now."""
    return booking_of(g.edition, utc_now()) if actor.is_team_member else None


def _hs_asked(typed: str) -> tuple[str, str]:
    """Return the code the list is narrowed to, and what is wrong with it if anything is."""
    try:
        found = hs_code_typed(db.session, typed)
    except UnknownHsCodeError as error:
        return "", spoken(error.sentence)
    return (found.code if found else ""), ""


def _offered(choices: Choices, edition_id: int) -> dict[str, list[tuple[object, str]]]:
    return {
        "part": [("exhibitor", _("Exhibitors")), ("buyer", _("Buyers"))],
        "area": list(area_choices(choices.areas)),
        "country": list(territory_choices(db.session, choices.territories)),
        "delegation": list(delegation_choices(options_of(db.session, edition_id))),
        "kind": [
            (CatalogueKind.OFFER.value, _("Who offers something")),
            (CatalogueKind.NEED.value, _("Who needs something")),
        ],
    }


def _chips(asked: dict[str, str], offered: dict[str, list[tuple[object, str]]]) -> list[Chip]:
    chips = []
    for name, value in asked.items():
        if not value:
            continue
        choices = offered.get("part" if name == "role" else name, [])
        chosen = [label for key, label in choices if str(key) == value]
        label = chosen[0].strip() if chosen else _chip_text(name, value)
        chips.append(Chip(label, _address(asked, **{name: None})))
    return chips


def _chip_text(name: str, value: str) -> str:
    if name == "hs":
        return str(_("HS code %(code)s", code=dotted(value) if value.isdecimal() else value))
    return f"“{value}”"


def _address(asked: dict[str, str], **changes: Any) -> str:
    """Return the address of this list with some of its filters changed."""
    kept = {name: value for name, value in asked.items() if value}
    return url_for(".directory", **{**kept, **changes})


@blueprint.get("/partners/<int:participation_id>")
@signed_in
def partner(participation_id: int) -> ResponseReturnValue:
    """Show a partner: who they are, what they offer and need, whom one would meet."""
    participation = profile_of(db.session, participation_id)
    if participation is None:
        raise NotFoundError
    actor = current_actor()
    require_visible(policies.can_view_partner(actor, participation))
    is_own = actor.acts_for(participation.id)
    approved = participation.state is ParticipationState.APPROVED
    can_meet = actor.is_team_member and approved and not is_own
    own_state = state_of(db.session, actor.participation_id) if can_meet else None
    return render_template(
        "enterprises/partner.html",
        participation=participation,
        is_own=is_own,
        may_review=policies.can_review(actor, participation),
        can_meet=can_meet and _offers("meetings.partner_slots"),
        own_state=own_state,
        may_ask=own_state is ParticipationState.APPROVED,
        is_refused=can_meet and _is_refused(actor.participation_id, participation.id),
        can_wish=can_meet and _offers("timetables.partner"),
        booking=_booking(actor) if can_meet else None,
        chapters=chapters_of(db.session, codes_of(participation)),
        labels=labels,
    )


def _is_refused(own_id: int | None, partner_id: int) -> bool:
    """Return whether the team wants no meetings with a partner: a slice above this one knows."""
    asked = current_app.extensions.get("is_refused")
    return bool(asked and asked(own_id, partner_id))


def _offers(endpoint: str) -> bool:
    """Return whether a slice above this one offers its part of the page."""
    return endpoint in current_app.view_functions
