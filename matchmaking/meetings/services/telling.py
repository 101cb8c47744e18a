"""Telling the two sides what happened to their meeting."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.wording import Sentence, say
from matchmaking.enterprises.models import Representative
from matchmaking.meetings import queries
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.placing import Seating
from matchmaking.notifications.services import notify
from matchmaking.notifications.values import NoticeKind


def path_of(meeting: Meeting) -> str:
    """Return where the meeting's page is."""
    return f"/meetings/{meeting.id}"


def tell_requester(
    session: Session,
    meeting: Meeting,
    sentence: Sentence,
    *,
    at: datetime,
    by: Actor | None = None,
    is_urgent: bool = False,
) -> None:
    """Tell the side that asked."""
    people = queries.told_for(session, meeting.requester_id, meeting.requester_representative_id)
    _tell(session, list(people), meeting, sentence, at=at, by=by, is_urgent=is_urgent)


def tell_receiver(
    session: Session,
    meeting: Meeting,
    sentence: Sentence,
    *,
    at: datetime,
    by: Actor | None = None,
    is_urgent: bool = False,
) -> None:
    """Tell the side that was asked."""
    people = queries.told_for(session, meeting.receiver_id, meeting.receiver_representative_id)
    _tell(session, list(people), meeting, sentence, at=at, by=by, is_urgent=is_urgent)


def tell_side(
    session: Session, meeting: Meeting, side_id: int, sentence: Sentence, *, at: datetime
) -> None:
    """Tell one of the two sides."""
    tell = tell_requester if side_id == meeting.requester_id else tell_receiver
    tell(session, meeting, sentence, at=at)


def with_reason(sentence: Sentence, reason: str) -> Sentence:
    """Add in their own words why somebody does something, if they say so."""
    if not reason:
        return sentence
    return say("%(what)s They say: “%(reason)s”", what=sentence, reason=reason)


def with_stand_in(session: Session, sentence: Sentence, seating: Seating) -> Sentence:
    """Add who comes for somebody who has left the team, if anybody does."""
    if seating.left_id is None:
        return sentence
    return say(
        "%(what)s %(person)s comes for you: %(before)s is no longer in your team.",
        what=sentence,
        person=session.get_one(Representative, seating.present_id).label,
        before=session.get_one(Representative, seating.left_id).label,
    )


def tell_partner(
    session: Session,
    meeting: Meeting,
    sentence: Sentence,
    *,
    at: datetime,
    by: Actor,
    is_urgent: bool = False,
) -> None:
    """Tell the other side than the one that acted."""
    tell = tell_receiver if by.participation_id == meeting.requester_id else tell_requester
    tell(session, meeting, sentence, at=at, by=by, is_urgent=is_urgent)


def _tell(
    session: Session,
    account_ids: list[int],
    meeting: Meeting,
    sentence: Sentence,
    *,
    at: datetime,
    by: Actor | None,
    is_urgent: bool,
) -> None:
    for account_id in account_ids:
        if by is None or account_id != by.account_id:
            notify(
                session,
                account_id=account_id,
                kind=NoticeKind.MEETINGS,
                sentence=sentence,
                path=path_of(meeting),
                at=at,
                edition_id=meeting.edition_id,
                is_urgent=is_urgent,
            )
