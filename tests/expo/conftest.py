"""Whoever lays out a fair: an organiser of an edition in preparation."""

import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.expo.models import Edition
from matchmaking.expo.values import Phase
from tests.browser import Browser
from tests.factories.accounts import make_organiser
from tests.factories.expo import make_edition


@pytest.fixture
def edition(session: Session) -> Edition:
    return make_edition(session, phase=Phase.PREPARING)


@pytest.fixture
def organiser(browser: Browser, session: Session, edition: Edition) -> Grant:
    grant = make_organiser(session, edition)
    browser.signed_in_as(grant)
    return grant
