from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.audit.models import AuditEntry
from matchmaking.core.errors import ChangedMeanwhileError, InvalidInputError
from matchmaking.core.wording import Name
from matchmaking.enterprises.errors import (
    IdentifierTakenError,
    ProfileIncompleteError,
    StillBookedError,
    WrongStateError,
)
from matchmaking.enterprises.models import SearchTerm
from matchmaking.enterprises.services import review
from matchmaking.enterprises.values import ParticipationState, Section
from matchmaking.expo.services import occupy
from matchmaking.expo.values import Holder, HolderKind, Resource, ResourceKind, Slot
from matchmaking.notifications.models import Notice
from tests.databases import Database
from tests.enterprises.situations import USCC, Situation, complete_profile
from tests.factories.enterprises import make_enterprise
from tests.factories.expo import NOW, venue_time
from tests.factories.reference import make_territory
from tests.racing import together

DRAFT, SUBMITTED, APPROVED, RETURNED, WITHDRAWN = ParticipationState


def notices(session: Session, situation: Situation) -> list[str]:
    query = sa.select(Notice.text).where(Notice.account_id == situation.administrator.account_id)
    return list(session.scalars(query.order_by(Notice.id)))


def is_indexed(session: Session, situation: Situation) -> bool:
    query = sa.select(sa.func.count()).where(
        SearchTerm.participation_id == situation.participation.id
    )
    return session.scalar(query) != 0


def approve(session: Session, situation: Situation, version: int | None = None) -> None:
    participation = situation.participation
    review.approve(
        session,
        situation.officer,
        participation,
        version=participation.version if version is None else version,
        at=NOW,
    )


def test_a_profile_is_submitted_and_approved(session: Session) -> None:
    draft = complete_profile(session)

    review.submit(session, draft.admin, draft.participation, at=NOW)
    assert (draft.participation.state, draft.participation.submitted_at) == (SUBMITTED, NOW)

    approve(session, draft)
    assert (draft.participation.state, draft.participation.decided_at) == (APPROVED, NOW)
    assert draft.participation.enterprise.is_confirmed
    assert is_indexed(session, draft)
    assert notices(session, draft) == ["Your profile was approved. Partners can find you now."]
    actions = session.scalars(
        sa.select(AuditEntry.action).where(AuditEntry.object_id == draft.participation.id)
    )
    assert {"moved a profile to submitted", "moved a profile to approved"} <= set(actions)


def test_an_incomplete_profile_says_all_that_is_missing(session: Session) -> None:
    draft = complete_profile(session)
    participation = draft.participation
    enterprise = participation.enterprise
    enterprise.name_en = enterprise.legal_name = ""
    enterprise.ownership = enterprise.legal_identifier = None
    participation.area = participation.delegation = None
    participation.about_en = ""
    participation.items.clear()
    participation.representatives[0].is_contact = False

    with pytest.raises(ProfileIncompleteError, match="10 things are missing") as refused:
        review.submit(session, draft.admin, participation, at=NOW)

    assert {gap.section for gap in refused.value.gaps} == set(Section)
    assert participation.state is DRAFT


def test_a_foreign_exhibitor_needs_no_chinese_identity(session: Session) -> None:
    draft = complete_profile(session)
    enterprise = draft.participation.enterprise
    enterprise.territory, enterprise.name_zh = make_territory(session, "DE"), ""
    enterprise.ownership = enterprise.legal_identifier = None
    draft.participation.delegation = None
    session.flush()

    review.submit(session, draft.admin, draft.participation, at=NOW)

    assert draft.participation.state is SUBMITTED


def test_an_identifier_that_somebody_else_holds_stops_submitting(session: Session) -> None:
    draft = complete_profile(session)
    make_enterprise(session, legal_identifier=USCC)

    with pytest.raises(IdentifierTakenError):
        review.submit(session, draft.admin, draft.participation, at=NOW)


def test_only_one_of_two_with_the_same_identifier_is_approved(session: Session) -> None:
    first = complete_profile(session, state=SUBMITTED)
    second = complete_profile(session, state=SUBMITTED, edition=first.edition)
    first_name = first.participation.label.en
    approve(session, first)

    with pytest.raises(IdentifierTakenError, match=first_name):
        approve(session, second)

    session.refresh(second.participation)
    assert second.participation.state is SUBMITTED
    assert not second.participation.enterprise.is_confirmed


def test_two_reviewers_at_once_approve_an_identifier_only_once(race_database: Database) -> None:
    with race_database.session() as session:
        first = complete_profile(session, state=SUBMITTED)
        second = complete_profile(session, state=SUBMITTED, edition=first.edition)
        keys = [first.participation.id, second.participation.id]
        officer = first.officer
        session.commit()

    def decide(key: int) -> int:
        with race_database.session() as session:
            participation = session.get_one(type(first.participation), key)
            review.approve(session, officer, participation, version=participation.version, at=NOW)
            session.commit()
            return key

    results = together(lambda: decide(keys[0]), lambda: decide(keys[1]))

    refused = [one for one in results if isinstance(one, IdentifierTakenError)]
    assert len(refused) == 1


def test_what_was_changed_since_it_was_looked_at_is_not_decided(session: Session) -> None:
    submitted = complete_profile(session, state=SUBMITTED)
    seen = submitted.participation.version
    review.take_back(session, submitted.admin, submitted.participation, at=NOW)
    review.submit(session, submitted.admin, submitted.participation, at=NOW)

    with pytest.raises(ChangedMeanwhileError):
        approve(session, submitted, version=seen)


def test_a_profile_is_returned_with_the_reason(session: Session) -> None:
    submitted = complete_profile(session, state=SUBMITTED)
    participation = submitted.participation

    review.send_back(
        session,
        submitted.officer,
        participation,
        reason=" The licence is missing. ",
        version=participation.version,
        at=NOW,
    )

    assert (participation.state, participation.return_reason) == (
        RETURNED,
        "The licence is missing.",
    )
    assert notices(session, submitted) == ["Your profile was returned: %(reason)s"]


def test_returning_needs_a_reason(session: Session) -> None:
    submitted = complete_profile(session, state=SUBMITTED)

    with pytest.raises(InvalidInputError) as refused:
        review.send_back(
            session,
            submitted.officer,
            submitted.participation,
            reason=" ",
            version=submitted.participation.version,
            at=NOW,
        )

    assert refused.value.field == "reason"


def test_withdrawing_and_coming_back(session: Session) -> None:
    submitted = complete_profile(session, state=SUBMITTED)
    approve(session, submitted)

    review.withdraw(session, submitted.admin, submitted.participation, at=NOW)
    assert submitted.participation.state is WITHDRAWN
    assert not is_indexed(session, submitted)

    review.reopen(session, submitted.admin, submitted.participation, at=NOW)
    assert submitted.participation.state is DRAFT


def test_whoever_has_appointments_cannot_withdraw(session: Session) -> None:
    approved = complete_profile(session, state=APPROVED)
    person = approved.participation.representatives[0]
    occupy(
        session,
        [Resource(ResourceKind.PERSON, person.id)],
        Slot(venue_time(6, 10), venue_time(6, 10, 30)),
        Holder(HolderKind.MEETING, 1),
        what=Name("Meeting with Changan", "与长安洽谈"),
    )

    with pytest.raises(StillBookedError, match="Meeting with Changan"):
        review.withdraw(session, approved.admin, approved.participation, at=NOW)

    review.withdraw(session, approved.admin, approved.participation, at=venue_time(7, 9))
    assert approved.participation.state is WITHDRAWN


Step = Callable[..., None]
STEPS: list[tuple[Step, set[ParticipationState]]] = [
    (review.submit, {DRAFT, RETURNED}),
    (review.take_back, {SUBMITTED}),
    (review.reopen, {WITHDRAWN}),
    (review.withdraw, {DRAFT, SUBMITTED, APPROVED, RETURNED}),
]


@pytest.mark.parametrize("state", list(ParticipationState))
@pytest.mark.parametrize("step, allowed", STEPS)
def test_steps_need_their_state(
    session: Session, step: Step, allowed: set[ParticipationState], state: ParticipationState
) -> None:
    situation = complete_profile(session)
    situation.participation.return_reason = "Something"
    situation.participation.state = state

    if state in allowed:
        step(session, situation.admin, situation.participation, at=NOW)
    else:
        with pytest.raises(WrongStateError):
            step(session, situation.admin, situation.participation, at=NOW)


@pytest.mark.parametrize("state", [DRAFT, APPROVED, RETURNED, WITHDRAWN])
def test_only_a_submitted_profile_is_decided_on(
    session: Session, state: ParticipationState
) -> None:
    situation = complete_profile(session)
    situation.participation.return_reason = "Something"
    situation.participation.state = state
    session.flush()

    with pytest.raises(WrongStateError):
        approve(session, situation)
    with pytest.raises(WrongStateError):
        review.send_back(
            session, situation.officer, situation.participation, reason="No", version=1, at=NOW
        )
