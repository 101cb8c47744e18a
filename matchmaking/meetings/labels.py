"""How meetings are worded on pages."""

from datetime import datetime

from flask_babel import gettext as _, lazy_gettext as _l

from matchmaking.core.wording import Name
from matchmaking.enterprises.models import Representative
from matchmaking.expo.values import PlaceKind, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import Tab
from matchmaking.meetings.values import MeetingState, ProposedTime
from matchmaking.web.language import clock_time, day, language, long_day, time_range

STATES = {
    MeetingState.REQUESTED: _l("Requested"),
    MeetingState.CONFIRMED: _l("Confirmed"),
    MeetingState.DECLINED: _l("Declined"),
    MeetingState.WITHDRAWN: _l("Withdrawn"),
    MeetingState.EXPIRED: _l("Expired"),
    MeetingState.SUPERSEDED: _l("Superseded"),
    MeetingState.CANCELLED: _l("Cancelled"),
    MeetingState.HELD: _l("Held"),
    MeetingState.NO_SHOW: _l("No-show"),
    MeetingState.DISPUTED: _l("Disputed"),
}
TONES = {
    MeetingState.REQUESTED: "waiting",
    MeetingState.CONFIRMED: "good",
    MeetingState.HELD: "good",
    MeetingState.NO_SHOW: "bad",
    MeetingState.DISPUTED: "bad",
}
TEAM_TABS = {
    Tab.OURS: _l("Waiting for our answer"),
    Tab.THEIRS: _l("Waiting for theirs"),
    Tab.CONFIRMED: _l("Confirmed"),
    Tab.PAST: _l("Over or closed"),
}
OFFICER_TABS = {
    Tab.OURS: _l("Waiting for an answer"),
    Tab.EXPIRING: _l("Expiring within an hour"),
    Tab.CONFIRMED: _l("Confirmed"),
    Tab.UNREPORTED: _l("Not reported"),
    Tab.PAST: _l("Over or closed"),
}
EMPTY = {
    Tab.OURS: (
        _l("Nobody waits for an answer"),
        _l("Requests, and other times that are proposed to you, appear here with their deadline."),
    ),
    Tab.THEIRS: (
        _l("You have asked nobody"),
        _l("Find a partner and choose a time that is free for both of you."),
    ),
    Tab.CONFIRMED: (
        _l("No confirmed meetings to come"),
        _l("Find a partner and choose a time that is free for both of you."),
    ),
    Tab.PAST: (_l("Nothing yet"), _l("Meetings and requests that are over appear here.")),
    Tab.EXPIRING: (
        _l("No request expires soon"),
        _l("Requests appear here an hour before nobody can answer them any more."),
    ),
    Tab.UNREPORTED: (
        _l("Nothing is left to report"),
        _l("Meetings that are over appear here until one side says whether they were held."),
    ),
}
PLACES = {
    PlaceKind.TABLE: _l("Table %(code)s, Hall %(hall)s"),
    PlaceKind.BOOTH: _l("Booth %(code)s, Hall %(hall)s"),
    PlaceKind.ROOM: _l("Room %(code)s, Hall %(hall)s"),
    PlaceKind.STAGE: _l("Stage %(code)s, Hall %(hall)s"),
}


def place_of(meeting: Meeting) -> str:
    """Return ``Table 112, Hall 2.2``, or nothing while there is no place."""
    place = meeting.place
    if place is None:
        return ""
    return str(PLACES[place.kind]) % {"code": place.code, "hall": place.hall.code}


def listed(one: str, other: str) -> str:
    """Return two things with the language's comma between them."""
    return str(_("%(one)s, %(other)s", one=one, other=other))


def moment(at: datetime) -> str:
    """Return ``Tue 5 Nov 14:30``."""
    return f"{day(at)} {clock_time(at)}"


def long_moment(meeting: Meeting) -> str:
    """Return ``Tuesday 5 November 2019, 14:30–15:00``."""
    times = time_range(meeting.starts_at, meeting.ends_at)
    return listed(long_day(meeting.starts_at), times)


def person(representative: Representative) -> str:
    """Return ``Zhao Min, Head of Purchasing``."""
    name = representative.label.first(language())
    title = Name(representative.title_en, representative.title_zh).first(language())
    return listed(name, title) if title else name


def slot_words(slot: Slot) -> str:
    """Return ``Tue 5 Nov 14:30–15:00``."""
    return f"{day(slot.starts_at)} {time_range(slot.starts_at, slot.ends_at)}"


def slot_value(slot: Slot) -> str:
    """Return a slot as a form sends it: its start in UTC."""
    return slot.starts_at.strftime("%Y-%m-%dT%H:%MZ")


def next_step(meeting: Meeting, participation_id: int | None, at: datetime) -> str:
    """Say what a party can do next; nothing if there is nothing to do."""
    if meeting.proposed is not None and meeting.proposed.until > at:
        return _while_proposed(meeting.proposed, participation_id, at)
    asked = meeting.receiver_id == participation_id
    reported = meeting.receiver_met if asked else meeting.requester_met
    text: str = ""
    match meeting.state:
        case MeetingState.REQUESTED:
            text = _while_requested(meeting, at, asked=asked)
        case MeetingState.CONFIRMED if at < meeting.starts_at:
            text = _(
                "Be there a few minutes early. If you can't come, propose another time or cancel."
            )
        case MeetingState.CONFIRMED if at < meeting.ends_at:
            text = _("It is on now.")
        case MeetingState.DISPUTED:
            text = _(
                "You and the other side report different things. Correct yours if it was a slip."
            )
        case MeetingState.CONFIRMED | MeetingState.HELD | MeetingState.NO_SHOW if reported is None:
            text = _("Say whether you met.")
    return text


def _while_proposed(proposed: ProposedTime, participation_id: int | None, at: datetime) -> str:
    till = moment(proposed.until)
    if proposed.awaits(participation_id, at):
        return str(_("Say until %(till)s whether the other time suits you.", till=till))
    return str(_("They can say until %(till)s whether the other time suits them.", till=till))


def _while_requested(meeting: Meeting, at: datetime, *, asked: bool) -> str:
    till = moment(meeting.expires_at)
    text: str = _("They can answer until %(till)s. Your time is held until then.", till=till)
    if meeting.expires_at <= at:
        text = _("Nobody answered in time. Ask for another time.")
    elif asked:
        text = _("Answer until %(till)s; afterwards the request expires.", till=till)
    return text
