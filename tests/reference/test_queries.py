import pytest
from sqlalchemy.orm import Session

from matchmaking.reference.errors import UnknownHsCodeError
from matchmaking.reference.models import HsCode
from matchmaking.reference.queries import chapters_of, hs_code_typed, hs_search

CODES = [
    ("87", None, "Vehicles; other than railway", "车辆及其零件、附件"),
    ("8708", "87", "Motor vehicles; parts and accessories", ""),
    ("870830", "8708", "Vehicle parts; brakes", ""),
    ("09", None, "Coffee, tea, mate and spices", "咖啡、茶、马黛茶及调味香料"),
    ("0901", "09", "Coffee, whether or not roasted", ""),
    ("90", None, "Optical apparatus", "光学仪器"),
    ("9021", "90", "Appliances which are carried", ""),
]


@pytest.fixture(autouse=True)
def codes(session: Session) -> None:
    for code, parent, english, chinese in CODES:
        if session.get(HsCode, code) is None:
            session.add(HsCode(code=code, parent=parent, name_en=english, name_zh=chinese))
            session.flush()


def found(session: Session, text: str) -> list[str]:
    return [match.code for match in hs_search(session, text)]


@pytest.mark.parametrize(
    "typed, expected",
    [
        ("87", ["87", "8708", "870830"]),
        ("8708.3", ["870830"]),
        ("８７０８", ["8708", "870830"]),
        ("coffee", ["0901", "09"]),
        ("咖啡", ["0901", "09"]),
        ("汽车零部件", ["8708"]),
        ("car parts", ["8708"]),
        ("BRAKES vehicle", ["870830"]),
        ("车辆", ["87"]),
        ("carried", ["9021"]),
        ("arried", []),
        ("100%", []),
        ("", []),
        ("\x00", []),
    ],
)
def test_codes_are_found_by_digits_and_words(
    session: Session, typed: str, expected: list[str]
) -> None:
    assert found(session, typed) == expected


def test_a_match_carries_the_chapter_for_readers_of_chinese(session: Session) -> None:
    match = hs_search(session, "870830")[0]

    assert (match.dotted, match.chapter.zh) == ("8708.30", "车辆及其零件、附件")


@pytest.mark.parametrize("typed", ["870830", "8708.30", " 8708 30 ", "8708.30 Vehicle parts"])
def test_a_code_is_understood_however_it_is_typed(session: Session, typed: str) -> None:
    code = hs_code_typed(session, typed)

    assert code is not None
    assert code.code == "870830"


def test_nothing_typed_is_no_code(session: Session) -> None:
    assert hs_code_typed(session, "  ") is None


@pytest.mark.parametrize("typed", ["8799", "coffee", "8", "87083", "²²"])
def test_what_is_no_code_is_refused_with_what_was_typed(session: Session, typed: str) -> None:
    with pytest.raises(UnknownHsCodeError) as refused:
        hs_code_typed(session, typed)

    assert refused.value.field == "hs_code"
    assert f"“{typed}” is not a code" in str(refused.value)


def test_chapters_are_found_for_any_code(session: Session) -> None:
    assert set(chapters_of(session, ["870830", "8708", "0901"])) == {"87", "09"}
    assert chapters_of(session, []) == {}
