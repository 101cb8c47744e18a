"""The frame of every page: who is looking, in which edition, and where they can go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from matchmaking.accounts.access import SignedInPerson, current_person
from matchmaking.accounts.labels import hat_label
from matchmaking.accounts.values import Role
from matchmaking.core.wording import Name
from matchmaking.expo.models import Edition
from matchmaking.expo.queries import edition_of
from matchmaking.notifications.queries import unread_count
from matchmaking.web.destinations import Links, drawn
from matchmaking.web.language import language
from matchmaking.web.session import db


@dataclass(frozen=True)
class Entry:
    """A destination of the navigation, for the roles that have it."""

    endpoint: str
    en: str
    zh: str
    icon: str
    roles: frozenset[Role]
    is_tab: bool = False
    arguments: Mapping[str, Any] = field(default_factory=dict)


TEAM = frozenset({Role.ENTERPRISE_ADMIN, Role.ENTERPRISE_MEMBER})
EVERYBODY = frozenset(Role)
OFFICERS = frozenset({Role.ORGANISER, Role.DELEGATION_LEAD})
ENTRIES = (
    Entry("dashboards.home", "Today", "今日", icon="home", roles=TEAM | {Role.STAFF}, is_tab=True),
    Entry(
        "dashboards.home",
        "Delegation",
        "交易团",
        icon="chart-bar",
        roles=frozenset({Role.DELEGATION_LEAD}),
        is_tab=True,
    ),
    Entry(
        "dashboards.home",
        "Control room",
        "总览",
        icon="chart-bar",
        roles=frozenset({Role.ORGANISER}),
        is_tab=True,
    ),
    Entry(
        "enterprises.directory", "Partners", "企业名录", icon="search", roles=EVERYBODY, is_tab=True
    ),
    Entry(
        "dialogues.programme",
        "Programme",
        "活动",
        icon="calendar-event",
        roles=EVERYBODY,
        is_tab=True,
    ),
    Entry("agenda.day", "Agenda", "日程", icon="clock", roles=TEAM),
    Entry("timetables.wishes", "Wishes", "意愿", icon="list-check", roles=TEAM),
    Entry(
        "timetables.rounds",
        "Timetable",
        "洽谈排期",
        icon="calendar-time",
        roles=frozenset({Role.ORGANISER}),
    ),
    Entry("meetings.index", "Meetings", "洽谈", icon="messages", roles=TEAM | OFFICERS),
    Entry(
        "intentions.index",
        "Intentions",
        "采购意向",
        icon="signature",
        roles=TEAM | OFFICERS,
        is_tab=True,
    ),
    Entry("enterprises.profile", "Our profile", "企业资料", icon="building-store", roles=TEAM),
    Entry(
        "enterprises.review", "Profiles to approve", "资料审核", icon="checklist", roles=OFFICERS
    ),
    Entry(
        "dashboards.delegations",
        "Delegations",
        "交易团",
        icon="sitemap",
        roles=frozenset({Role.ORGANISER}),
    ),
    Entry(
        "expo.fair",
        "The fair",
        "展会设置",
        icon="building-store",
        roles=frozenset({Role.ORGANISER}),
    ),
    Entry(
        "people.index",
        "People and roles",
        "人员与身份",
        icon="users",
        roles=frozenset({Role.ORGANISER}),
    ),
    Entry("notifications.index", "Notices", "通知", icon="bell", roles=EVERYBODY),
)


# Pages that belong to a destination without being it.
BELOW = {
    "enterprises.partner": "enterprises.directory",
    "dashboards.delegation": "dashboards.delegations",
    "delegations.form": "expo.fair",
    "delegations.laid_out": "expo.fair",
    "delegations.rename": "expo.fair",
}
# Slices with one destination: all their pages belong to it.
WHOLE = {"dialogues", "expo", "meetings", "intentions", "people", "timetables"}


def setup_navigation(app: Flask) -> None:
    """Know the venue's time zone before each view, and give every page its frame."""
    app.before_request(know_edition)
    app.context_processor(frame)


def know_edition() -> None:
    """Load the edition of the hat the person wears: all times shown are its venue's."""
    g.edition = None
    if request.endpoint != "static" and current_user.is_authenticated:
        edition = edition_of(db.session, current_user.actor.edition_id)
        g.edition = edition
        if edition is not None:
            g.venue_zone = edition.zone


def frame() -> dict[str, Any]:
    """Return what layouts/page.html needs beside the page's own values."""
    edition: Edition | None = g.get("edition")
    is_person = bool(getattr(current_user, "is_authenticated", False))
    person = current_person() if is_person else None
    return {
        "viewer": viewer(person) if person else None,
        "edition": edition,
        "links": links(
            person.actor.role if person else None,
            request.endpoint or "",
            unread_count(db.session, person.actor.account_id) if person else 0,
            language(),
            request.script_root,
        ),
        "theme": request.cookies.get("theme", "auto"),
    }


def viewer(person: SignedInPerson) -> dict[str, Any]:
    """Return who is looking, in which hat, and which others they have."""
    return {
        "name": person.name,
        "participation_id": person.actor.participation_id,
        "hat_label": hat_label(person.worn) if person.worn else _("No role yet"),
        "hats": [
            {
                "label": hat_label(hat),
                "url": url_for("accounts.wear_hat", grant_id=hat.id),
                "current": hat is person.worn,
            }
            for hat in person.hats
        ],
    }


@lru_cache(maxsize=512)
def links(role: Role | None, here: str, unread: int, reader: str, _root: str) -> Links:
    """Draw the navigation; it is kept, for it is the same for everybody of a role on a page."""
    return drawn(entries(role, here, {"notifications.index": unread}, reader))


def entries(
    role: Role | None, here: str, waiting: Mapping[str, int], reader: str
) -> Iterator[dict[str, Any]]:
    """Yield the destinations a role has, named in both languages."""
    for entry in ENTRIES:
        if role not in entry.roles:
            continue
        name = Name(entry.en, entry.zh)
        yield {
            "label": name.first(reader),
            "label_other": name.other(reader),
            "url": url_for(entry.endpoint, **entry.arguments),
            "icon": entry.icon,
            "current": _nearness(entry.endpoint, here),
            "badge": waiting.get(entry.endpoint) or None,
            "tab": entry.is_tab,
        }


def _nearness(destination: str, here: str) -> str:
    """Return ``page`` for the page one is on, ``true`` for where it belongs (``aria-current``)."""
    if here == destination:
        return "page"
    slice_name = destination.split(".", maxsplit=1)[0]
    is_whole = slice_name in WHOLE and here.startswith(f"{slice_name}.")
    return "true" if is_whole or BELOW.get(here) == destination else ""
