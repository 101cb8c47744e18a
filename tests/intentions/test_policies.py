"""Who may do what: the whole truth, by state and person."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.intentions import policies, services
from matchmaking.intentions.models import Intention
from matchmaking.intentions.queries.deals import visible_to
from matchmaking.intentions.values import IntentionState
from tests.factories.accounts import actor, make_lead, make_organiser, make_staff, make_team_member
from tests.factories.deals import Table, make_deal, make_table
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_participation
from tests.factories.expo import NOW, make_edition
from tests.intentions.test_any_steps import corrected

VERBS = (
    "view",
    "edit",
    "sign",
    "countersign",
    "verify",
    "dispute",
    "settle",
    "withdraw",
    "correct",
)


def people(session: Session, table: Table) -> dict[str, Actor]:
    """Return everybody who might knock at a deal's door. The seller wrote the deals."""
    above = table.delegation
    child = make_delegation(session, table.edition, parent=above)
    stranger = make_participation(session, table.edition)
    return {
        "author": table.selling,
        "other": table.buying,
        "stranger": actor(make_team_member(session, stranger)),
        "lead": table.lead,
        "lead below": actor(make_lead(session, table.edition, child)),
        "lead elsewhere": actor(
            make_lead(session, table.edition, make_delegation(session, table.edition))
        ),
        "organiser": table.organiser,
        "organiser elsewhere": actor(make_organiser(session, make_edition(session))),
        "staff": actor(make_staff(session, table.edition)),
        "no role": Actor(account_id=1, name="Nobody", role=None),
    }


# Who may, by state; a deal is written by the seller.
AUTHOR, OTHER, LEAD, ORGANISER = "author", "other", "lead", "organiser"
OFFICERS = {LEAD, ORGANISER}
PARTIES = {AUTHOR, OTHER}
MAY: dict[str, dict[str, set[str]]] = {
    "draft": {
        "view": {AUTHOR},
        "edit": {AUTHOR},
        "sign": {AUTHOR},
        "withdraw": {AUTHOR},
    },
    "signed": {
        "view": PARTIES | OFFICERS,
        "countersign": {OTHER},
        "dispute": PARTIES | OFFICERS,
        "withdraw": {AUTHOR} | OFFICERS,
        "correct": {AUTHOR},
    },
    "countersigned": {
        "view": PARTIES | OFFICERS,
        "verify": OFFICERS,
        "dispute": PARTIES | OFFICERS,
        "withdraw": OFFICERS,
        "correct": PARTIES,
    },
    "verified": {
        "view": PARTIES | OFFICERS,
        "dispute": PARTIES | OFFICERS,
        "withdraw": OFFICERS,
        "correct": PARTIES,
    },
    "disputed by the other side": {
        "view": PARTIES | OFFICERS,
        "settle": {OTHER} | OFFICERS,
        "withdraw": OFFICERS,
        "correct": PARTIES,
    },
    "withdrawn": {"view": PARTIES | OFFICERS},
}


def make_all(session: Session, table: Table) -> dict[str, Intention]:
    """Make a deal in each state."""
    states = {state.value: state for state in list(IntentionState)[:4]}
    amounts = iter((1_000, 2_000, 4_000, 8_000, 16_000, 32_000))
    deals = {
        name: make_deal(session, table, state, one_year_minor=next(amounts))
        for name, state in states.items()
    }
    disputed = make_deal(session, table, IntentionState.COUNTERSIGNED, one_year_minor=next(amounts))
    services.dispute(session, table.buying, disputed, reason="no", at=NOW)
    withdrawn = make_deal(session, table, IntentionState.SIGNED, one_year_minor=next(amounts))
    services.withdraw(session, table.selling, withdrawn, reason="no", at=NOW)
    return {**deals, "disputed by the other side": disputed, "withdrawn": withdrawn}


def test_who_may_do_what_in_which_state(session: Session) -> None:
    table = make_table(session)
    everybody = people(session, table)
    for state, deal in make_all(session, table).items():
        for verb in VERBS:
            policy = getattr(policies, f"can_{verb}")
            may = {name for name, who in everybody.items() if policy(who, deal)}
            assert may == MAY[state].get(verb, set()), (state, verb)


# Whose a step is, wherever the deal stands; where it differs from state to state.
WHOSE: dict[str, set[str]] = {
    "edit": {AUTHOR},
    "countersign": {OTHER},
    "dispute": PARTIES | OFFICERS,
    "settle": PARTIES | OFFICERS,
    "withdraw": {AUTHOR} | OFFICERS,
    "correct": PARTIES,
    "answer_correction": PARTIES,
}
NOT_WHOSE = {
    ("settle", "disputed by the other side"): {OTHER} | OFFICERS,
    ("correct", "signed"): {AUTHOR},
}


def test_whose_a_step_is_does_not_change_when_it_is_over(session: Session) -> None:
    table = make_table(session)
    everybody = people(session, table)
    for state, deal in make_all(session, table).items():
        for verb, whose in WHOSE.items():
            policy = getattr(policies, f"may_{verb}")
            may = {name for name, who in everybody.items() if policy(who, deal)}
            assert may == NOT_WHOSE.get((verb, state), whose), (state, verb)


def test_lists_show_exactly_what_one_may_view(session: Session) -> None:
    table = make_table(session)
    everybody = people(session, table)
    deals = make_all(session, table).values()
    for who in everybody.values():
        listed = set(session.scalars(sa.select(Intention.id).where(visible_to(who))))
        assert listed == {deal.id for deal in deals if policies.can_view(who, deal)}


def test_a_lead_of_the_seller_sees_but_does_not_judge(session: Session) -> None:
    table = make_table(session)
    node = make_delegation(session, table.edition)
    table.seller.delegation = node
    session.flush()
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    lead = actor(make_lead(session, table.edition, node))

    assert policies.can_view(lead, deal)
    assert not policies.can_verify(lead, deal)
    assert list(session.scalars(sa.select(Intention.id).where(visible_to(lead)))) == [deal.id]


def test_a_held_deal_is_judged_by_who_governs_both_buyers(session: Session) -> None:
    table = make_table(session)
    elsewhere = make_participation(
        session, table.edition, delegation=make_delegation(session, table.edition)
    )
    first = make_deal(session, table, IntentionState.SIGNED, buyer=elsewhere, contract_number="A 1")
    held = make_deal(session, table, IntentionState.SIGNED, contract_number="a1")

    assert held.held_for_id == first.id
    assert not policies.can_verify(table.lead, held)
    assert not policies.can_resolve(table.lead, held, first)
    assert policies.can_resolve(table.organiser, held, first)
    assert not policies.can_resolve(table.organiser, first, held)
    assert not policies.may_resolve(table.lead, held, first)
    assert policies.may_resolve(table.lead, held, None)


def test_who_answers_a_correction(session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    assert not policies.can_answer_correction(table.buying, deal)
    corrected(session, table, deal)

    everybody = people(session, table)
    may = {name for name, who in everybody.items() if policies.can_answer_correction(who, deal)}
    assert may == {OTHER}
    assert not policies.may_answer_correction(table.selling, deal)
    assert not policies.can_correct(table.buying, deal)


def test_who_takes_a_correction_back(session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    assert not policies.can_take_back_correction(table.selling, deal)
    corrected(session, table, deal)

    everybody = people(session, table)
    may = {name for name, who in everybody.items() if policies.can_take_back_correction(who, deal)}
    assert may == {AUTHOR}
    assert not policies.may_take_back_correction(table.buying, deal)


def test_only_teams_record(session: Session) -> None:
    table = make_table(session)
    may = {name for name, who in people(session, table).items() if policies.can_record(who)}
    assert may == {"author", "other", "stranger"}
