"""A kept sentence comes back as it was said."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings, strategies as st

from matchmaking.core.money import Money
from matchmaking.core.wording import Name, Sentence, say, say_count
from matchmaking.notifications.values import packed, unpacked

PLAIN_FACTS = (
    st.text()
    | st.integers()
    | st.none()
    | st.booleans()
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
    | st.builds(Name, st.text(), st.text())
    | st.builds(Money, st.integers(), st.sampled_from(["USD", "CNY"]))
)
SENTENCES = st.recursive(
    st.builds(Sentence, st.text(), st.dictionaries(st.text(), PLAIN_FACTS)),
    lambda inner: st.builds(
        Sentence,
        st.text(),
        st.dictionaries(st.text(), PLAIN_FACTS | inner),
        st.none() | st.text(),
        st.integers(),
    ),
    max_leaves=4,
)


@settings(max_examples=40)
@given(SENTENCES)
def test_every_fact_comes_back_from_json_as_it_was(sentence: Sentence) -> None:
    stored = json.loads(json.dumps(packed(sentence)))

    assert unpacked(sentence.text, stored) == sentence


def test_counts_and_nested_sentences_come_back() -> None:
    inner = say("“%(what)s”", what=Name("Dialogue", "对话会"))
    sentence = say_count("%(num)d seat", "%(num)d seats", 3, on=date(2019, 11, 5), inner=inner)

    again = unpacked(sentence.text, json.loads(json.dumps(packed(sentence))))

    assert again == sentence
    assert str(again) == "3 seats"


def test_a_day_and_an_instant_are_told_apart() -> None:
    instant = datetime(2019, 11, 5, tzinfo=UTC)

    again = unpacked("x", packed(say("x", day=instant.date(), instant=instant)))

    assert again.facts == {"day": instant.date(), "instant": instant}
    assert type(again.facts["day"]) is date


def test_a_fact_of_an_unknown_kind_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="A notice can't keep a list"):
        packed(say("x", things=[1, 2]))
