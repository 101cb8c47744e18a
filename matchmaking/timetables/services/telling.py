"""Telling each person once what became of their timetable, however much of it changes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Actor, Role
from matchmaking.core.wording import Sentence, say, say_count
from matchmaking.meetings.standing import Standing
from matchmaking.meetings.values import MeetingState
from matchmaking.notifications.services import Message, notify_each
from matchmaking.notifications.values import NoticeKind, is_soon
from matchmaking.timetables.differences import Shift
from matchmaking.timetables.ground import Ground
from matchmaking.timetables.models import Round
from matchmaking.timetables.values import Change

# More changes than these are counted only: the agenda shows them all.
MOST_NAMED = 3


@dataclass(frozen=True)
class Told:
    """What there is to tell: a round's meetings with what becomes of each."""

    round: Round
    shifts: Sequence[Shift]
    ground: Ground
    zone: ZoneInfo
    is_undone: bool = False


@dataclass
class Share:
    """One person's part of it, as member of an enterprise, or as its administrator all of it."""

    party_id: int
    person_id: int | None
    meetings: int = 0
    changes: list[tuple[Change, Shift]] = field(default_factory=list)

    def take(self, shift: Shift) -> None:
        """Count a meeting of the enterprise, if it is this person's."""
        before, after = self._has(shift, shift.before), self._has(shift, shift.after)
        self.meetings += after
        if shift.change is None or not (before or after):
            return
        if before and after:
            self.changes.append((Change.MOVED, shift))
        else:
            self.changes.append((Change.ADDED if after else Change.REMOVED, shift))

    def _has(self, shift: Shift, standing: Standing | None) -> bool:
        """Return whether the meeting as it stands is on this person's agenda."""
        if standing is None or standing.state is not MeetingState.CONFIRMED:
            return False
        if self.person_id is None:
            return True
        is_first = shift.sides[0] == self.party_id
        mine = (
            standing.requester_representative_id
            if is_first
            else standing.receiver_representative_id
        )
        return mine == self.person_id


def tell_each(session: Session, told: Told, *, by: Actor, at: datetime) -> int:
    """Tell everybody whose agenda changes, each once; return how many were told.

    Who acts for several enterprises is told of each, by its name.
    """
    shares = _shares(session, told)
    for shift in told.shifts:
        for key in shift.sides:
            for share in shares.get(key, {}).values():
                share.take(shift)
    concerned = [
        (account_id, share)
        for party in shares.values()
        for account_id, share in party.items()
        if share.changes and account_id != by.account_id
    ]
    times = Counter(account_id for account_id, _share in concerned)
    messages = (
        Message(
            account_id,
            _worded(told, share, is_named=times[account_id] > 1),
            _agenda(told, share),
            is_urgent=_is_urgent(share, at),
        )
        for account_id, share in concerned
    )
    kind, edition_id = NoticeKind.TIMETABLES, told.round.edition_id
    notify_each(session, messages, kind=kind, at=at, edition_id=edition_id)
    return len(times)


def _is_urgent(share: Share, at: datetime) -> bool:
    """Return whether a meeting of theirs that would be soon is moved or called off."""
    return any(
        is_soon(*(one.starts_at for one in (shift.before, shift.after) if one), at=at)
        for change, shift in share.changes
        if change is not Change.ADDED
    )


def _shares(session: Session, told: Told) -> dict[int, dict[int, Share]]:
    """Return the people of the enterprises whose meetings change, by enterprise and account."""
    changed = {key for one in told.shifts if one.change for key in one.sides}
    query = (
        sa.select(Grant.participation_id, Grant.account_id, Grant.role, Grant.representative_id)
        .where(Grant.participation_id.in_(changed))
        .order_by(Grant.id)
    )
    found: dict[int, dict[int, Share]] = {}
    for party, account, role, person in session.execute(query):
        is_admin = role is Role.ENTERPRISE_ADMIN
        if party is not None and (is_admin or person is not None):
            share = Share(party, None if is_admin else person)
            mine = found.setdefault(party, {})
            if is_admin or account not in mine:
                mine[account] = share
    return found


def _agenda(told: Told, share: Share) -> str:
    """Return where their agenda shows the first of the changes."""
    first = min(shift.shown.starts_at for _change, shift in share.changes)
    edition_day = first.astimezone(told.zone).date().isoformat()
    team = "" if share.person_id else "&person=team"
    return f"/agenda?day={edition_day}{team}"


def _worded(told: Told, share: Share, *, is_named: bool) -> Sentence:
    stands = _stands(told, share)
    counts = _joined(_counts(share.changes))
    named = [_named(told, share.party_id, *one) for one in share.changes[:MOST_NAMED]]
    rest = len(share.changes) - len(named)
    if rest:
        named.append(say_count("%(num)d more", "%(num)d more", rest))
    whole = say(
        "%(stands)s Changed: %(counts)s – %(named)s.",
        stands=stands,
        counts=counts,
        named=_joined(named),
    )
    if not is_named:
        return whole
    return say("%(who)s: %(what)s", who=told.ground.parties[share.party_id].name, what=whole)


def _stands(told: Told, share: Share) -> Sentence:
    name, count = told.round.label, share.meetings
    if told.is_undone:
        return say_count(
            "The timetable of “%(round)s” is as it was before: you have %(num)d meeting.",
            "The timetable of “%(round)s” is as it was before: you have %(num)d meetings.",
            count,
            round=name,
        )
    return say_count(
        "The timetable of “%(round)s” stands: you have %(num)d meeting.",
        "The timetable of “%(round)s” stands: you have %(num)d meetings.",
        count,
        round=name,
    )


def _counts(changes: Iterable[tuple[Change, Shift]]) -> Iterator[Sentence]:
    kinds = [change for change, _shift in changes]
    if added := kinds.count(Change.ADDED):
        yield say_count("%(num)d new", "%(num)d new", added)
    if moved := kinds.count(Change.MOVED):
        yield say_count("%(num)d moved", "%(num)d moved", moved)
    if removed := kinds.count(Change.REMOVED):
        yield say_count("%(num)d called off", "%(num)d called off", removed)


def _joined(sentences: Iterable[Sentence]) -> Sentence:
    """Join sentences by the language's comma."""
    whole: Sentence | None = None
    for one in sentences:
        whole = one if whole is None else say("%(one)s, %(other)s", one=whole, other=one)
    return whole or say("nothing")


def _named(told: Told, party_id: int, change: Change, shift: Shift) -> Sentence:
    one, other = shift.sides
    partner = told.ground.parties[other if one == party_id else one].name
    before, after = shift.before, shift.after
    if change is Change.ADDED and after:
        return say("%(partner)s %(when)s (new)", partner=partner, when=after.starts_at)
    if change is Change.REMOVED and before:
        return say("%(partner)s %(when)s (called off)", partner=partner, when=before.starts_at)
    if before and after and before.starts_at != after.starts_at:
        return say(
            "%(partner)s %(before)s → %(when)s (moved)",
            partner=partner,
            before=before.starts_at,
            when=after.starts_at,
        )
    return say(
        "%(partner)s %(when)s (another place or person)",
        partner=partner,
        when=shift.shown.starts_at,
    )
