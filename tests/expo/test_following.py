"""A hall's code was corrected: places with the old one in code or name follow in one step."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.audit.queries import history_of
from matchmaking.core.errors import InvalidInputError
from matchmaking.expo.correcting import correct
from matchmaking.expo.following import (
    HallChangedError,
    NotRewrittenError,
    problems,
    rewrite,
    rewritings,
)
from matchmaking.expo.models import Edition, Hall, Place
from matchmaking.expo.naming import rewritten
from tests.browser import Browser, QueryCounter
from tests.databases import Database
from tests.expo.test_collisions import browsing
from tests.factories.accounts import actor, make_organiser
from tests.factories.expo import NOW, make_edition, make_hall, make_place
from tests.racing import meeting_half_way

OLD = "1.1"


@pytest.fixture
def hall(session: Session, edition: Edition) -> Hall:
    """Make a hall that was 1.1 and is 3.1, with two places that still say so, and one without."""
    return hall_with_places(session, edition)


def hall_with_places(session: Session, edition: Edition) -> Hall:
    hall = make_hall(session, edition, code="3.1")
    make_place(session, edition, hall=hall, code="1.1A01", name_en="Booth 1.1A01")
    make_place(session, edition, hall=hall, code="B2", name_zh="1.1展位")
    make_place(session, edition, hall=hall, code="T11")
    return hall


def seen_in(session: Session, hall: Hall) -> dict[int, int]:
    return {one.thing.id: one.thing.version for one in rewritings(session, hall, OLD)}


def follow(session: Session, organiser: Grant, hall: Hall, places: dict[int, int]) -> int:
    by, seen = actor(organiser), hall.version
    return rewrite(session, by, hall, OLD, seen=seen, places=places, at=NOW)


def named(session: Session, hall: Hall) -> list[tuple[str, str, str]]:
    places = session.query(Place).filter_by(hall_id=hall.id).order_by(Place.id)
    return [(one.code, one.name_en, one.name_zh) for one in places]


@pytest.mark.parametrize(
    "text, was, now, expected",
    [
        ("1.1A01", "1.1", "3.1", "3.1A01"),
        ("Booth 1.1A01, between 1.1 and 11.1", "1.1", "3.1", "Booth 3.1A01, between 3.1 and 11.1"),
        ("1.1展位", "1.1", "3.1", "3.1展位"),
        ("N07", "N", "N-1", "N-107"),
        ("N-107", "N", "N-1", "N-107"),
        ("5.1A03", "5.1", "5", "5A03"),
        ("5A03", "5", "5.1", "5.1A03"),
        ("5.1A03", "5", "5.1", "5.1A03"),
        ("A1", "A", r"\1", r"\11"),
        ("T11", "1.1", "3.1", "T11"),
    ],
)
def test_the_new_code_is_written_where_the_old_one_stands(
    text: str, was: str, now: str, expected: str
) -> None:
    assert rewritten(text, was=was, now=now) == expected


def test_all_that_were_chosen_are_rewritten_and_that_is_written_down(
    session: Session, hall: Hall, organiser: Grant
) -> None:
    seen = seen_in(session, hall)

    count = follow(session, organiser, hall, seen)

    assert count == 2
    assert named(session, hall) == [
        ("3.1A01", "Booth 3.1A01", ""),
        ("B2", "", "3.1展位"),
        ("T11", "", ""),
    ]
    deeds = [history_of(session, ("place", key))[-1] for key in seen]
    assert [(one.action, one.reason) for one in deeds] == [
        (
            "corrected a place",
            "code: “1.1A01” → “3.1A01”; name_en: “Booth 1.1A01” → “Booth 3.1A01”",
        ),
        ("corrected a place", "name_zh: “1.1展位” → “3.1展位”"),
    ]
    assert rewritings(session, hall, OLD) == []


def test_what_was_not_chosen_stays(session: Session, hall: Hall, organiser: Grant) -> None:
    first, second = seen_in(session, hall).items()

    follow(session, organiser, hall, dict([second]))

    assert [one.thing.id for one in rewritings(session, hall, OLD)] == [first[0]]


def test_a_code_that_is_taken_is_refused_by_name_and_nothing_is_rewritten(
    session: Session, edition: Edition, hall: Hall, organiser: Grant
) -> None:
    make_place(session, edition, hall=hall, code="3.1A01")
    before = named(session, hall)
    told = "“1.1A01”: Another place of this hall has the code “3.1A01”."

    with pytest.raises(NotRewrittenError, match=told):
        follow(session, organiser, hall, seen_in(session, hall))

    assert named(session, hall) == before


def test_a_place_that_has_the_new_code_and_the_old_one_in_its_name_follows(
    session: Session, edition: Edition, hall: Hall, organiser: Grant
) -> None:
    place = make_place(session, edition, hall=hall, code="3.1A01", name_en="Booth 1.1A01")
    found = rewritings(session, hall, OLD)

    assert list(problems(session, hall, found)) == [found[0].thing.id]
    assert found[0].was["code"] == "1.1A01"
    assert follow(session, organiser, hall, {place.id: place.version}) == 1
    assert place.name_en == "Booth 3.1A01"


def test_two_places_don_t_become_one(
    session: Session, edition: Edition, hall: Hall, organiser: Grant
) -> None:
    make_place(session, edition, hall=hall, code="1.1-3.1")
    make_place(session, edition, hall=hall, code="3.1-1.1")
    found = rewritings(session, hall, OLD)

    assert [found[0].thing.id in problems(session, hall, found)] == [False]
    assert len(problems(session, hall, found)) == 1
    with pytest.raises(NotRewrittenError, match=r"has the code “3\.1-3\.1”"):
        follow(session, organiser, hall, seen_in(session, hall))


@pytest.mark.parametrize(
    "values, told",
    [
        ({"code": "1.1-2345678901234567"}, "longer than the 20 characters"),
        ({"code": "C1", "name_en": "1.1" + " " * 197}, "longer than 200 characters"),
    ],
)
def test_what_would_be_too_long_is_refused(
    session: Session, edition: Edition, organiser: Grant, values: dict[str, str], told: str
) -> None:
    hall = make_hall(session, edition, code="West")
    place = make_place(session, edition, hall=hall, **values)

    with pytest.raises(NotRewrittenError, match=told):
        follow(session, organiser, hall, {place.id: place.version})


def test_nothing_chosen_is_nothing_to_do(session: Session, hall: Hall, organiser: Grant) -> None:
    with pytest.raises(InvalidInputError):
        follow(session, organiser, hall, {})


def test_what_was_changed_meanwhile_is_looked_at_again(
    session: Session, hall: Hall, organiser: Grant
) -> None:
    seen = seen_in(session, hall)
    place = session.get_one(Place, next(iter(seen)))
    values = {"code": "1.1A02", "name_en": "", "name_zh": "", "seats": 4}
    correct(session, actor(organiser), place, values, seen=place.version, at=NOW)

    with pytest.raises(NotRewrittenError, match=r"“1\.1A02”: it was changed meanwhile"):
        follow(session, organiser, hall, seen)
    values = {"code": "3.1A02", "name_en": "", "name_zh": "", "seats": 4}
    correct(session, actor(organiser), place, values, seen=place.version, at=NOW)
    with pytest.raises(HallChangedError):
        follow(session, organiser, hall, seen)


def test_a_hall_that_has_another_code_by_now_is_looked_at_again(
    session: Session, hall: Hall, organiser: Grant
) -> None:
    seen, places = hall.version, seen_in(session, hall)
    values = {"code": "4.1", "name_en": hall.name_en, "name_zh": hall.name_zh}
    correct(session, actor(organiser), hall, values, seen=seen, at=NOW)

    with pytest.raises(HallChangedError):
        rewrite(session, actor(organiser), hall, OLD, seen=seen, places=places, at=NOW)


def boxes(page: Any) -> dict[str, bool]:  # noqa: ANN401 - what was answered
    every = [one for one in page.page.every("input") if one.get("name") == "places"]
    return {one.get("value"): one.get("checked") is not None for one in every}


def test_an_organiser_sees_what_would_become_of_each_and_does_it(
    browser: Browser, session: Session, hall: Hall, organiser: Grant
) -> None:
    path = f"/fair/halls/{hall.id}/rewrite?old=1.1"

    leading = browser.get(f"/fair/halls/{hall.id}?old=1.1")
    preview = browser.get(path)
    done = browser.submit(path, places=list(boxes(preview)))

    assert path in leading.page.links
    assert "1.1A01 → 3.1A01 Booth 1.1A01 → Booth 3.1A01" in preview.words
    assert list(boxes(preview).values()) == [True, True]
    assert done.location == f"/fair/halls/{hall.id}?old=1.1"
    after = browser.follow(done).words
    assert "2 places were rewritten." in after
    assert "No place of this hall has its old code “1.1” any more." in after
    assert "Nothing to rewrite" in browser.get(path).words
    for same in ("", "?old=3.1"):
        away = browser.get(f"/fair/halls/{hall.id}/rewrite{same}")
        assert away.location == f"/fair/halls/{hall.id}"


def test_what_can_t_be_rewritten_says_so_and_is_not_chosen_at_first(
    browser: Browser, session: Session, hall: Hall, organiser: Grant
) -> None:
    make_place(session, session.get_one(Edition, hall.edition_id), hall=hall, code="3.1A01")
    path = f"/fair/halls/{hall.id}/rewrite?old=1.1"
    preview = browser.get(path)
    before = named(session, hall)

    refused = browser.submit(path, places=list(boxes(preview)))

    assert "Another place of this hall has the code “3.1A01”." in preview.words
    assert sorted(boxes(preview).values()) == [False, True]
    assert refused.status_code == 422
    assert "Nothing was rewritten. “1.1A01”: Another place of this hall has" in refused.words
    assert list(boxes(refused).values()) == [True, True]
    assert named(session, hall) == before


def test_one_may_begin_with_none_and_must_choose_one(
    browser: Browser, hall: Hall, organiser: Grant
) -> None:
    path = f"/fair/halls/{hall.id}/rewrite?old=1.1"

    preview = browser.get(f"{path}&none=1")
    refused = browser.post(path, {"version": hall.version})
    odd = browser.post(path, {"version": hall.version, "places": ["x", "1", "-", "9" * 30 + "-1"]})

    assert list(boxes(preview).values()) == [False, False]
    assert "Choose at least one." in refused.words
    assert "Choose at least one." in odd.words


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_asks_as_much_of_one_place_as_of_many(
    session: Session, edition: Edition, queries: QueryCounter, count: int
) -> None:
    hall = make_hall(session, edition, code="3.1")
    for number in range(count):
        make_place(session, edition, hall=hall, code=f"1.1A{number}")
    session.expire_all()
    hall = session.get_one(Hall, hall.id)

    with queries:
        problems(session, hall, rewritings(session, hall, OLD))

    assert len(queries) == 2


def test_of_two_who_change_a_place_at_the_same_moment_the_second_is_told(
    race_database: Database,
) -> None:
    with race_database.session() as session:
        edition = make_edition(session)
        hall = hall_with_places(session, edition)
        first, second = (make_organiser(session, edition) for _ in range(2))
        session.commit()
        places = [f"{key}-{version}" for key, version in seen_in(session, hall).items()]
        key = next(iter(seen_in(session, hall)))

    def save(session: Session) -> None:
        place = session.get_one(Place, key)
        values = {"code": "C3", "name_en": "", "name_zh": "", "seats": 4}
        correct(session, actor(first), place, values, seen=place.version, at=NOW)

    typed = {"version": hall.version, "places": places}
    with browsing(race_database, second) as browser:
        refused = meeting_half_way(
            race_database,
            save,
            lambda: browser.post(f"/fair/halls/{hall.id}/rewrite?old=1.1", typed),
        )

    assert refused.status_code == 422
    assert "the hall was changed meanwhile. Look at the list once more." in refused.words
    with race_database.session() as session:
        assert ("B2", "", "1.1展位") in named(session, session.get_one(Hall, hall.id))
