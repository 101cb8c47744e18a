"""What happened to a meeting says in the reader's language who did it."""

from sqlalchemy.orm import Session

from matchmaking.audit.queries import history_of
from matchmaking.audit.services import record
from matchmaking.core.wording import Name
from matchmaking.meetings.services.settling import not_open
from tests.browser import Browser
from tests.factories.accounts import actor, make_organiser
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW, make_edition
from tests.factories.meetings import ask, confirmed, make_scene, make_side


def test_who_represents_an_enterprise_is_called_as_the_reader_does(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    english, chinese = scene.asker.grant.account.name, scene.asker.person.name_zh
    browser.signed_in_as(scene.asked.grant)

    page = f"/meetings/{meeting.id}"
    in_english = browser.get(page).words
    browser.speaking("zh_Hans")
    in_chinese = browser.get(page).words

    assert f"{english} asked for the meeting" in in_english
    assert f"{chinese}申请约见" in in_chinese


def test_whoever_has_one_name_only_is_called_so_in_both_languages(session: Session) -> None:
    edition = make_edition(session)
    organiser = make_organiser(session, edition)
    record(session, actor(organiser), "renamed a hall", subject=("hall", 1), at=NOW)
    record(session, None, "renamed a hall", subject=("hall", 1), at=NOW)

    person, platform = history_of(session, ("hall", 1))

    assert person.by == Name(organiser.account.name, "")
    assert platform.by is None


def test_a_name_in_another_edition_is_not_taken(session: Session) -> None:
    scene = make_scene(session)
    scene.asker.person.account_id = None
    elsewhere = make_side(session, make_edition(session))
    make_representative(
        session, elsewhere.participation, account_id=scene.asker.grant.account_id, name_zh="他"
    )
    meeting = ask(session, scene)

    (deed,) = history_of(session, ("meeting", meeting.id))

    assert deed.by == Name(scene.asker.grant.account.name, "")


def test_who_acted_before_is_named_for_either_reader(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)

    facts = not_open(session, meeting).sentence.facts

    assert facts["who"] == Name(scene.asked.grant.account.name, scene.asked.person.name_zh)
