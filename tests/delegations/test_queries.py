import pytest
from sqlalchemy.orm import Session

from matchmaking.core.wording import Name
from matchmaking.delegations import queries, services
from matchmaking.delegations.errors import CodeTakenError
from matchmaking.delegations.models import Delegation
from matchmaking.delegations.policies import can_direct, can_view
from matchmaking.delegations.values import DelegationKind
from matchmaking.expo.models import Edition
from matchmaking.expo.naming import NameTakenError
from tests.browser import QueryCounter
from tests.factories.accounts import actor, make_lead, make_organiser, make_staff
from tests.factories.delegations import make_delegation
from tests.factories.expo import make_edition

CHONGQING = Name("Chongqing", "重庆交易团")


class Tree:
    """Chongqing with two sub-delegations, one of them with one below, beside Shanghai."""

    def __init__(self, session: Session) -> None:
        self.edition = make_edition(session)
        self.chongqing = make_delegation(session, self.edition, position=2)
        self.liangjiang = make_delegation(session, self.edition, parent=self.chongqing, position=2)
        self.yuzhong = make_delegation(session, self.edition, parent=self.chongqing, position=1)
        self.jiefangbei = make_delegation(session, self.edition, parent=self.yuzhong)
        self.shanghai = make_delegation(session, self.edition, position=1)


@pytest.fixture
def tree(session: Session) -> Tree:
    return Tree(session)


@pytest.fixture
def queries_counted(queries: QueryCounter) -> QueryCounter:
    return queries


def test_options_follow_the_tree_and_its_order(session: Session, tree: Tree) -> None:
    options = queries.options_of(session, tree.edition.id)

    assert [(option.id, option.depth) for option in options] == [
        (tree.shanghai.id, 1),
        (tree.chongqing.id, 1),
        (tree.yuzhong.id, 2),
        (tree.jiefangbei.id, 3),
        (tree.liangjiang.id, 2),
    ]


def test_a_subtree_is_the_node_and_all_below(session: Session, tree: Tree) -> None:
    below = {tree.chongqing.id, tree.liangjiang.id, tree.yuzhong.id, tree.jiefangbei.id}

    assert set(queries.subtree_ids(session, tree.chongqing)) == below
    assert set(queries.subtree_paths(session, tree.chongqing)) == below
    assert [
        node.delegation for node in queries.tree_of(session, tree.edition.id, under=tree.chongqing)
    ] == [tree.yuzhong, tree.liangjiang]


def test_a_node_whose_key_begins_alike_is_not_below(session: Session, tree: Tree) -> None:
    other = Delegation(path=f"/{tree.chongqing.id}5/")

    assert not tree.chongqing.governs(other.path)


def test_neighbours_in_the_tree(session: Session, tree: Tree) -> None:
    assert queries.children_of(session, tree.chongqing) == [tree.yuzhong, tree.liangjiang]
    assert queries.roots_of(session, tree.edition.id) == [tree.shanghai, tree.chongqing]
    assert queries.ancestors_of(session, tree.jiefangbei) == [tree.chongqing, tree.yuzhong]
    assert queries.ancestors_of(session, tree.shanghai) == []


def test_a_delegation_of_another_edition_is_not_found(session: Session, tree: Tree) -> None:
    other = make_delegation(session, make_edition(session), code=tree.shanghai.code)

    assert queries.delegation_in(session, tree.edition.id, other.id) is None
    assert queries.delegation_in(session, tree.edition.id, None) is None
    assert queries.delegation_in(session, tree.edition.id, 2**70) is None
    found = queries.delegation_by_code(session, tree.edition.id, tree.shanghai.code)
    assert found == tree.shanghai


def test_a_tree_takes_one_query_however_large(
    session: Session, tree: Tree, queries_counted: QueryCounter
) -> None:
    for _ in range(30):
        make_delegation(session, tree.edition, parent=tree.yuzhong)

    with queries_counted:
        queries.options_of(session, tree.edition.id)

    assert len(queries_counted) == 1


def form(
    session: Session,
    edition: Edition,
    parent: Delegation | None = None,
    *,
    name: Name = CHONGQING,
) -> Delegation:
    return services.form_delegation(
        session,
        edition_id=edition.id,
        code="CQ" if parent is None else "CQ-1",
        name=name,
        kind=DelegationKind.LOCAL,
        parent=parent,
    )


def test_a_delegation_is_put_into_the_tree(session: Session) -> None:
    edition = make_edition(session)

    above = form(session, edition)
    below = form(session, edition, above)

    assert (above.path, above.depth) == (f"/{above.id}/", 1)
    assert (below.path, below.depth) == (f"/{above.id}/{below.id}/", 2)


def test_a_code_is_given_once_in_an_edition(session: Session) -> None:
    edition = make_edition(session)
    form(session, edition)

    with pytest.raises(NameTakenError):
        form(session, edition)
    with pytest.raises(CodeTakenError):
        form(session, edition, name=Name("Beijing", ""))


def test_who_directs_a_delegation(session: Session, tree: Tree) -> None:
    organiser = actor(make_organiser(session, tree.edition))
    head = actor(make_lead(session, tree.edition, tree.chongqing))
    sub_head = actor(make_lead(session, tree.edition, tree.yuzhong))
    staff = actor(make_staff(session, tree.edition))
    strange = actor(make_organiser(session, make_edition(session)))
    everybody = [organiser, head, sub_head, staff, strange]

    assert [can_direct(one, tree.yuzhong) for one in everybody] == [True, True, True, False, False]
    assert [can_direct(one, tree.chongqing) for one in everybody] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert [can_view(one, tree.chongqing) for one in everybody] == [True, True, True, True, False]
