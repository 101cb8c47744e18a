"""Several organisers at once: no name is given twice, no block is left without places."""

from collections.abc import Callable
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.enterprises.models import Participation
from matchmaking.expo import correcting, removing
from matchmaking.expo.models import BlockPlace, ExhibitionArea, Place
from matchmaking.expo.naming import NameTakenError
from matchmaking.expo.removing import LastPlaceError, StillUsedError
from tests.databases import Database
from tests.factories.accounts import actor, make_organiser
from tests.factories.enterprises import make_participation
from tests.factories.expo import NOW, make_area, make_block, make_edition, make_hall, make_place
from tests.racing import together

ORGANISERS = 6
Step = Callable[[Session], object]


def in_own_transaction(database: Database, step: Step) -> bool:
    """Do a step as somebody's request: committed if it goes well."""
    with database.session() as session:
        step(session)
        session.commit()
    return True


def race(database: Database, *steps: Step) -> list[bool | Exception]:
    """Let everybody act at once; return what became of each."""
    return together(*(partial(in_own_transaction, database, step) for step in steps))


def give_one_name(database: Database) -> list[bool | Exception]:
    """Let several areas be renamed alike at once."""
    with database.session() as session:
        edition = make_edition(session)
        who = actor(make_organiser(session, edition))
        areas = [make_area(session, edition).id for _ in range(ORGANISERS)]
        session.commit()
    return race(database, *(partial(name_alike, who=who, area=one) for one in areas))


def name_alike(session: Session, *, who: Actor, area: int) -> None:
    """Call an area what all the others are to be called."""
    thing = session.get_one(ExhibitionArea, area)
    food = {"name_en": "Food", "name_zh": ""}
    correcting.correct(session, who, thing, food, seen=thing.version, at=NOW)


def take_all_places(database: Database) -> tuple[list[bool | Exception], int]:
    """Let all places of a block be removed at once; return the results and how many are left."""
    with database.session() as session:
        edition = make_edition(session)
        who, hall = actor(make_organiser(session, edition)), make_hall(session, edition)
        places = [make_place(session, edition, hall=hall) for _ in range(ORGANISERS)]
        make_block(session, edition, places)
        keys = [place.id for place in places]
        session.commit()
    results = race(database, *(partial(take, who=who, place=key) for key in keys))
    with database.session() as session:
        return results, session.scalar(sa.select(sa.func.count()).select_from(BlockPlace)) or 0


def take(session: Session, *, who: Actor, place: int) -> None:
    """Remove a place."""
    removing.remove_place(session, who, session.get_one(Place, place), at=NOW)


def test_no_name_is_given_twice(race_database: Database) -> None:
    results = give_one_name(race_database)

    assert results.count(True) == 1
    assert [type(one) for one in results if one is not True] == [NameTakenError] * (ORGANISERS - 1)


def test_a_block_keeps_its_last_place(race_database: Database) -> None:
    results, left = take_all_places(race_database)

    assert (results.count(True), left) == (ORGANISERS - 1, 1)
    assert [type(one) for one in results if one is not True] == [LastPlaceError]


def test_a_booth_is_removed_or_given_to_an_enterprise_never_both(race_database: Database) -> None:
    with race_database.session() as session:
        edition = make_edition(session)
        who, booth = actor(make_organiser(session, edition)), make_place(session, edition).id
        guest = make_participation(session, edition).id
        session.commit()

    def move_in(session: Session) -> None:
        session.get_one(Participation, guest).booth_id = booth

    results = race(race_database, partial(take, who=who, place=booth), move_in)

    assert results.count(True) == 1
    with race_database.session() as session:
        home = session.get_one(Participation, guest).booth_id
        assert home == (booth if isinstance(results[0], StillUsedError) else None)
