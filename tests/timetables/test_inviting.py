"""Inviting by area, knowing how many are told, and taking an invitation back."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.queries import history_of
from matchmaking.core.errors import MatchmakingError, NotFoundError
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import ParticipationState
from matchmaking.notifications.models import Notice
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.errors import WishesBegunError
from matchmaking.timetables.models import Round, Wish, WishList
from matchmaking.timetables.queries.inviting import guests_of, untouched
from matchmaking.timetables.services import inviting
from matchmaking.timetables.services.wishes import Wishing, add_wish
from tests.browser import Browser, QueryCounter
from tests.databases import Database
from tests.factories.accounts import actor, make_organiser, make_team_member
from tests.factories.enterprises import make_participation
from tests.factories.expo import NOW, make_area, make_edition, venue_time
from tests.factories.meetings import Side, make_side
from tests.factories.timetables import make_round, make_wish_list
from tests.racing import together
from tests.timetables.wishing import CLOSES, Scene, make_scene


def told(session: Session, side: Side) -> list[str]:
    query = sa.select(Notice).where(Notice.account_id == side.grant.account_id)
    return [str(one.sentence) for one in session.scalars(query.order_by(Notice.id))]


def invited(session: Session) -> tuple[Scene, Actor, WishList]:
    """Invite everybody to a round; return the list of the team that is told."""
    scene = make_scene(session)
    who = actor(make_organiser(session, scene.edition))
    inviting.invite(session, who, scene.round, at=NOW)
    own = WishList.participation_id == scene.team.participation.id
    return scene, who, session.scalars(sa.select(WishList).where(own)).one()


def test_who_can_be_invited_is_counted_by_area_with_the_people_to_tell(session: Session) -> None:
    edition = make_edition(session)
    area, empty = make_area(session, edition), make_area(session, edition)
    found = make_round(session, edition, wishes_close_at=CLOSES)
    near = make_side(session, edition, area_id=area.id)
    make_team_member(session, near.participation)
    make_participation(session, edition, area_id=area.id, state=ParticipationState.DRAFT)
    make_wish_list(session, found, make_participation(session, edition, area_id=area.id))
    make_side(session, edition)

    counted = [(one.area, one.count, one.told) for one in guests_of(session, found)]

    assert counted == [(None, 2, 3), (area, 1, 2), (empty, 0, 0)]


def test_an_invitation_is_taken_back_and_who_was_told_is_told(session: Session) -> None:
    scene, who, mine = invited(session)

    inviting.uninvite(session, who, scene.round, mine.id, at=NOW)

    said = told(session, scene.team)
    assert (len(said), said[-1]) == (
        2,
        "The invitation to “Matchmaking on 5 November” was taken back.",
    )
    assert session.get(WishList, mine.id) is None
    deeds = [deed.action for deed in history_of(session, ("round", scene.round.id))]
    assert "took an invitation to the matchmaking round back" in deeds
    with pytest.raises(NotFoundError):
        inviting.uninvite(session, who, scene.round, mine.id, at=NOW)


def test_who_was_not_told_of_the_invitation_is_told_nothing(session: Session) -> None:
    scene = make_scene(session)
    who = actor(make_organiser(session, scene.edition))
    own = make_wish_list(session, scene.round, scene.team.participation, sent_at=None)

    inviting.uninvite(session, who, scene.round, own.id, at=NOW)

    assert told(session, scene.team) == []


@pytest.mark.parametrize(
    "values", [{"sent_at": venue_time(5, 10)}, {"minimum": 1}, {"maximum": 4}, {}]
)
def test_who_has_begun_keeps_the_invitation(session: Session, values: dict[str, object]) -> None:
    scene, who, mine = invited(session)
    for name, value in values.items():
        setattr(mine, name, value)
    if not values:
        mine.wishes = [Wish(partner=scene.partners[0], grade=Grade.MAY, position=1)]
    session.flush()

    with pytest.raises(WishesBegunError) as refused:
        inviting.uninvite(session, who, scene.round, mine.id, at=NOW)

    assert "has begun its wishes by now" in str(refused.value)
    assert untouched(session, [mine.id]) == set()


def test_a_wish_and_taking_the_invitation_back_at_once_lose_nothing(
    race_database: Database,
) -> None:
    with race_database.session() as session:
        scene, who, mine = invited(session)
        keys = (scene.team.participation.id, scene.partners[0].id)
        round_id, list_id = scene.round.id, mine.id
        session.commit()

    def take_back(session: Session, round_: Round) -> None:
        inviting.uninvite(session, who, round_, list_id, at=NOW)

    def wish(session: Session, round_: Round) -> None:
        own, partner = (session.get_one(Participation, key) for key in keys)
        add_wish(session, Wishing(who, round_, own), partner, Grade.WANT, at=NOW)

    def done(step: Callable[[Session, Round], None]) -> str:
        with race_database.session() as session:
            try:
                step(session, session.get_one(Round, round_id))
            except MatchmakingError as error:
                return error.rule
            session.commit()
            return step.__name__

    answers = sorted(map(str, together(lambda: done(take_back), lambda: done(wish))))

    assert answers in (
        ["wish", "wishes-begun"],
        ["take_back", "wish"],
        ["changed-meanwhile", "take_back"],
    )


def test_an_organiser_is_asked_how_many_are_invited_and_told(
    session: Session, browser: Browser
) -> None:
    scene = make_scene(session)
    area = make_area(session, scene.edition, name_en="Machines")
    scene.partners[0].area_id = area.id
    browser.signed_in_as(make_organiser(session, scene.edition))
    page = f"/timetable/rounds/{scene.round.id}"

    words = browser.get(page).words
    nonsense = browser.post(f"{page}/invite", {"area": "everything"})
    browser.post(f"{page}/invite", {"area": str(area.id)})
    after = browser.get(page).words

    assert "Invite 4 enterprises (All enterprises)? People told in the app and by mail: 1." in words
    assert "Invite 1 enterprise (Machines)? People told in the app and by mail: 0." in words
    assert nonsense.status_code == 404
    assert "Invite 3 enterprises (All enterprises)?" in after
    assert "(Machines)?" not in after


def test_an_organiser_takes_an_invitation_back_where_nobody_has_begun(
    session: Session, browser: Browser
) -> None:
    scene, _who, mine = invited(session)
    browser.signed_in_as(make_organiser(session, scene.edition))
    page = f"/timetable/rounds/{scene.round.id}"
    button = f"{page}/wish-lists/{mine.id}/uninvite"

    mine.minimum = 2
    session.commit()
    assert button not in browser.get(page).text
    refused = browser.follow(browser.post(button))
    mine.minimum = 0
    session.commit()
    taken = browser.submit(page, action=button)

    assert "has begun its wishes" in refused.words
    assert taken.location == f"{page}#lists"
    assert browser.post(button).status_code == 404


def test_guests_take_as_many_queries_for_1_area_as_for_9(
    session: Session, queries: QueryCounter
) -> None:
    edition = make_edition(session)
    found = make_round(session, edition)
    counts = []
    for areas in (1, 8):
        for _ in range(areas):
            area = make_area(session, edition)
            make_side(session, edition, area_id=area.id)
        session.flush()
        with queries:
            guests_of(session, found)
        counts.append(len(queries))

    assert counts == [3, 3]


def test_who_has_begun_nothing_or_was_not_reminded_for_longest_comes_first(
    browser: Browser, session: Session
) -> None:
    edition = make_edition(session)
    round_ = make_round(session, edition)
    named = {
        name: make_participation(session, edition, name_en=name, name_zh="")
        for name in ("Adler", "Hida", "Kauri")
    }
    partner = make_participation(session, edition)
    for name, wishes, reminded_at in (
        ("Adler", {partner: Grade.MAY}, None),
        ("Hida", {}, venue_time(3, 9)),
        ("Kauri", {}, venue_time(2, 9)),
    ):
        facts = {"sent_at": None, "reminded_at": reminded_at}
        make_wish_list(session, round_, named[name], wishes, **facts)
    browser.signed_in_as(make_organiser(session, edition))

    def listed(order: str) -> list[str]:
        page = browser.get(f"/timetable/rounds/{round_.id}?part=missing&order={order}").page
        shown = ("".join(one.itertext()).strip() for one in page.every("td"))
        return [text for text in shown if text in named]

    assert listed("") == ["Adler", "Hida", "Kauri"]
    assert listed("fewest") == ["Hida", "Kauri", "Adler"]
    assert listed("most") == ["Adler", "Hida", "Kauri"]
    assert listed("reminded") == ["Adler", "Kauri", "Hida"]
