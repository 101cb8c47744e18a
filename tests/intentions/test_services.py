"""Each step: what it does, and each way it is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.errors import ChangedMeanwhileError, MatchmakingError
from matchmaking.core.money import Money
from matchmaking.enterprises.values import ParticipationState
from matchmaking.intentions import errors, services
from matchmaking.intentions.models import Intention
from matchmaking.intentions.terms import Amounts, Filing, Line, Terms, Upload
from matchmaking.intentions.values import IntentionKind, IntentionState, Side
from matchmaking.notifications.models import Notice
from tests.factories.accounts import actor, make_grant, make_organiser
from tests.factories.deals import Table, make_deal, make_table
from tests.factories.enterprises import make_participation
from tests.factories.expo import NOW, make_edition

HUNDRED = Money(10_000, "USD")
NOTHING = Money(0, "USD")
TERMS = Terms(
    kind=IntentionKind.CONTRACT,
    title="Gear boxes",
    full_value=HUNDRED,
    one_year=HUNDRED,
    signed_on=date(2019, 11, 5),
    lines=(Line("Box", Money(6_000, "USD")), Line("Cover", Money(4_000, "USD"))),
)
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


def draft(session: Session, table: Table, terms: Terms = TERMS) -> Intention:
    filing = Filing(table.seller.id, table.buyer.id, Side.SELLER)
    return services.create_draft(session, table.selling, table.edition, filing, terms, at=NOW)


def told(session: Session, table: Table) -> list[str]:
    """Return who was told, newest last."""
    names = {
        grant.account_id: name
        for name, grant in (
            ("buyer", table.buyer_grant),
            ("seller", table.seller_grant),
            ("lead", table.lead_grant),
            ("organiser", table.organiser_grant),
        )
    }
    return [names[key] for key in session.scalars(sa.select(Notice.account_id).order_by(Notice.id))]


def test_a_draft_is_written_down_and_numbered(session: Session) -> None:
    table = make_table(session)
    first, second = draft(session, table), draft(session, table)

    assert (first.number, second.number) == (1, 2)
    assert (first.state, first.author_side) == (IntentionState.DRAFT, Side.SELLER)
    assert [line.amount_minor for line in first.lines] == [6_000, 4_000]
    assert first.base_minor == 10_000
    assert told(session, table) == []


@pytest.mark.parametrize(
    "changes, error, field",
    [
        ({"one_year": Money(10_001, "USD")}, errors.OneYearTooLargeError, "one_year"),
        (
            {"full_value": Money(0, "USD"), "one_year": Money(0, "USD")},
            errors.AmountMissingError,
            "full_value",
        ),
        ({"term_months": 0}, errors.TermError, "term_months"),
        ({"term_months": 601}, errors.TermError, "term_months"),
        ({"signed_on": date(2019, 11, 6)}, errors.SigningDateError, "signed_on"),
        ({"signed_on": date(2019, 5, 8)}, errors.SigningDateError, "signed_on"),
        ({"lines": (Line("All", Money(10_001, "USD")),)}, errors.LinesTooLargeError, "lines"),
        ({"kind": IntentionKind.CALL_OFF}, errors.FrameworkMissingError, "framework_id"),
        ({"framework_id": 7}, errors.FrameworkMissingError, "framework_id"),
        ({"replaces_id": 7}, errors.NotReplaceableError, "replaces_id"),
    ],
)
def test_terms_that_break_a_rule_are_refused_on_their_field(
    session: Session, changes: dict[str, object], error: type[MatchmakingError], field: str
) -> None:
    table = make_table(session)

    with pytest.raises(error) as refused:
        draft(session, table, replace(TERMS, **changes))  # type: ignore[arg-type]

    assert refused.value.field == field


def test_a_memorandum_may_be_without_an_amount(session: Session) -> None:
    terms = replace(
        TERMS, kind=IntentionKind.INTENTION, full_value=NOTHING, one_year=NOTHING, lines=()
    )

    assert draft(session, make_table(session), terms).one_year_minor == 0


def test_parties_are_approved_and_of_the_edition(session: Session) -> None:
    table = make_table(session)
    elsewhere = make_participation(session, make_edition(session))
    waiting = make_participation(session, table.edition, state=ParticipationState.SUBMITTED)
    for partner in (elsewhere.id, waiting.id, table.seller.id, 987_654):
        filing = Filing(table.seller.id, partner, Side.SELLER)
        with pytest.raises(errors.PartnerError):
            services.create_draft(session, table.selling, table.edition, filing, TERMS, at=NOW)
    filing = Filing(waiting.id, table.buyer.id, Side.SELLER)
    with pytest.raises(errors.NotApprovedError):
        services.create_draft(session, table.selling, table.edition, filing, TERMS, at=NOW)


def test_a_draft_is_changed_until_it_is_signed(session: Session) -> None:
    table = make_table(session)
    deal = draft(session, table)
    seen = deal.version
    services.edit_draft(
        session, table.selling, deal, replace(TERMS, title="New"), at=NOW, seen=seen
    )
    assert deal.title == "New"
    with pytest.raises(ChangedMeanwhileError):
        services.edit_draft(session, table.selling, deal, TERMS, at=NOW, seen=seen)
    services.sign(session, table.selling, deal, at=NOW)
    with pytest.raises(errors.StepNotPossibleError):
        services.edit_draft(session, table.selling, deal, TERMS, at=NOW)


def test_each_step_tells_the_others(session: Session) -> None:
    table = make_table(session)
    deal = draft(session, table)
    services.sign(session, table.selling, deal, at=NOW)
    services.countersign(session, table.buying, deal, at=NOW)
    services.verify(session, table.lead, deal, at=NOW)
    services.dispute(session, table.buying, deal, reason="no", at=NOW)
    services.settle(session, table.lead, deal, reason="yes", at=NOW)

    parties = ["buyer", "seller"]
    assert told(session, table) == ["buyer", "seller", "lead", *parties, "seller", "lead", *parties]


def test_a_step_is_taken_on_what_the_person_saw(session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.SIGNED)
    with pytest.raises(ChangedMeanwhileError):
        services.countersign(session, table.buying, deal, at=NOW, seen=deal.version - 1)


def test_the_other_side_s_filing_is_offered_first(session: Session) -> None:
    table = make_table(session)
    first = make_deal(session, table, IntentionState.SIGNED)
    second = make_deal(session, table, author_side=Side.BUYER)
    with pytest.raises(errors.AlreadyFiledError) as refused:
        services.sign(session, table.buying, second, at=NOW)
    assert refused.value.first_id == first.id

    services.sign(session, table.buying, second, at=NOW, is_different=True)
    assert second.held_for_id == first.id


def test_a_currency_without_a_rate_waits_for_an_organiser(session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, currency="KES")
    with pytest.raises(errors.RateMissingError):
        services.sign(session, table.selling, deal, at=NOW)
    services.ask_for_rate(session, table.selling, deal, at=NOW)
    services.ask_for_rate(session, table.selling, deal, at=NOW)
    assert told(session, table) == ["organiser"]

    services.enter_asked_rate(
        session,
        table.organiser,
        table.edition,
        currency="KES",
        on=deal.signed_on,
        value=Decimal("0.00967"),
        source="Central Bank of Kenya",
        at=NOW,
    )
    services.sign(session, table.selling, deal, at=NOW)

    assert told(session, table) == ["organiser", "seller", "buyer"]
    assert (deal.base_minor, deal.state) == (967_000, IntentionState.SIGNED)


@pytest.mark.parametrize("state", list(IntentionState))
def test_steps_out_of_place_are_refused(session: Session, state: IntentionState) -> None:
    table = make_table(session)
    is_draft = state is IntentionState.DRAFT
    deal = make_deal(session, table, IntentionState.DRAFT if is_draft else IntentionState.SIGNED)
    deal.state = state
    session.flush()
    steps: dict[str, Callable[[], None]] = {
        "sign": lambda: services.sign(session, table.selling, deal, at=NOW),
        "countersign": lambda: services.countersign(session, table.buying, deal, at=NOW),
        "verify": lambda: services.verify(session, table.lead, deal, at=NOW),
        "settle": lambda: services.settle(session, table.lead, deal, reason="x", at=NOW),
        "release": lambda: services.release(session, table.organiser, deal, at=NOW),
        "accept": lambda: services.accept_correction(session, table.buying, deal, at=NOW),
    }
    refused = set()
    for name, step in steps.items():
        savepoint = session.begin_nested()
        try:
            step()
        except errors.StepNotPossibleError:
            refused.add(name)
        savepoint.rollback()
    possible = {
        IntentionState.DRAFT: {"sign"},
        IntentionState.SIGNED: {"countersign"},
        IntentionState.COUNTERSIGNED: {"verify"},
    }.get(state, set())
    assert refused == set(steps) - possible


def test_no_insider_verifies(session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    hat = make_grant(
        session, table.organiser_grant.role, table.edition, account=table.buyer_grant.account
    )
    with pytest.raises(errors.InsiderError):
        services.verify(session, actor(hat), deal, at=NOW)


def test_two_officers_verify_a_large_deal(session: Session) -> None:
    table = make_table(session, two_officers_from_minor=1_000)
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    services.verify(session, table.lead, deal, at=NOW)
    after_one = deal.state
    with pytest.raises(errors.VerifiedByYouError):
        services.verify(session, table.lead, deal, at=NOW)
    services.verify(session, actor(make_organiser(session, table.edition)), deal, at=NOW)
    assert (after_one, deal.state) == (IntentionState.COUNTERSIGNED, IntentionState.VERIFIED)


@pytest.mark.parametrize("step", [services.dispute, services.withdraw])
def test_others_are_told_why(session: Session, step: object) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.SIGNED)
    with pytest.raises(errors.ReasonMissingError):
        step(session, table.selling, deal, reason="  ", at=NOW)  # type: ignore[operator]


def test_a_contract_supersedes_the_intention_it_replaces_when_it_counts(session: Session) -> None:
    table = make_table(session)
    old = make_deal(session, table, IntentionState.VERIFIED, kind=IntentionKind.INTENTION)
    new = make_deal(session, table, IntentionState.SIGNED, replaces_id=old.id)
    assert (old.state, new.held_for_id) == (IntentionState.VERIFIED, None)

    services.countersign(session, table.buying, new, at=NOW)

    assert (old.state, old.superseded_by_id) == (IntentionState.SUPERSEDED, new.id)
    assert old.standing_sequence is None


def test_a_held_deal_is_let_go_when_the_first_is_withdrawn(session: Session) -> None:
    table = make_table(session)
    first = make_deal(session, table, IntentionState.SIGNED)
    held = make_deal(session, table, IntentionState.SIGNED)
    assert held.held_for_id == first.id
    services.withdraw(session, table.selling, first, reason="twice", at=NOW)
    assert held.held_for_id is None


def test_officers_decide_about_held_deals(session: Session) -> None:
    table = make_table(session)
    first = make_deal(session, table, IntentionState.COUNTERSIGNED)
    same, own = (make_deal(session, table, IntentionState.COUNTERSIGNED) for _time in (1, 2))
    services.declare_same(session, table.organiser, same, at=NOW)
    services.release(session, table.organiser, own, at=NOW)
    assert (same.state, same.superseded_by_id) == (IntentionState.SUPERSEDED, first.id)
    assert (own.held_for_id, own.is_cleared) == (None, True)


def test_a_corrected_amount_is_signed_by_both_and_verified_again(session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.VERIFIED)
    right = Amounts(Money(900, "USD"), Money(800, "USD"))
    services.propose_correction(session, table.buying, deal, right, reason="zeros", at=NOW)
    assert (deal.one_year_minor, deal.state) == (100_000_000, IntentionState.VERIFIED)
    with pytest.raises(errors.CorrectionOpenError):
        services.propose_correction(session, table.selling, deal, right, reason="x", at=NOW)

    services.accept_correction(session, table.selling, deal, at=NOW)

    assert (deal.one_year_minor, deal.state) == (800, IntentionState.COUNTERSIGNED)
    assert deal.verifications == []
    with pytest.raises(errors.NothingToCorrectError):
        services.propose_correction(session, table.selling, deal, right, reason="x", at=NOW)


def test_a_declined_correction_changes_nothing(session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.VERIFIED)
    right = Amounts(HUNDRED, HUNDRED)
    services.propose_correction(session, table.buying, deal, right, reason="zeros", at=NOW)
    services.decline_correction(session, table.selling, deal, at=NOW)
    assert (deal.one_year_minor, deal.state) == (100_000_000, IntentionState.VERIFIED)


def test_evidence_is_told_by_its_bytes_and_kept_under_a_random_name(
    session: Session, tmp_path: Path
) -> None:
    table = make_table(session)
    deal = make_deal(session, table)
    upload = Upload("../../etc/pass wd.exe", PNG)
    kept = services.add_evidence(session, table.selling, deal, upload, folder=tmp_path, at=NOW)
    assert (kept.file_name, kept.media_type) == ("pass wd.png", "image/png")
    assert (tmp_path / kept.stored_as).read_bytes() == PNG
    assert len(kept.stored_as) == 48
    for content in (PNG, b"", b"GIF89a", b"%PDF-" + b"x" * 10 * 1024 * 1024):
        with pytest.raises(errors.EvidenceRefusedError):
            services.add_evidence(
                session, table.selling, deal, Upload("a.pdf", content), folder=tmp_path, at=NOW
            )
    assert len(list(tmp_path.iterdir())) == 1
