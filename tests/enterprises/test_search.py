import pytest

from matchmaking.enterprises.search import asked_terms, indexed_terms

NAMES = ["重庆长安汽车", "Café Müller GmbH & Co. 3M"]
TEXTS = ["生咖啡豆", "Ｇｒｅｅｎ coffee"]


def finds(question: str) -> bool:
    terms = indexed_terms(NAMES, TEXTS)
    asked = asked_terms(question)
    return bool(asked) and all(any(term.startswith(word) for term in terms) for word in asked)


@pytest.mark.parametrize(
    "question",
    [
        "重庆",
        "汽车",
        "车",
        "重庆长安汽车",
        "安汽",
        "changan",
        "chongqing",
        "qiche",
        "cqca",
        "cafe",
        "CAFÉ",
        "mull",
        "3m",
        "咖啡",
        "green",
        "coffee 重庆",
        "gmbh & co.",
    ],
)
def test_it_is_found(question: str) -> None:
    assert finds(question)


@pytest.mark.parametrize(
    "question", ["庆重", "车汽", "shanghai", "afe", "kafei", "重庆 上海", "&", "", "%", "\x00"]
)
def test_it_is_not_found(question: str) -> None:
    assert not finds(question)


def test_terms_are_bounded() -> None:
    terms = indexed_terms(["字" * 500], [" ".join(f"word{n}" for n in range(2000))])

    assert len(terms) <= 400
    assert max(len(term) for term in indexed_terms(["a" * 500])) == 40


def test_a_question_has_at_most_eight_terms() -> None:
    assert len(asked_terms(" ".join(f"w{n}" for n in range(50)))) == 8
