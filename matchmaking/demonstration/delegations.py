"""Trading delegations of both editions: the tree, officers, targets."""

from random import Random

from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.values import Role
from matchmaking.core.wording import Name
from matchmaking.delegations.models import Delegation, Officer, Target
from matchmaking.delegations.values import DelegationKind, OfficeKind, TargetMeasure
from matchmaking.demonstration import scale
from matchmaking.demonstration.names import Naming, spelt
from matchmaking.demonstration.sources import name_of, rows
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.world import Fair, Node

CENTS_PER_MILLION = 100_000_000
OFFICES = (
    (OfficeKind.HEAD, Name("Head of the delegation", "团长")),
    (OfficeKind.DEPUTY, Name("Deputy head", "副团长")),
    (OfficeKind.SECRETARY_GENERAL, Name("Secretary-general", "秘书长")),
    (OfficeKind.LIAISON, Name("Liaison", "联络员")),
)
INVENTED = Name("name invented", "姓名为虚构")
# What a larger demonstration adds below a delegation, besides its cities.
BUREAUS = (
    ("sasac", Name("State-owned Assets", "国资分团")),
    ("health", Name("Health", "卫生健康分团")),
    ("agriculture", Name("Agriculture", "农业农村分团")),
    ("education", Name("Education", "教育分团")),
    ("retail", Name("Retail", "商贸流通分团")),
    ("manufacturing", Name("Manufacturing", "制造业分团")),
    ("transport", Name("Transport", "交通运输分团")),
)


def make_delegations(
    store: Store, fair: Fair, *, sub_delegations: int
) -> tuple[list[Node], dict[str, Node]]:
    """Form the delegations of this edition, and those with the same codes of the last one."""
    nodes = _make_tree(store, fair.edition_id, sub_delegations)
    last = _make_tree(store, fair.last_edition_id, sub_delegations)
    return nodes, {node.code: node for node in last}


def _make_tree(store: Store, edition_id: int, sub_delegations: int) -> list[Node]:
    roots = {}
    for position, row in enumerate(rows("delegations")):
        place = name_of(row, "place_")
        kind = DelegationKind(row["kind"])
        node = Node(0, "", row["code"], name_of(row), kind, place, row["gb"])
        roots[row["code"]] = _place(store, edition_id, node, position)
    below = [
        _place(store, edition_id, _sub_node(row, roots[row["parent"]]), position)
        for position, row in enumerate(rows("sub_delegations"))
    ]
    missing = max(0, sub_delegations - len(below))
    for position, node in enumerate(_more(list(roots.values()), below)[:missing]):
        below.append(_place(store, edition_id, node, 100 + position))
    return [*roots.values(), *below]


def _sub_node(row: dict[str, str], parent: Node) -> Node:
    code = f"{parent.code}-{row['code']}"
    place = name_of(row, "place_")
    return Node(0, "", code, name_of(row), parent.kind, place, row["gb"], parent)


def _place(store: Store, edition_id: int, node: Node, position: int) -> Node:
    node.id = store.next_key(Delegation)
    node.path = f"{node.parent.path if node.parent else '/'}{node.id}/"
    store.add(
        Delegation,
        id=node.id,
        edition_id=edition_id,
        parent_id=node.parent.id if node.parent else None,
        path=node.path,
        depth=2 if node.parent else 1,
        code=node.code,
        kind=node.kind,
        position=position,
        name_en=node.name.en,
        name_zh=node.name.zh,
    )
    return node


def _more(roots: list[Node], below: list[Node]) -> list[Node]:
    """Return further sub-delegations: cities by the list of divisions, then bureaus."""
    known = {node.place.zh for node in below}
    homes = {node.gb[:2]: node for node in reversed(roots) if node.kind is DelegationKind.LOCAL}
    cities = []
    for row in rows("cn_cities"):
        short = row["name"].removesuffix("市").removesuffix("地区")
        home = homes.get(row["code"][:2])
        if home is None or not row["name"].endswith("市") or len(short) > 4 or short in known:  # noqa: PLR2004
            continue
        place = Name(spelt(short), short)
        code = f"{home.code}-{place.en.lower()}-{row['code']}"
        cities.append(
            Node(
                0, "", code, Name(place.en, row["name"]), home.kind, place, row["code"] + "00", home
            )
        )
    bureaus = [
        Node(0, "", f"{root.code}-bureau-{code}", name, root.kind, root.place, root.gb, root)
        for code, name in BUREAUS
        for root in roots
        if root.kind is DelegationKind.LOCAL
    ]
    return cities + bureaus


def appoint_officers(
    store: Store, nodes: list[Node], naming: Naming, *, edition_id: int, password_hash: str
) -> None:
    """Give every delegation its offices, and to its liaison an account that verifies deals."""
    for node in nodes:
        offices = OFFICES if node.parent is None else OFFICES[-1:]
        for position, (office, title) in enumerate(offices):
            name = naming.person("zh")
            store.add(
                Officer,
                delegation_id=node.id,
                office=office,
                name_en=name.en,
                name_zh=name.zh,
                title_en=f"{title.en} ({INVENTED.en})",
                title_zh=f"{title.zh}（{INVENTED.zh}）",
                position=position,
            )
        node.officer_id = _liaison_account(
            store, node, naming, name, edition_id=edition_id, password_hash=password_hash
        )


def _liaison_account(
    store: Store, node: Node, naming: Naming, name: Name, *, edition_id: int, password_hash: str
) -> int:
    account_id = store.add(
        Account,
        email=naming.address(name.en, node.code),
        name=name.en,
        password_hash=password_hash,
        created_at=scale.REGISTERED,
    )
    store.add(
        Grant,
        account_id=account_id,
        edition_id=edition_id,
        role=Role.DELEGATION_LEAD,
        delegation_id=node.id,
        scope_en=node.name.en,
        scope_zh=node.name.zh,
        granted_at=scale.REGISTERED,
    )
    return account_id


def set_targets(store: Store, nodes: list[Node], dice: Random, *, sizes: dict[str, int]) -> None:
    """Give every delegation targets that its size could reach; ``sizes`` counts its units."""
    for node in nodes:
        units = max(1, sizes.get(node.code, 1))
        turnover = units * dice.randint(14, 22) * CENTS_PER_MILLION
        meetings = units * dice.randint(4, 7)
        amounts = {
            TargetMeasure.INTENDED_TURNOVER: turnover,
            TargetMeasure.MEETINGS: meetings,
            TargetMeasure.UNITS: units + dice.randint(0, 2),
        }
        for measure, amount in amounts.items():
            store.add(Target, delegation_id=node.id, measure=measure, amount=amount)
