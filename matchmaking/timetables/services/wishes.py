"""Wishing: a team says whom it wants to meet, and hands that in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import dialect_of, insert_if_new
from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.core.wording import say
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.values import Slot
from matchmaking.meetings.errors import VetoError
from matchmaking.meetings.queries import vetoes_between
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.errors import (
    AbsenceError,
    AbsenceKnownError,
    LimitsError,
    NotApprovedError,
    TooManyMustsError,
    TooManyWishesError,
    WishesClosedError,
    WishExistsError,
    WishGoneError,
)
from matchmaking.timetables.models import Absence, Round, Wish, WishList
from matchmaking.timetables.queries.wishes import slots_of, wish_list_of
from matchmaking.timetables.values import MOST_ABSENCES, MOST_WISHES, AbsenceText, Step

HANDED_IN = say("handed in the wishes")


@dataclass(frozen=True)
class Wishing:
    """Who edits whose wishes of which round, and the version of the list they look at.

    Without a version (somebody adds from a partner's page) the list is changed as it is.
    """

    actor: Actor
    round: Round
    own: Participation
    version: int | None = None


def add_wish(
    session: Session, wishing: Wishing, partner: Participation, grade: Grade, *, at: datetime
) -> Wish:
    """Put a partner at the end of the list.

    Raises:
        WishesClosedError: the round does not gather wishes now.
        NotApprovedError: one of the two has no approved profile.
        VetoError: we have said that we want no meetings with them; theirs is not told.
        WishExistsError: they are on the list already.
        TooManyMustsError: it would be one must too many.
        TooManyWishesError: the list is full.
        ChangedMeanwhileError: the list was changed since it was last seen.
    """
    _require_partner(session, wishing.own, partner)
    found = _take(session, wishing, at=at)
    if partner.id in {wish.partner_id for wish in found.wishes}:
        raise WishExistsError(partner.label)
    if len(found.wishes) >= MOST_WISHES:
        raise TooManyWishesError(MOST_WISHES)
    _require_few_musts(wishing.round, found.wishes, grade)
    last = max((wish.position for wish in found.wishes), default=0)
    wish = Wish(partner=partner, grade=grade, position=last + 1)
    found.wishes.append(wish)
    session.flush()
    return wish


def grade_wish(
    session: Session, wishing: Wishing, wish_id: int, grade: Grade, *, at: datetime
) -> None:
    """Say how much a partner is wanted.

    Raises:
        WishesClosedError: the round does not gather wishes now.
        WishGoneError: the wish was removed.
        TooManyMustsError: it would be one must too many.
        ChangedMeanwhileError: the list was changed since it was last seen.
    """
    found = _take(session, wishing, at=at)
    wish = _wish_in(found, wish_id)
    _require_few_musts(wishing.round, [one for one in found.wishes if one is not wish], grade)
    wish.grade = grade
    session.flush()


def move_wish(
    session: Session, wishing: Wishing, wish_id: int, step: Step, *, at: datetime
) -> None:
    """Swap a wish with the one before or after it; at the end of the list nothing changes.

    Raises:
        WishesClosedError: the round does not gather wishes now.
        WishGoneError: the wish was removed.
        ChangedMeanwhileError: the list was changed since it was last seen.
    """
    found = _take(session, wishing, at=at)
    index = found.wishes.index(_wish_in(found, wish_id))
    other = index - 1 if step is Step.UP else index + 1
    if 0 <= other < len(found.wishes):
        one, two = found.wishes[index], found.wishes[other]
        one.position, two.position = two.position, one.position
    session.flush()
    session.expire(found, ["wishes"])  # to be read in its new order


def remove_wish(session: Session, wishing: Wishing, wish_id: int, *, at: datetime) -> None:
    """Take a partner off the list.

    Raises:
        WishesClosedError: the round does not gather wishes now.
        WishGoneError: the wish was removed.
        ChangedMeanwhileError: the list was changed since it was last seen.
    """
    found = _take(session, wishing, at=at)
    found.wishes.remove(_wish_in(found, wish_id))
    session.flush()


def set_limits(
    session: Session, wishing: Wishing, minimum: int, maximum: int | None, *, at: datetime
) -> None:
    """Say how many meetings are wanted at least and at most.

    Raises:
        WishesClosedError: the round does not gather wishes now.
        LimitsError: at most is fewer than at least.
        ChangedMeanwhileError: the list was changed since it was last seen.
    """
    if maximum is not None and maximum < max(1, minimum):
        raise LimitsError
    found = _take(session, wishing, at=at)
    found.minimum, found.maximum = minimum, maximum
    session.flush()


def note_absence(session: Session, wishing: Wishing, text: AbsenceText, *, at: datetime) -> None:
    """Say when nobody, or one of the people, can come.

    Raises:
        WishesClosedError: the round does not gather wishes now.
        AbsenceError: it does not lie within the round's slots, or it is nobody's of the team.
        AbsenceKnownError: it lies within one that is on the list.
        ChangedMeanwhileError: the list was changed since it was last seen.
    """
    _require_possible(wishing, text)
    found = _take(session, wishing, at=at)
    _require_news(found.absences, text)
    if len(found.absences) >= MOST_ABSENCES:
        raise AbsenceError(field="most")
    found.absences.append(
        Absence(
            representative_id=text.representative_id,
            starts_at=text.starts_at,
            ends_at=text.ends_at,
        )
    )
    session.flush()


def remove_absence(session: Session, wishing: Wishing, absence_id: int, *, at: datetime) -> None:
    """Take an absence back.

    Raises:
        WishesClosedError: the round does not gather wishes now.
        WishGoneError: it was removed.
        ChangedMeanwhileError: the list was changed since it was last seen.
    """
    found = _take(session, wishing, at=at)
    absence = next((one for one in found.absences if one.id == absence_id), None)
    if absence is None:
        raise WishGoneError
    found.absences.remove(absence)
    session.flush()


def hand_in(session: Session, wishing: Wishing, *, at: datetime) -> WishList:
    """Let the list count; it can still be changed until the deadline.

    Raises:
        WishesClosedError: the round does not gather wishes now.
        ChangedMeanwhileError: the list was changed since it was last seen.
    """
    found = _take(session, wishing, at=at)
    if found.sent_at is None:
        found.sent_at = at
        subject = ("wish_list", found.id)
        record(session, wishing.actor, HANDED_IN.text, subject=subject, at=at)
    session.flush()
    return found


def require_gathering(round_: Round, at: datetime) -> None:
    """Go on only while a round gathers wishes.

    Raises:
        WishesClosedError: not yet, or no more.
    """
    if at < round_.wishes_open_at:
        raise WishesClosedError(opens_at=round_.wishes_open_at, closed_at=round_.wishes_close_at)
    if at >= round_.wishes_close_at:
        raise WishesClosedError(closed_at=round_.wishes_close_at)


def _take(session: Session, wishing: Wishing, *, at: datetime) -> WishList:
    """Make the list if there is none, and keep it to ourselves until the transaction ends.

    Raising the version is the guard: whoever comes second waits, then finds another version
    than they had seen. So nothing counted below (musts, wishes) changes while we count.
    """
    require_gathering(wishing.round, at)
    if wishing.own.state is not ParticipationState.APPROVED:
        raise NotApprovedError(wishing.own.label)
    ours = (WishList.round_id == wishing.round.id, WishList.participation_id == wishing.own.id)
    session.execute(
        insert_if_new(dialect_of(session), WishList).values(
            round_id=wishing.round.id, participation_id=wishing.own.id, minimum=0, version=1
        )
    )
    seen = () if wishing.version is None else (WishList.version == wishing.version,)
    taken = session.execute(
        sa.update(WishList)
        .where(*ours, *seen)
        .values(version=WishList.version + 1)
        .returning(WishList.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    found = wish_list_of(session, wishing.round.id, wishing.own.id, anew=True)
    if taken is None or found is None:
        raise ChangedMeanwhileError
    return found


def _wish_in(found: WishList, wish_id: int) -> Wish:
    for wish in found.wishes:
        if wish.id == wish_id:
            return wish
    raise WishGoneError


def _require_partner(session: Session, own: Participation, partner: Participation) -> None:
    if partner.state is not ParticipationState.APPROVED or partner.id == own.id:
        raise NotApprovedError(partner.label)
    if own.id in {one.participation_id for one in vetoes_between(session, own.id, partner.id)}:
        raise VetoError(partner.label, is_own=True)


def _require_few_musts(round_: Round, others: Sequence[Wish], grade: Grade) -> None:
    musts = sum(wish.grade is Grade.MUST for wish in others)
    if grade is Grade.MUST and musts >= round_.most_musts:
        raise TooManyMustsError(round_.most_musts)


def _require_news(absences: Sequence[Absence], text: AbsenceText) -> None:
    """Go on only if nobody has said so: for this person, or for the whole enterprise."""
    for one in absences:
        is_theirs = one.representative_id in {None, text.representative_id}
        if is_theirs and one.starts_at <= text.starts_at and text.ends_at <= one.ends_at:
            raise AbsenceKnownError(Slot(one.starts_at, one.ends_at))


def _require_possible(wishing: Wishing, text: AbsenceText) -> None:
    slots = slots_of(wishing.round)
    if text.starts_at not in {slot.starts_at for slot in slots}:
        raise AbsenceError(field="starts_at")
    if text.ends_at not in {slot.ends_at for slot in slots} or text.ends_at <= text.starts_at:
        raise AbsenceError(field="ends_at")
    ours = {person.id for person in wishing.own.representatives if person.is_active}
    if text.representative_id is not None and text.representative_id not in ours:
        raise AbsenceError(field="person")
