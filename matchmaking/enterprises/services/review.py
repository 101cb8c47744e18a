"""The way of a profile: submitted, taken back, approved or returned, withdrawn."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import unique_or
from matchmaking.core.errors import ChangedMeanwhileError, InvalidInputError
from matchmaking.core.wording import Sentence, say
from matchmaking.enterprises.completeness import gaps_of
from matchmaking.enterprises.errors import (
    IdentifierTakenError,
    ProfileIncompleteError,
    WrongStateError,
)
from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.enterprises.queries.profiles import administrators_of, holder_of
from matchmaking.enterprises.services.indexing import refresh_index
from matchmaking.enterprises.services.profile import refuse_taken_identifier
from matchmaking.enterprises.services.team import refuse_if_booked
from matchmaking.enterprises.values import OPEN_TO_THE_TEAM, ParticipationState
from matchmaking.notifications.services import notify
from matchmaking.notifications.values import NoticeKind

PROFILE_PATH = "/profile"


def submit(session: Session, actor: Actor, participation: Participation, *, at: datetime) -> None:
    """Ask for the profile to be approved.

    Raises:
        WrongStateError: it is neither a draft nor was returned.
        ProfileIncompleteError: something is missing; says what.
        IdentifierTakenError: an approved enterprise holds the identifier.
    """
    _require(participation.state in OPEN_TO_THE_TEAM)
    if gaps := gaps_of(participation):
        raise ProfileIncompleteError(gaps)
    enterprise = participation.enterprise
    refuse_taken_identifier(
        session, enterprise.id, enterprise.territory_code, enterprise.legal_identifier
    )
    participation.submitted_at = at
    _move(session, actor, participation, ParticipationState.SUBMITTED, at=at)


def take_back(
    session: Session, actor: Actor, participation: Participation, *, at: datetime
) -> None:
    """Take a submitted profile back to change it.

    Raises:
        WrongStateError: somebody has decided already.
    """
    _require(participation.state is ParticipationState.SUBMITTED)
    _move(session, actor, participation, ParticipationState.DRAFT, at=at)


def approve(
    session: Session, actor: Actor, participation: Participation, *, version: int, at: datetime
) -> None:
    """Approve the profile as it was seen in ``version``; from now on its identifier is its own.

    Raises:
        WrongStateError: it isn't submitted.
        ChangedMeanwhileError: it was changed since it was looked at.
        IdentifierTakenError: another approved enterprise holds the identifier.
    """
    _require(participation.state is ParticipationState.SUBMITTED)
    _require_version(participation, version)
    _confirm(session, participation.enterprise)
    participation.decided_at, participation.return_reason = at, ""
    _move(session, actor, participation, ParticipationState.APPROVED, at=at)
    _tell(session, participation, say("Your profile was approved. Partners can find you now."), at)


def _confirm(session: Session, enterprise: Enterprise) -> None:
    if enterprise.is_confirmed:
        return
    number = enterprise.legal_identifier
    holder = holder_of(session, enterprise.territory_code, number) if number else None
    with unique_or(session, IdentifierTakenError(holder.label if holder else enterprise.label)):
        enterprise.is_confirmed = True


def send_back(
    session: Session,
    actor: Actor,
    participation: Participation,
    *,
    reason: str,
    version: int,
    at: datetime,
) -> None:
    """Return the profile to its team, who are told the reason.

    Raises:
        WrongStateError: it isn't submitted.
        ChangedMeanwhileError: it was changed since it was looked at.
        InvalidInputError: no reason was given.
    """
    _require(participation.state is ParticipationState.SUBMITTED)
    _require_version(participation, version)
    if not reason.strip():
        raise InvalidInputError(
            say("Say what must be changed: the enterprise reads it."), field="reason"
        )
    participation.return_reason, participation.decided_at = reason.strip(), at
    _move(session, actor, participation, ParticipationState.RETURNED, at=at, reason=reason)
    told = say("Your profile was returned: %(reason)s", reason=reason.strip())
    _tell(session, participation, told, at)


def withdraw(session: Session, actor: Actor, participation: Participation, *, at: datetime) -> None:
    """Take part no longer; appointments must be cancelled first, so that the others learn of it.

    Raises:
        WrongStateError: they have withdrawn already.
        StillBookedError: somebody of the team has appointments ahead.
    """
    _require(participation.state is not ParticipationState.WITHDRAWN)
    for person in participation.representatives:
        refuse_if_booked(session, person, at=at)
    _move(session, actor, participation, ParticipationState.WITHDRAWN, at=at)


def reopen(session: Session, actor: Actor, participation: Participation, *, at: datetime) -> None:
    """Take part after all: the profile is a draft again.

    Raises:
        WrongStateError: they had not withdrawn.
    """
    _require(participation.state is ParticipationState.WITHDRAWN)
    _move(session, actor, participation, ParticipationState.DRAFT, at=at)


def _require(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence
    if not allowed:
        raise WrongStateError


def _require_version(participation: Participation, version: int) -> None:
    if participation.version != version:
        raise ChangedMeanwhileError


def _move(
    session: Session,
    actor: Actor,
    participation: Participation,
    state: ParticipationState,
    *,
    at: datetime,
    reason: str = "",
) -> None:
    participation.state = state
    refresh_index(session, participation)
    subject = ("participation", participation.id)
    record(session, actor, f"moved a profile to {state}", subject=subject, at=at, reason=reason)


def _tell(session: Session, participation: Participation, sentence: Sentence, at: datetime) -> None:
    for account_id in administrators_of(session, participation.id):
        notify(
            session,
            account_id=account_id,
            kind=NoticeKind.ORGANISERS,
            sentence=sentence,
            path=PROFILE_PATH,
            at=at,
            edition_id=participation.edition_id,
        )
