import pytest

from matchmaking.core.errors import InvalidInputError
from matchmaking.enterprises.checks import checked_identifier, checked_rank, checked_website

USCC = "91110000600037341L"


@pytest.mark.parametrize(
    "typed, territory, expected",
    [
        (USCC, "CN", USCC),
        ("91110000 60003734-1l", "CN", USCC),
        ("  ", "CN", None),
        (" hrb  12345 ", "DE", "HRB 12345"),
        ("", "DE", None),
    ],
)
def test_an_identifier_is_written_in_one_way(
    typed: str, territory: str, expected: str | None
) -> None:
    assert checked_identifier(typed, territory) == expected


@pytest.mark.parametrize(
    "typed, territory, rule",
    [
        ("9111000060003734", "CN", "18 characters; this one has 16"),
        ("9111000060003734II", "CN", "no letters I, O, S, V, Z"),
        ("A1110000600037341L", "CN", "begins with 8 digits"),
        ("91110000600037342L", "CN", "check digit"),
        ("x" * 41, "DE", "at most 40 characters"),
    ],
)
def test_a_wrong_identifier_is_refused_with_the_rule(typed: str, territory: str, rule: str) -> None:
    with pytest.raises(InvalidInputError, match=rule) as refused:
        checked_identifier(typed, territory)

    assert refused.value.field == "legal_identifier"


@pytest.mark.parametrize(
    "typed, expected",
    [
        ("", ""),
        ("https://www.example.com/a?b=c", "https://www.example.com/a?b=c"),
        (" www.example.com ", "https://www.example.com"),
        ("https://例子.中国", "https://例子.中国"),
    ],
)
def test_a_website_has_https(typed: str, expected: str) -> None:
    assert checked_website(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "http://www.example.com",
        "ftp://example.com",
        "javascript:alert(1)",
        "https://",
        "https://localhost",
        "https://a b.com",
        "https://user@example.com",
        "https://[::1",
        "https://example..com",
        'https://example.com/"><script>',
        "https://example.com/" + "a" * 200,
    ],
)
def test_what_is_no_safe_website_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked_website(typed)

    assert refused.value.field == "website"


@pytest.mark.parametrize("rank", [None, 1, 500])
def test_ranks_of_the_global_500(rank: int | None) -> None:
    assert checked_rank(rank) == rank


@pytest.mark.parametrize("rank", [0, -1, 501])
def test_other_ranks_are_refused(rank: int) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked_rank(rank)

    assert refused.value.field == "global_500_rank"
