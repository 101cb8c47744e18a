from sqlalchemy.orm import Session

from matchmaking.reference.models import HsCode
from tests.browser import Browser
from tests.factories.accounts import make_organiser
from tests.factories.expo import make_edition


def test_the_typeahead_proposes_codes(browser: Browser, session: Session) -> None:
    session.add(HsCode(code="33", parent=None, name_en="Essential oils", name_zh="精油"))
    browser.signed_in_as(make_organiser(session, make_edition(session)))

    page = browser.get("/hs?q=精油").page

    assert [option.get("data-value") for option in page.every("li")] == ["33"]


def test_strangers_are_sent_to_sign_in(browser: Browser) -> None:
    assert browser.get("/hs?q=33").location == "/sign-in?next=/hs?q%3D33"
