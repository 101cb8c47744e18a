"""The pages of rounds, wishes and interpreters."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Role
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import CatalogueKind, ParticipationState
from matchmaking.expo.models import Edition, Interpreter
from matchmaking.meetings.queries import vetoes_of
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.models import Round
from matchmaking.timetables.queries import wishes as wish_queries
from matchmaking.timetables.queries.rounds import overview_of, rounds_of
from tests.browser import Browser, QueryCounter
from tests.factories.accounts import make_organiser, make_team_member
from tests.factories.enterprises import make_catalogue_item, make_participation
from tests.factories.expo import NOW, make_block, make_edition, venue_time
from tests.factories.meetings import ask, make_scene as make_meeting_scene
from tests.factories.reference import make_hs_code
from tests.factories.timetables import make_plan, make_round, make_wish_list
from tests.timetables.wishing import CLOSES, Scene, list_of, listed, make_scene


def signed_in(browser: Browser, scene: Scene) -> str:
    browser.signed_in_as(scene.team.grant)
    return f"/timetable/wishes/{scene.round.id}"


def organising(browser: Browser, session: Session, edition: Edition) -> None:
    browser.signed_in_as(make_organiser(session, edition))


def ids(answer: Any) -> set[str]:  # noqa: ANN401 - what a browser answers
    return {found.get("id") for found in answer.page.every("button") if found.get("id")}


def test_the_only_round_is_where_wishes_lead(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    page = signed_in(browser, scene)

    assert browser.get("/timetable/wishes").location == page
    make_round(session, scene.edition, name_en="Saturday", wishes_close_at=CLOSES)
    assert "Saturday" in browser.get("/timetable/wishes").words


def test_whose_profile_is_not_approved_is_led_to_it(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    scene.team.participation.state = ParticipationState.SUBMITTED

    page = browser.get(signed_in(browser, scene))

    assert "You can wish for meetings once your profile is approved. Our profile" in page.words


def test_a_team_adds_grades_ranks_and_hands_in(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    page = signed_in(browser, scene)
    one, two, _three = scene.partners

    browser.post(f"{page}/add", {"partner": one.id, "grade": "want"})
    browser.post(f"{page}/add", {"partner": two.id, "grade": "may"})
    first, second = (wish.id for wish in list_of(session, scene).wishes)
    browser.submit(page, action=f"{page}/{second}/up")
    version = list_of(session, scene).version
    browser.post(f"{page}/{first}/grade", {"grade": "must", "version": version})
    shown = browser.get(page)
    browser.submit(page, action=f"{page}/hand-in")

    assert listed(session, scene) == [(two, Grade.MAY), (one, Grade.MUST)]
    assert "2 musts left" in shown.words
    assert {f"up-{first}", f"down-{first}", f"remove-{first}"} <= ids(shown)
    assert list_of(session, scene).sent_at is not None
    assert "What you change now counts at once" in browser.get(page).words
    browser.submit(page, action=f"{page}/{first}/remove")
    assert listed(session, scene) == [(two, Grade.MAY)]


def test_an_older_tab_is_told_and_changes_nothing(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    page = signed_in(browser, scene)
    for partner in scene.partners:
        browser.post(f"{page}/add", {"partner": partner.id})
    found = list_of(session, scene)
    version, wishes = found.version, [wish.id for wish in found.wishes]
    browser.post(f"{page}/{wishes[2]}/up", {"version": version})

    answer = browser.post(f"{page}/{wishes[2]}/up", {"version": version})

    assert "Your list was changed elsewhere." in browser.follow(answer).words
    one, two, three = scene.partners
    assert [partner for partner, _ in listed(session, scene)] == [one, three, two]


def test_a_must_too_many_is_said(session: Session, browser: Browser) -> None:
    scene = make_scene(session, most_musts=1)
    page = signed_in(browser, scene)
    browser.post(f"{page}/add", {"partner": scene.partners[0].id, "grade": "must"})

    answer = browser.post(f"{page}/add", {"partner": scene.partners[1].id, "grade": "must"})

    words = browser.follow(answer).words
    assert "At most 1 wish can be a must." in words
    assert "No must left" in words


def test_partners_are_recommended_and_searched(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    page = signed_in(browser, scene)
    make_hs_code(session, "870840")
    own = {"kind": CatalogueKind.NEED, "hs_code": "870840"}
    make_catalogue_item(session, scene.team.participation, **own)
    offer = {"kind": CatalogueKind.OFFER, "hs_code": "870840", "title_en": "Gear boxes"}
    make_catalogue_item(session, scene.partners[0], **offer)
    session.expire_all()

    shown = browser.get(page)
    nothing = browser.get(f"{page}?q=nobody-at-all")
    by_code = [ids(browser.get(f"{page}?q={code}")) for code in ("8708.40", "870840", "8708", "87")]

    assert "They offer Gear boxes (8708.40); you need it." in shown.words
    assert f"add-{scene.partners[0].id}" in ids(shown)
    assert "Nobody of the other side fits" in nothing.words
    assert all(f"add-{scene.partners[0].id}" in found for found in by_code)


def test_limits_and_absences_are_entered(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    page = signed_in(browser, scene)

    browser.submit(page, action=f"{page}/limits", minimum="2", maximum="5")
    wrong = browser.submit(page, action=f"{page}/limits", minimum="6", maximum="5")
    browser.submit(page, action=f"{page}/absences", person=str(scene.team.person.id))
    late = venue_time(5, 16).isoformat()
    refused = browser.submit(
        page, action=f"{page}/absences", starts_at=late, ends_at=venue_time(5, 15).isoformat()
    )

    found = list_of(session, scene)
    assert (found.minimum, found.maximum) == (2, 5)
    assert (wrong.status_code, refused.status_code) == (422, 422)
    assert "At most must not be fewer than at least." in wrong.words
    assert 'value="6"' in wrong.text
    assert "Choose an end after the beginning." in refused.words
    assert [one.representative for one in found.absences] == [scene.team.person]
    browser.submit(page, action=f"{page}/absences/{found.absences[0].id}/remove")
    assert list_of(session, scene).absences == []


@pytest.mark.parametrize(
    "values, sentence",
    [
        ({"wishes_open_at": venue_time(5, 20)}, "You can say whom you want to meet from"),
        ({"wishes_close_at": venue_time(5, 9)}, "Wishes are closed."),
    ],
    ids=["not open yet", "closed"],
)
def test_outside_its_time_a_list_is_only_read(
    session: Session, browser: Browser, values: dict[str, Any], sentence: str
) -> None:
    scene = make_scene(session)
    make_wish_list(session, scene.round, scene.team.participation, {scene.partners[0]: Grade.MUST})
    for name, value in values.items():
        setattr(scene.round, name, value)
    page = signed_in(browser, scene)

    shown = browser.get(page)
    sent = browser.post(f"{page}/add", {"partner": scene.partners[1].id})

    assert sentence in shown.words
    assert ids(shown) == set()
    assert "Wishes" in browser.follow(sent).words
    assert listed(session, scene) == [(scene.partners[0], Grade.MUST)]


def test_whoever_did_not_hand_in_hears_that_their_wishes_do_not_count(
    session: Session, browser: Browser
) -> None:
    scene = make_scene(session)
    listed_ = make_wish_list(session, scene.round, scene.team.participation, sent_at=None)
    scene.round.wishes_close_at = NOW
    page = signed_in(browser, scene)

    missed = browser.get(page).words
    listed_.sent_at = venue_time(5, 10)
    session.flush()
    made_it = browser.get(page).words

    assert "yours were not handed in" in missed
    assert "The organiser now makes the timetable of all wishes." not in missed
    assert "The organiser now makes the timetable of all wishes." in made_it


def test_a_member_reads_what_the_administrator_changes(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    make_wish_list(session, scene.round, scene.team.participation, {scene.partners[0]: Grade.MUST})
    own = scene.team.participation
    browser.signed_in_as(make_team_member(session, own, role=Role.ENTERPRISE_MEMBER))

    shown = browser.get(f"/timetable/wishes/{scene.round.id}")

    assert "Your team's administrator changes the wishes" in shown.words
    assert ids(shown) == set()


def test_a_partner_is_added_and_refused_from_its_page(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    page, partner = signed_in(browser, scene), scene.partners[0]
    theirs = f"/timetable/partners/{partner.id}"

    assert theirs in browser.get(f"/partners/{partner.id}").text
    added = browser.post(f"{page}/add", {"partner": partner.id, "grade": "must", "next": theirs})
    assert added.location == theirs
    assert "Must" in browser.get(theirs).words
    before = browser.get(f"/partners/{partner.id}").text.count("/meetings/request?with=")
    browser.submit(theirs, action=f"/timetable/vetoes/{partner.id}")

    assert listed(session, scene) == []
    assert "You want no meetings with" in browser.get(theirs).words
    asking = f"/meetings/request?with={partner.id}"
    assert browser.get(f"/partners/{partner.id}").text.count(asking) == before - 1
    assert partner.label.en in browser.get(page).words
    browser.submit(theirs, action=f"/timetable/vetoes/{partner.id}/lift")
    assert vetoes_of(session, scene.team.participation.id) == []


def test_a_confirmed_meeting_is_named_when_its_partner_is_refused(
    session: Session, browser: Browser
) -> None:
    scene = make_meeting_scene(session)
    meeting = ask(session, scene)
    browser.signed_in_as(scene.asked.grant)
    browser.post(f"/meetings/{meeting.id}/confirm")

    answer = browser.post(f"/timetable/vetoes/{scene.asker.participation.id}")

    assert answer.location == f"/meetings/{meeting.id}"
    assert "stands, unless you cancel it" in browser.follow(answer).words


def test_the_home_page_says_what_is_due(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    due = make_wish_list(session, scene.round, scene.team.participation, sent_at=None)
    browser.signed_in_as(scene.team.grant)

    assert "Hand in our wishes" in browser.get("/").words
    due.sent_at = venue_time(5, 10)
    session.flush()
    assert "Hand in our wishes" not in browser.get("/").words


def test_an_organiser_lays_a_round_down_and_changes_it(session: Session, browser: Browser) -> None:
    edition = make_edition(session)
    block = make_block(session, edition, starts_at=venue_time(8, 9), ends_at=venue_time(8, 13))
    organising(browser, session, edition)
    entered = {
        "name_en": "Friday",
        "blocks": str(block.id),
        "opens": "2019-11-04T09:00",
        "closes": "2019-11-06T18:00",
        "lunch_from": "12:00",
    }

    halved = browser.submit("/timetable/rounds/new", **entered)
    made = browser.submit("/timetable/rounds/new", **entered, lunch_until="13:00")

    assert halved.status_code == 422
    assert "Lunch must end after it begins" in halved.words
    (found,) = rounds_of(session, edition.id)
    assert made.location == f"/timetable/rounds/{found.id}"
    assert (found.wishes_close_at, found.lunch_from, found.blocks) == (CLOSES, 720, [block])
    edit = f"/timetable/rounds/{found.id}/edit"
    late = browser.submit(edit, action=edit, blocks=str(block.id), closes="2019-11-08T10:00")
    browser.submit(edit, action=edit, blocks=str(block.id), name_en="Friday 8 November")
    assert "Wishes must close before the first meetings" in late.words
    session.refresh(found)
    assert (found.name_en, found.wishes_close_at) == ("Friday 8 November", CLOSES)


def test_an_organiser_invites_sees_and_reminds(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    organising(browser, session, scene.edition)
    page = f"/timetable/rounds/{scene.round.id}"

    browser.submit(page, action=f"{page}/invite")
    shown = browser.get(page)
    found = wish_queries.wish_list_of(session, scene.round.id, scene.team.participation.id)
    assert found is not None
    one = browser.submit(page, action=f"{page}/wish-lists/{found.id}/remind")
    three = browser.get(page)
    rest = browser.submit(page, action=f"{page}/remind")
    nobody = browser.get(page)
    again = browser.post(f"{page}/remind")

    assert overview_of(session, scene.round).missing == 4
    assert "Remind all 4 enterprises" in shown.words
    assert "Remind 3 more enterprises" in three.words
    assert "All who have not handed in were reminded today" in nobody.words
    assert f"{page}/remind" not in nobody.text
    assert one.location == f"{page}#lists"
    assert rest.location == f"{page}#lists"
    assert "Nobody was reminded" in browser.follow(again).words
    words = browser.get(f"{page}?q={scene.partners[1].label.en}").words
    assert scene.partners[1].label.en in words
    assert scene.team.participation.label.en not in words


def test_an_organiser_keeps_interpreters(session: Session, browser: Browser) -> None:
    edition = make_edition(session)
    organising(browser, session, edition)
    new = "/timetable/interpreters/new"

    alone = browser.submit(new, name_en="Gu Xin", languages="de")
    browser.post(new, {"name_en": "Gu Xin", "languages": ["de", "zh"]})
    shown = browser.get("/timetable/interpreters")

    assert "Choose at least two languages." in alone.words
    assert "German, Chinese" in shown.words
    key = session.query(Interpreter).filter_by(edition_id=edition.id).one().id
    browser.post(f"/timetable/interpreters/{key}", {"name_en": "Gu", "languages": ["fr", "zh"]})
    browser.submit("/timetable/interpreters", action=f"/timetable/interpreters/{key}/off")
    shown = browser.get("/timetable/interpreters")
    assert "French, Chinese" in shown.words
    assert "Off duty" in shown.words


def wished_by(session: Session, round_: Round, count: int) -> None:
    for number in range(count):
        one: Participation = make_participation(
            session, session.get_one(Edition, round_.edition_id)
        )
        sent_at = venue_time(2, 9) if number % 2 else None
        make_wish_list(session, round_, one, sent_at=sent_at)


def test_a_rounds_page_takes_as_many_queries_for_3_lists_as_for_300(
    session: Session, browser: Browser, queries: QueryCounter
) -> None:
    edition = make_edition(session)
    small, large = make_round(session, edition), make_round(session, edition)
    wished_by(session, small, 3)
    wished_by(session, large, 300)
    for number in range(1, 20):
        make_plan(session, large, number=number)
    make_plan(session, small)
    organising(browser, session, edition)
    counts = []
    for page in [
        f"/timetable/rounds/{found.id}?part=all{order}"
        for order in ("", "&order=most")
        for found in (small, large)
    ]:
        with queries:
            browser.get(page)
        counts.append(len(queries))

    assert len(set(counts)) == 1


def test_a_list_takes_as_many_queries_for_3_wishes_as_for_50(
    session: Session, browser: Browser, queries: QueryCounter
) -> None:
    scene = make_scene(session, partners=50)
    found = make_wish_list(
        session,
        scene.round,
        scene.team.participation,
        dict.fromkeys(scene.partners[:3], Grade.WANT),
    )
    page = signed_in(browser, scene)
    counts = []
    for partners in (scene.partners[:3], scene.partners):
        session.delete(found)
        session.flush()
        found = make_wish_list(
            session,
            scene.round,
            scene.team.participation,
            dict.fromkeys(partners, Grade.WANT),
        )
        with queries:
            browser.get(page)
        counts.append(len(queries))

    assert counts[0] == counts[1]
