import pytest
from sqlalchemy.orm import Session

from matchmaking.delegations.models import Delegation
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.queries.directory import choices_of, found_partners
from matchmaking.enterprises.services.indexing import rebuild_index
from matchmaking.enterprises.values import CatalogueKind, DirectoryFilter, ParticipationState
from matchmaking.expo.models import Edition, ExhibitionArea
from tests.browser import Browser, QueryCounter
from tests.factories.accounts import make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_catalogue_item, make_participation, make_representative
from tests.factories.expo import make_area, make_edition
from tests.factories.reference import make_hs_code


class Fair:
    """Three approved partners, one draft, and one of another edition."""

    def __init__(self, session: Session) -> None:
        self.edition: Edition = make_edition(session)
        self.area: ExhibitionArea = make_area(session, self.edition)
        self.chongqing: Delegation = make_delegation(session, self.edition)
        self.below: Delegation = make_delegation(session, self.edition, parent=self.chongqing)
        make_hs_code(session, "8708")
        make_hs_code(session, "0901")
        self.changan = self._partner(
            session, "Changan Motors", "长安汽车", delegation_id=self.below.id, is_exhibitor=False
        )
        self.cafe = self._partner(
            session, "Café do Vale", "山谷咖啡", territory_code="BR", is_buyer=False
        )
        self.adler = self._partner(
            session, "Adler Gears", "雄鹰齿轮", territory_code="DE", area_id=self.area.id
        )
        make_catalogue_item(session, self.adler, hs_code="8708", title_en="Gears")
        make_catalogue_item(session, self.changan, hs_code="8708", kind=CatalogueKind.NEED)
        make_catalogue_item(session, self.cafe, hs_code="0901", title_en="Green beans")
        draft = self._partner(session, "Changan Draft", "长安草稿")
        draft.state = ParticipationState.DRAFT
        make_participation(session, make_edition(session), name_en="Changan Elsewhere")
        rebuild_index(session, self.edition.id)

    def _partner(
        self, session: Session, english: str, chinese: str, **values: object
    ) -> Participation:
        names = {"legal_name": chinese, "name_en": english, "name_zh": chinese}
        return make_participation(session, self.edition, **names, **values)


@pytest.fixture
def fair(session: Session) -> Fair:
    return Fair(session)


def names(session: Session, fair: Fair, wanted: DirectoryFilter, language: str = "en") -> list[str]:
    query = found_partners(session, fair.edition.id, wanted, language=language)
    return [row.enterprise.name_en for row in session.scalars(query).unique()]


@pytest.mark.parametrize(
    "words, expected",
    [
        ("87", ["Adler Gears", "Changan Motors", "Depot 87"]),
        ("8708", ["Adler Gears", "Changan Motors"]),
        ("8708.40", ["Adler Gears", "Changan Motors"]),
        ("870840", ["Adler Gears", "Changan Motors"]),
        ("8708 40", ["Adler Gears", "Changan Motors"]),
        ("８７０８", ["Adler Gears", "Changan Motors"]),
        ("87084091", ["Adler Gears", "Changan Motors"]),
        ("8708.99", ["Adler Gears"]),
        ("0901", ["Café do Vale"]),
        ("0901 vale", ["Café do Vale"]),
        ("0901 adler", []),
        ("adler 8708", ["Adler Gears"]),
        ("8483", []),
        ("7", []),
    ],
)
def test_codes_find_goods_at_or_below_them_and_those_of_the_whole_heading(
    session: Session, fair: Fair, words: str, expected: list[str]
) -> None:
    make_hs_code(session, "870840")
    make_catalogue_item(session, fair.changan, hs_code="870840", kind=CatalogueKind.NEED)
    fair.changan.items[0].hs_code = "870840"
    make_participation(session, fair.edition, name_en="Depot 87", name_zh="", legal_name="Depot")
    rebuild_index(session, fair.edition.id)

    assert names(session, fair, DirectoryFilter(words=words, with_codes=True)) == expected
    assert names(session, fair, DirectoryFilter(words="0901")) == []


ALL = ["Adler Gears", "Café do Vale", "Changan Motors"]


@pytest.mark.parametrize(
    "words, expected",
    [
        ("", ALL),
        ("changan", ["Changan Motors"]),
        ("长安", ["Changan Motors"]),
        ("汽车", ["Changan Motors"]),
        ("qiche", ["Changan Motors"]),
        ("shangu", ["Café do Vale"]),
        ("cafe", ["Café do Vale"]),
        ("green", ["Café do Vale"]),
        ("gear 雄鹰", ["Adler Gears"]),
        ("gear 长安", []),
        ("%", []),
        ("'; --", []),
    ],
)
def test_partners_are_found_by_words(
    session: Session, fair: Fair, words: str, expected: list[str]
) -> None:
    assert names(session, fair, DirectoryFilter(words=words)) == expected


def test_partners_are_narrowed_down(session: Session, fair: Fair) -> None:
    wanted = {
        "exhibitors": DirectoryFilter(role="exhibitor"),
        "buyers": DirectoryFilter(role="buyer"),
        "area": DirectoryFilter(area_id=fair.area.id),
        "country": DirectoryFilter(territory_code="BR"),
        "delegation": DirectoryFilter(delegation_id=fair.chongqing.id),
        "unknown delegation": DirectoryFilter(delegation_id=2**40),
        "chapter": DirectoryFilter(hs_code="87"),
        "offer": DirectoryFilter(hs_code="8708", kind=CatalogueKind.OFFER),
        "need": DirectoryFilter(kind=CatalogueKind.NEED),
        "two": DirectoryFilter(hs_code="87", role="exhibitor", territory_code="DE"),
    }

    found = {name: names(session, fair, one) for name, one in wanted.items()}

    assert found == {
        "exhibitors": ["Adler Gears", "Café do Vale"],
        "buyers": ["Adler Gears", "Changan Motors"],
        "area": ["Adler Gears"],
        "country": ["Café do Vale"],
        "delegation": ["Changan Motors"],
        "unknown delegation": [],
        "chapter": ["Adler Gears", "Changan Motors"],
        "offer": ["Adler Gears"],
        "need": ["Changan Motors"],
        "two": ["Adler Gears"],
    }


def test_choices_are_what_there_is(session: Session, fair: Fair) -> None:
    choices = choices_of(session, fair.edition.id)

    assert choices.areas == [fair.area]
    assert {territory.code for territory in choices.territories} == {"BR", "CN", "DE"}


def test_the_page_says_how_many_and_offers_to_remove_filters(
    browser: Browser, session: Session, fair: Fair
) -> None:
    browser.signed_in_as(make_team_member(session, fair.adler))

    answer = browser.get("/partners?role=buyer&hs=8708&q=chang&page=7")

    chips = [link.get("href") for link in answer.page.with_class("chip")]
    assert "1 partner " in answer.words
    assert chips == [
        "/partners?role=buyer&hs=8708",
        "/partners?q=chang&hs=8708",
        "/partners?q=chang&role=buyer",
        "/partners",
    ]


@pytest.mark.parametrize(
    "question",
    ["?area=x&delegation=99999999999999999999&country=%00&kind=x&role=x&page=-1", "?page=x"],
)
def test_senseless_filters_narrow_nothing(
    browser: Browser, session: Session, fair: Fair, question: str
) -> None:
    browser.signed_in_as(make_team_member(session, fair.adler))

    answer = browser.get(f"/partners{question}")

    assert answer.status_code == 200


def test_a_wrong_hs_code_is_named(browser: Browser, session: Session, fair: Fair) -> None:
    browser.signed_in_as(make_team_member(session, fair.adler))

    answer = browser.get("/partners?hs=gears")

    assert "“gears” is not a code of the Harmonised System" in answer.words
    assert "3 partners" in answer.words


def test_an_empty_directory_says_what_to_do(browser: Browser, session: Session, fair: Fair) -> None:
    browser.signed_in_as(make_team_member(session, fair.adler))

    assert "Try fewer words" in browser.get("/partners?q=zzz").words


@pytest.mark.parametrize("address", ["/partners", "/partners?q=more&hs=8708&delegation=1"])
def test_the_list_takes_as_many_queries_for_three_as_for_three_hundred(
    browser: Browser, session: Session, fair: Fair, queries: QueryCounter, address: str
) -> None:
    browser.signed_in_as(make_team_member(session, fair.adler))
    browser.get(address)
    with queries:
        browser.get(address)
    few = len(queries)
    for _ in range(297):
        more = make_participation(session, fair.edition, name_en="More")
        make_catalogue_item(session, more, hs_code="8708")
    rebuild_index(session, fair.edition.id)

    with queries:
        browser.get(address)

    assert len(queries) == few
    assert few <= 14


def test_strangers_see_approved_partners_only(
    browser: Browser, session: Session, fair: Fair
) -> None:
    draft = make_participation(session, fair.edition, state=ParticipationState.SUBMITTED)
    elsewhere = make_participation(session, make_edition(session))
    make_representative(session, fair.cafe, title_en="Head of Sales")
    browser.signed_in_as(make_team_member(session, fair.adler))

    page = browser.get(f"/partners/{fair.cafe.id}")

    assert "Green beans" in page.words
    assert "Head of Sales" in page.words
    assert browser.get(f"/partners/{draft.id}").status_code == 404
    assert browser.get(f"/partners/{elsewhere.id}").status_code == 404
    assert browser.get("/partners/999999").status_code == 404
    assert browser.get(f"/partners/{2**70}").status_code == 404


def test_whose_profile_is_not_approved_is_led_to_it_from_a_partner_s_page(
    browser: Browser, session: Session, fair: Fair
) -> None:
    browser.signed_in_as(make_team_member(session, fair.adler))
    asking = f"/meetings/request?with={fair.cafe.id}"

    approved = browser.get(f"/partners/{fair.cafe.id}")
    fair.adler.state = ParticipationState.DRAFT
    draft = browser.get(f"/partners/{fair.cafe.id}")

    assert asking in approved.page.links
    assert "Your enterprise's profile" not in approved.words
    assert asking not in draft.page.links
    assert "Our free common times" not in draft.words
    assert "Your enterprise's profile is a draft" in draft.words
    assert "/profile" in draft.page.links


def test_the_partner_page_takes_few_queries(
    browser: Browser, session: Session, fair: Fair, queries: QueryCounter
) -> None:
    browser.signed_in_as(make_team_member(session, fair.adler))
    for _ in range(40):
        make_catalogue_item(session, fair.cafe, hs_code="0901")
        make_representative(session, fair.cafe)

    with queries:
        browser.get(f"/partners/{fair.cafe.id}")

    assert len(queries) <= 9
