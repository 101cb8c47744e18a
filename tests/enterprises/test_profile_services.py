import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.core.wording import Name
from matchmaking.enterprises.errors import IdentifierTakenError, OwnParentError, UnknownParentError
from matchmaking.enterprises.models import SearchTerm
from matchmaking.enterprises.services import catalogue, profile
from matchmaking.enterprises.values import (
    CatalogueKind,
    ItemText,
    Ownership,
    Part,
    ParticipationState,
    UnitType,
)
from matchmaking.expo.values import PlaceKind
from matchmaking.reference.errors import UnknownHsCodeError
from tests.enterprises.situations import (
    OTHER_USCC,
    USCC,
    Situation,
    complete_profile,
    typed_identity,
)
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_enterprise
from tests.factories.expo import NOW, make_area, make_edition, make_hall, make_place
from tests.factories.reference import make_hs_code, make_territory


@pytest.fixture
def draft(session: Session) -> Situation:
    return complete_profile(session)


def terms_of(session: Session, situation: Situation) -> set[str]:
    query = sa.select(SearchTerm.term).where(
        SearchTerm.participation_id == situation.participation.id
    )
    return set(session.scalars(query))


def change(session: Session, draft: Situation, **changes: object) -> None:
    identity = typed_identity(**changes)
    profile.change_identity(session, draft.admin, draft.participation, identity, at=NOW)


def test_an_identity_is_written_down(session: Session, draft: Situation) -> None:
    parent = make_enterprise(session, name_en="Eagle Group")

    change(
        session,
        draft,
        unit_type=UnitType.PUBLIC_INSTITUTION,
        ownership=Ownership.STATE,
        parent="eagle group",
        global_500_rank=12,
        website="www.adler.example.com",
    )

    enterprise = draft.participation.enterprise
    assert enterprise.label == Name("Adler Gears", "雄鹰齿轮")
    assert (enterprise.legal_identifier, enterprise.parent) == (USCC, parent)
    assert (enterprise.unit_type, enterprise.ownership) == (
        UnitType.PUBLIC_INSTITUTION,
        Ownership.STATE,
    )
    assert (enterprise.global_500_rank, enterprise.website) == (
        12,
        "https://www.adler.example.com",
    )


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"name": Name("", "")}, "name_en"),
        ({"legal_name": ""}, "legal_name"),
        ({"territory_code": "XX"}, "territory_code"),
        ({"legal_identifier": "123"}, "legal_identifier"),
        ({"global_500_rank": 501}, "global_500_rank"),
        ({"website": "http://a.example.com"}, "website"),
    ],
)
def test_what_breaks_a_rule_names_its_field(
    session: Session, draft: Situation, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        change(session, draft, **changes)

    assert refused.value.field == field


def test_an_identifier_of_an_approved_enterprise_is_refused_by_name(
    session: Session, draft: Situation
) -> None:
    make_enterprise(session, name_en="The Holder", legal_identifier=OTHER_USCC)

    with pytest.raises(IdentifierTakenError, match="“The Holder” is registered") as refused:
        change(session, draft, legal_identifier=OTHER_USCC)

    assert refused.value.field == "legal_identifier"


def test_whoever_mistypes_an_identifier_blocks_nobody(session: Session, draft: Situation) -> None:
    make_enterprise(session, legal_identifier=OTHER_USCC, is_confirmed=False)

    change(session, draft, legal_identifier=OTHER_USCC)

    assert draft.participation.enterprise.legal_identifier == OTHER_USCC


def test_the_same_number_elsewhere_is_another_one(session: Session, draft: Situation) -> None:
    make_enterprise(session, territory_code="DE", legal_identifier="HRB 7")
    make_territory(session, "AT")

    change(session, draft, territory_code="AT", legal_identifier="hrb 7")

    assert draft.participation.enterprise.legal_identifier == "HRB 7"


def test_what_was_confirmed_stays(session: Session, draft: Situation) -> None:
    draft.participation.enterprise.is_confirmed = True
    legal_name = draft.participation.enterprise.legal_name

    change(session, draft, legal_name="Another", legal_identifier=OTHER_USCC)

    enterprise = draft.participation.enterprise
    assert (enterprise.legal_name, enterprise.legal_identifier) == (legal_name, USCC)
    assert enterprise.name_en == "Adler Gears"


def test_a_parent_must_be_an_approved_enterprise(session: Session, draft: Situation) -> None:
    make_enterprise(session, name_en="Hidden", is_confirmed=False)

    with pytest.raises(UnknownParentError, match="“Hidden”"):
        change(session, draft, parent="Hidden")


def test_nobody_belongs_to_their_own_subsidiary(session: Session, draft: Situation) -> None:
    make_enterprise(session, name_en="Daughter", parent=draft.participation.enterprise)

    with pytest.raises(OwnParentError):
        change(session, draft, parent="Daughter")


def take_part(session: Session, draft: Situation, part: Part) -> None:
    profile.change_part(session, draft.admin, draft.participation, part, at=NOW)


def test_role_area_and_delegation_are_written_down(session: Session, draft: Situation) -> None:
    area, node = make_area(session, draft.edition), make_delegation(session, draft.edition)

    take_part(
        session,
        draft,
        Part(is_exhibitor=False, is_buyer=True, area_id=area.id, delegation_id=node.id),
    )

    participation = draft.participation
    assert (participation.is_exhibitor, participation.is_buyer) == (False, True)
    assert (participation.area, participation.delegation) == (area, node)


def test_no_role_and_strange_areas_and_delegations_are_refused(
    session: Session, draft: Situation
) -> None:
    other = make_edition(session)
    area, node = make_area(session, other), make_delegation(session, other)
    wrong = {
        "is_exhibitor": Part(is_exhibitor=False, is_buyer=False),
        "area_id": Part(is_exhibitor=True, is_buyer=False, area_id=area.id),
        "delegation_id": Part(is_exhibitor=True, is_buyer=False, delegation_id=node.id),
    }

    for field, part in wrong.items():
        with pytest.raises(InvalidInputError) as refused:
            take_part(session, draft, part)
        assert refused.value.field == field


def test_texts_are_written_down(session: Session, draft: Situation) -> None:
    about = Name("We make gears.", "我们制造齿轮。")

    profile.describe(session, draft.admin, draft.participation, about, at=NOW)

    assert draft.participation.about_zh == "我们制造齿轮。"


@pytest.mark.parametrize("typed", ["5.1 B03", "5.1-b03", "b03"])
def test_a_booth_is_assigned_as_it_is_written(
    session: Session, draft: Situation, typed: str
) -> None:
    hall = make_hall(session, draft.edition, code="5.1")
    booth = make_place(session, draft.edition, hall=hall, kind=PlaceKind.BOOTH, code="B03")

    profile.assign_booth(session, draft.officer, draft.participation, typed, at=NOW)
    assert draft.participation.booth == booth

    profile.assign_booth(session, draft.officer, draft.participation, " ", at=NOW)
    assert draft.participation.booth is None


@pytest.mark.parametrize("typed", ["5.1 B-03", "b-03"])
def test_a_booth_whose_number_has_a_hyphen_is_found(
    session: Session, draft: Situation, typed: str
) -> None:
    hall = make_hall(session, draft.edition, code="5.1")
    booth = make_place(session, draft.edition, hall=hall, kind=PlaceKind.BOOTH, code="B-03")

    profile.assign_booth(session, draft.officer, draft.participation, typed, at=NOW)

    assert draft.participation.booth == booth


def test_an_ambiguous_or_unknown_booth_is_refused(session: Session, draft: Situation) -> None:
    for code in ("5.1", "6.1"):
        hall = make_hall(session, draft.edition, code=code)
        make_place(session, draft.edition, hall=hall, kind=PlaceKind.BOOTH, code="B03")

    for typed in ("B03", "7.1 B03", "-"):
        with pytest.raises(InvalidInputError) as refused:
            profile.assign_booth(session, draft.officer, draft.participation, typed, at=NOW)
        assert refused.value.field == "booth"


def item(**changes: object) -> ItemText:
    values = {"kind": CatalogueKind.OFFER, "title": Name("Gears", "齿轮"), "hs_code": "8708"}
    return ItemText(**{**values, **changes})  # type: ignore[arg-type]


def test_an_offer_is_added_changed_and_removed(session: Session, draft: Situation) -> None:
    make_hs_code(session, "8708")
    participation = draft.participation

    offer = catalogue.add_item(session, draft.admin, participation, item(), at=NOW)
    assert (offer.hs_code, offer.title) == ("8708", Name("Gears", "齿轮"))

    need = item(kind=CatalogueKind.NEED, hs_code="", keywords="wheels")
    catalogue.change_item(session, draft.admin, offer, need, at=NOW)
    assert (offer.kind, offer.hs_code, offer.keywords) == (CatalogueKind.NEED, None, "wheels")

    catalogue.remove_item(session, draft.admin, offer, at=NOW)
    assert offer not in participation.items


def test_an_offer_needs_a_title_and_a_real_code(session: Session, draft: Situation) -> None:
    for wrong, error in (
        (item(title=Name("", "")), InvalidInputError),
        (item(hs_code="9999"), UnknownHsCodeError),
    ):
        with pytest.raises(error):
            catalogue.add_item(session, draft.admin, draft.participation, wrong, at=NOW)


def test_the_same_is_not_listed_twice(session: Session, draft: Situation) -> None:
    participation = draft.participation
    gears = catalogue.add_item(session, draft.admin, participation, item(hs_code=""), at=NOW)
    loud = item(hs_code="", title=Name("GEARS", "齿轮"))
    need = item(hs_code="", kind=CatalogueKind.NEED)

    with pytest.raises(InvalidInputError, match="lists this already") as refused:
        catalogue.add_item(session, draft.admin, participation, loud, at=NOW)

    assert refused.value.field == "title_en"
    catalogue.change_item(session, draft.admin, gears, loud, at=NOW)
    catalogue.add_item(session, draft.admin, participation, need, at=NOW)


def test_a_text_about_an_enterprise_is_not_emptied(session: Session, draft: Situation) -> None:
    before = draft.participation.about_en

    with pytest.raises(InvalidInputError) as refused:
        profile.describe(session, draft.admin, draft.participation, Name("", ""), at=NOW)

    assert (refused.value.field, draft.participation.about_en) == ("about_en", before)


def test_a_profile_lists_at_most_sixty_items(session: Session, draft: Situation) -> None:
    for number in range(58):
        gear = item(hs_code="", title=Name(f"Gear {number}", ""))
        catalogue.add_item(session, draft.admin, draft.participation, gear, at=NOW)

    with pytest.raises(ConflictError, match="60 offers and needs"):
        catalogue.add_item(session, draft.admin, draft.participation, item(hs_code=""), at=NOW)


def test_a_change_of_an_approved_profile_is_found_at_once(session: Session) -> None:
    approved = complete_profile(session, state=ParticipationState.APPROVED)

    catalogue.add_item(session, approved.admin, approved.participation, item(hs_code=""), at=NOW)

    assert "gears" in terms_of(session, approved)
