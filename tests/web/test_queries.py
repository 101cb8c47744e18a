"""Lists come page by page."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.expo.models import Hall
from matchmaking.web.queries import paginate
from tests.browser import QueryCounter
from tests.factories.expo import make_edition, make_hall


def halls(session: Session, count: int) -> sa.Select[Hall]:
    """Make halls of an edition and return the query for them."""
    edition = make_edition(session)
    for _ in range(count):
        make_hall(session, edition)
    return sa.select(Hall).where(Hall.edition_id == edition.id).order_by(Hall.id)


def test_a_number_outside_the_list_shows_the_nearest_page(session: Session) -> None:
    query = halls(session, 5)

    page = paginate(session, query, number=9, size=2)

    assert (page.number, page.count, page.total) == (3, 3, 5)
    assert (page.first, page.last, len(page.rows)) == (5, 5, 1)


def test_what_is_known_already_is_not_counted_again(
    session: Session, queries: QueryCounter
) -> None:
    query = halls(session, 5)
    with queries:
        page = paginate(session, query, number=2, size=2, total=5)

    assert page == paginate(session, query, number=2, size=2)
    assert len(queries) == 1


def test_an_empty_list_has_one_page(session: Session) -> None:
    page = paginate(session, halls(session, 0), number=1)

    assert (page.number, page.count, page.first, page.last) == (1, 1, 0, 0)
