"""A team that wishes, and partners it could meet."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaking.enterprises.models import Participation
from matchmaking.expo.models import Edition
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.models import Round, WishList
from matchmaking.timetables.queries import wishes as queries
from matchmaking.timetables.services.wishes import Wishing
from tests.factories.enterprises import make_participation
from tests.factories.expo import make_edition, venue_time
from tests.factories.meetings import Side, make_side
from tests.factories.timetables import make_round

CLOSES = venue_time(6, 18)


@dataclass
class Scene:
    """A round that gathers wishes, and a team with partners it could meet."""

    edition: Edition
    round: Round
    team: Side
    partners: list[Participation]

    def wishing(self, version: int | None = None) -> Wishing:
        """Return the team as who edits its list."""
        return Wishing(self.team.actor, self.round, self.team.participation, version)


def make_scene(session: Session, *, partners: int = 3, **values: object) -> Scene:
    edition = make_edition(session)
    gathering = make_round(session, edition, wishes_close_at=CLOSES, **values)
    others = [make_participation(session, edition) for _ in range(partners)]
    return Scene(edition, gathering, make_side(session, edition), others)


def listed(session: Session, scene: Scene) -> list[tuple[Participation, Grade]]:
    found = list_of(session, scene)
    return [(wish.partner, wish.grade) for wish in found.wishes]


def list_of(session: Session, scene: Scene) -> WishList:
    found = queries.wish_list_of(session, scene.round.id, scene.team.participation.id, anew=True)
    assert found is not None
    return found
