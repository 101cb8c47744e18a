"""Lists of deals: what waits for whom, and the rows behind every figure."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l

from matchmaking.accounts.access import allowed_roles, current_actor, require_visible
from matchmaking.accounts.values import Role
from matchmaking.core.wording import Sentence
from matchmaking.delegations.models import Delegation
from matchmaking.delegations.policies import can_direct
from matchmaking.expo.models import Edition
from matchmaking.intentions import labels, policies, words
from matchmaking.intentions.queries.deals import (
    OFFICER_TABS,
    TEAM_TABS,
    Tab,
    list_of,
    tab_counts,
    visible_to,
)
from matchmaking.intentions.queries.facets import facts_of
from matchmaking.intentions.queries.rows import rows_of
from matchmaking.intentions.selections import Selection
from matchmaking.intentions.views.addresses import page_in, selection_in, wanted_in
from matchmaking.intentions.views.blueprint import blueprint, present_edition
from matchmaking.web.language import spoken, worded
from matchmaking.web.queries import Page, get_or_404, paginate
from matchmaking.web.session import db

DEALERS = (
    Role.ENTERPRISE_ADMIN,
    Role.ENTERPRISE_MEMBER,
    Role.ORGANISER,
    Role.DELEGATION_LEAD,
)
TEAM_LABELS = {
    Tab.WAITING: _l("Waits for us"),
    Tab.DRAFTS: _l("Drafts"),
    Tab.OTHERS: _l("Waits for others"),
    Tab.ALL: _l("All"),
}
OFFICER_LABELS = {
    Tab.WAITING: _l("To verify"),
    Tab.DISPUTED: _l("Disputed"),
    Tab.HELD: _l("Possible duplicates"),
    Tab.ALL: _l("All"),
}


@blueprint.get("/intentions")
@allowed_roles(*DEALERS)
def index() -> ResponseReturnValue:
    """Show the deals that wait for somebody, or those a figure is made of."""
    edition = present_edition()
    selection = selection_in(request.args)
    return _list(edition) if selection is None else _figure(edition, selection)


def _list(edition: Edition) -> str:
    actor = current_actor()
    tabs = TEAM_TABS if actor.is_team_member else OFFICER_TABS
    wanted = wanted_in(request.args, Tab.ALL)
    counts = tab_counts(db.session, actor, tabs)
    page = paginate(
        db.session,
        list_of(actor, wanted),
        number=page_in(request.args),
        total=counts.get(wanted.tab) if wanted.is_whole_tab else None,
    )
    tab_labels = TEAM_LABELS if actor.is_team_member else OFFICER_LABELS
    return render_template(
        "intentions/index.html",
        edition=edition,
        page=page,
        wanted=wanted,
        folders=[(tab, tab_labels[tab]) for tab in tabs],
        counts=counts,
        can_record=policies.can_record(actor),
        is_officer=not actor.is_team_member,
        may_enter_rates=actor.is_organiser,
        kinds=_options(words.KINDS),
        states=_options(words.STATES),
        labels=labels,
        words=words,
        **_neighbours(page),
    )


def _figure(edition: Edition, selection: Selection) -> str:
    if selection.delegation_id is not None:
        node = get_or_404(db.session, Delegation, selection.delegation_id)
        require_visible(can_direct(current_actor(), node))
    rows = rows_of(
        db.session,
        edition,
        selection,
        visible=visible_to(current_actor()),
        number=page_in(request.args),
    )
    return render_template(
        "intentions/rows.html",
        edition=edition,
        rows=rows,
        page=rows.page,
        selection=selection,
        chips=_chips(edition, selection),
        labels=labels,
        words=words,
        **_neighbours(rows.page),
    )


def _options(members: Mapping[Any, Sentence]) -> list[tuple[str, str]]:
    return [(member.value, spoken(sentence)) for member, sentence in members.items()]


def _chips(edition: Edition, selection: Selection) -> list[dict[str, str]]:
    """Return what the figure is about, each with the address of the figure without it."""
    chips = []
    for fact in facts_of(db.session, edition, selection):
        arguments: dict[str, Any] = dict(fact.without.arguments())
        label = _("%(term)s: %(value)s", term=spoken(fact.term), value=worded(fact.value))
        chips.append({"label": label, "url": url_for(".index", **arguments)})
    return chips


def _neighbours(page: Page[Any]) -> dict[str, str]:
    """Return the addresses of the pages before and after this one, filters kept."""
    here: dict[str, Any] = {
        name: request.args.getlist(name) for name in request.args if name != "page"
    }
    return {
        "previous_url": url_for(".index", **here, page=page.number - 1),
        "next_url": url_for(".index", **here, page=page.number + 1),
    }
