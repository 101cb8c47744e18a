"""What people's acts leave behind besides the rows themselves: the record, and news for people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from matchmaking.accounts.values import Role
from matchmaking.audit.models import AuditEntry
from matchmaking.core.wording import Sentence, say
from matchmaking.demonstration import scale
from matchmaking.demonstration.drafts import Course, Draft
from matchmaking.demonstration.mailing import mailed_at
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.world import World
from matchmaking.meetings.values import MeetingState, deadline
from matchmaking.notifications.models import Notice
from matchmaking.notifications.values import NoticeKind, packed

S = MeetingState
CLOSED_BY = {
    S.DECLINED: "declined the request",
    S.SUPERSEDED: "confirmed another request for this time",
    S.WITHDRAWN: "took the request back",
    S.CANCELLED: "cancelled the meeting",
}
FAIR_STARTS = scale.venue(scale.OPENING_DAY, 0)
READ_BEFORE = scale.NOW - timedelta(hours=18)


@dataclass(frozen=True)
class Deed:
    """Something somebody did, as the record keeps it."""

    action: str
    account_id: int
    at: datetime
    role: Role = Role.ENTERPRISE_ADMIN
    reason: str = ""


def record_deed(store: Store, edition_id: int, subject: tuple[str, int], deed: Deed) -> None:
    """Write down who did what."""
    store.add(
        AuditEntry,
        edition_id=edition_id,
        account_id=deed.account_id,
        role=deed.role.value,
        action=deed.action,
        object_kind=subject[0],
        object_id=subject[1],
        reason=deed.reason,
        at=deed.at,
    )


def tell(
    store: Store,
    world: World,
    account_ids: Iterable[int],
    sentence: Sentence,
    told: tuple[str, datetime],
    *,
    kind: NoticeKind,
) -> None:
    """Tell those people of the story who are among them; older news has been read."""
    path, at = told
    for account_id in account_ids:
        if account_id in world.told_account_ids:
            store.add(
                Notice,
                account_id=account_id,
                edition_id=world.fair.edition_id,
                text=sentence.text,
                facts=packed(sentence),
                path=path,
                kind=kind,
                created_at=at,
                read_at=at + timedelta(hours=2) if at < READ_BEFORE else None,
                mailed_at=mailed_at(world, account_id, kind, at),
            )


def leave_traces(store: Store, world: World, draft: Draft, key: int, course: Course) -> None:
    """Leave what the steps of a meeting leave."""
    for deed in _deeds(draft, course):
        record_deed(store, world.fair.edition_id, ("meeting", key), deed)
    path = f"/meetings/{key}"
    if draft.state is S.REQUESTED:
        sentence = say(
            "%(who)s asks you for a meeting at %(when)s about “%(topic)s”. Answer until %(till)s.",
            who=draft.requester.name,
            when=draft.slot.starts_at,
            topic=draft.topic,
            till=deadline(course.asked_at, fair_starts_at=FAIR_STARTS, slot=draft.slot),
        )
        receivers = [person.account_id for person in draft.receiver.people]
        tell(store, world, receivers, sentence, (path, course.asked_at), kind=NoticeKind.MEETINGS)
    elif draft.state is S.DECLINED:
        sentence = say(
            "%(who)s can't take your meeting at %(when)s.",
            who=draft.receiver.name,
            when=draft.slot.starts_at,
        )
        asker = [draft.asking.account_id]
        tell(store, world, asker, sentence, (path, course.closed_at), kind=NoticeKind.MEETINGS)


def _deeds(draft: Draft, course: Course) -> Iterator[Deed]:
    asker, asked, over_at = draft.asking.account_id, draft.asked.account_id, course.closed_at
    yield Deed("asked for the meeting", asker, course.asked_at)
    if course.answered_at and draft.state not in {S.DECLINED, S.SUPERSEDED}:
        yield Deed("confirmed the meeting", asked, course.answered_at)
    closer = asker if course.closer is draft.requester else asked
    if draft.state in CLOSED_BY:
        yield Deed(CLOSED_BY[draft.state], closer, over_at, reason=course.reason)
    elif draft.state is S.HELD:
        yield Deed("reported that the meeting was held", asker, over_at)
    elif draft.state in {S.NO_SHOW, S.DISPUTED}:
        yield Deed("reported that the other side did not come", asker, over_at)
