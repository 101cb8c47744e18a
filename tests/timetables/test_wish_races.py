"""Several tabs of a team at the same moment."""

from collections.abc import Callable

from matchmaking.core.errors import ChangedMeanwhileError, MatchmakingError
from matchmaking.enterprises.models import Participation
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables import errors
from matchmaking.timetables.models import Round
from matchmaking.timetables.queries import wishes as queries
from matchmaking.timetables.services import wishes as services
from matchmaking.timetables.services.wishes import Wishing
from matchmaking.timetables.values import Step
from tests.databases import Database
from tests.factories.expo import NOW
from tests.racing import together
from tests.timetables.wishing import list_of, make_scene


def test_of_two_tabs_that_rank_at_once_one_learns_it(race_database: Database) -> None:
    with race_database.session() as session:
        scene = make_scene(session)
        wishes = [
            services.add_wish(session, scene.wishing(), partner, Grade.WANT, at=NOW)
            for partner in scene.partners
        ]
        keys = [wish.id for wish in wishes]
        team, round_id = scene.team.participation.id, scene.round.id
        who, version = scene.team.actor, list_of(session, scene).version
        session.commit()

    def moving(key: int) -> Callable[[], None]:
        def act() -> None:
            with race_database.session() as session:
                own = session.get_one(Participation, team)
                wishing = Wishing(who, session.get_one(Round, round_id), own, version)
                services.move_wish(session, wishing, key, Step.UP, at=NOW)
                session.commit()

        return act

    results = together(moving(keys[1]), moving(keys[2]))

    refused = [one for one in results if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [ChangedMeanwhileError]
    with race_database.session() as session:
        found = queries.wish_list_of(session, round_id, team)
        assert found is not None
        assert sorted(wish.position for wish in found.wishes) == [1, 2, 3]


def test_many_musts_added_at_once_stay_within_the_limit(race_database: Database) -> None:
    with race_database.session() as session:
        scene = make_scene(session, partners=6, most_musts=2)
        team, round_id, who = scene.team.participation.id, scene.round.id, scene.team.actor
        partners = [partner.id for partner in scene.partners]
        session.commit()

    def adding(partner_id: int) -> Callable[[], None]:
        def act() -> None:
            with race_database.session() as session:
                own = session.get_one(Participation, team)
                wishing = Wishing(who, session.get_one(Round, round_id), own)
                partner = session.get_one(Participation, partner_id)
                services.add_wish(session, wishing, partner, Grade.MUST, at=NOW)
                session.commit()

        return act

    results = together(*map(adding, partners))

    refused = [one for one in results if isinstance(one, MatchmakingError)]
    assert [type(one) for one in refused] == [errors.TooManyMustsError] * 4
    with race_database.session() as session:
        found = queries.wish_list_of(session, round_id, team)
        assert found is not None
        assert sorted(wish.position for wish in found.wishes) == [1, 2]
