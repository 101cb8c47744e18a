"""Which enterprises take part: from where, in which trade, in whose delegation."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random

from matchmaking.core.wording import Name
from matchmaking.delegations.values import DelegationKind
from matchmaking.demonstration.names import Naming, slug, trades
from matchmaking.demonstration.scale import Scale
from matchmaking.demonstration.sources import rows
from matchmaking.demonstration.world import Node
from matchmaking.enterprises.values import Ownership, UnitType

CHAMBERS = ("DE", "FR", "GB", "US", "JP", "KR", "IT", "SG", "AU", "CH", "BR", "SE", "NL", "ZA")
# From where the invented Global 500 enterprises come, and how many.
RANKED = {"US": 7, "JP": 4, "DE": 3, "FR": 3, "GB": 2, "KR": 1, "CH": 1, "NL": 1, "AU": 1}
RANKED_STATE_BUYERS = 2
HOSPITALS = (
    Name("Hospital", "医院"),
    Name("Hospital", "医院"),
    Name("Children's Hospital", "儿童医院"),
    Name("Eye Hospital", "眼科医院"),
    Name("Orthopaedic Hospital", "骨科医院"),
    Name("Rehabilitation Hospital", "康复医院"),
)
INSTITUTIONS = (
    Name("Vocational College", "职业技术学院"),
    Name("Museum of Crafts", "工艺博物馆"),
    Name("Agricultural Research Institute", "农业科学研究院"),
)
PORT_OFFICE = Name("Port and Logistics Office", "口岸和物流办公室")
OWNERSHIPS: tuple[Ownership, ...] = (
    *(Ownership.PRIVATE,) * 9,
    *(Ownership.STATE,) * 7,
    *(Ownership.FOREIGN,) * 3,
    *(Ownership.MIXED,) * 2,
)
SUBSIDIARY_EVERY = 9


@dataclass(frozen=True)
class Plan:
    """An enterprise to be: who it is, before it has keys."""

    name: Name
    territory: str
    language: str
    languages: tuple[str, ...]
    trade: str
    is_exhibitor: bool
    ownership: Ownership | None
    unit_type: UnitType = UnitType.ENTERPRISE
    node: Node | None = None
    rank: int | None = None
    parent: "Plan | None" = None

    @property
    def domain(self) -> str:
        """Return the name its addresses have before ``.example``."""
        words = slug(self.name.en).split("-")
        return "-".join(words[:3]) or "unit"


def spread(total: int, weights: dict[str, float]) -> dict[str, int]:
    """Share out a number by weights, at least one for each, the largest remainders first."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()}
    shares = {key: max(1, int(amount)) for key, amount in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (int(exact[key]) - exact[key], key))
    for key in islice(cycle(by_remainder), max(0, total - sum(shares.values()))):
        shares[key] += 1
    while sum(shares.values()) > max(total, len(shares)):
        shares[max(shares, key=lambda key: (shares[key], key))] -= 1
    return shares


def plan_exhibitors(naming: Naming, scale: Scale) -> list[Plan]:
    """Choose the enterprises from abroad: from every listed territory at least one."""
    territories = {row["code"]: row for row in rows("territories")}
    total = scale.exhibitors - len(CHAMBERS)
    shares = spread(total, {code: float(row["weight"]) for code, row in territories.items()})
    ranks = iter(sorted(naming.dice.sample(range(8, 490), sum(RANKED.values()))))
    plans = []
    for code, row in territories.items():
        for number, trade in enumerate(islice(cycle(row["trades"].split()), shares[code])):
            is_ranked = number < RANKED.get(code, 0)
            plans.append(_abroad(naming, row, trade, next(ranks) if is_ranked else None))
    naming.dice.shuffle(plans)
    return plans + [_chamber(naming, territories[code]) for code in CHAMBERS]


def _abroad(naming: Naming, territory: dict[str, str], trade: str, rank: int | None) -> Plan:
    return Plan(
        name=naming.abroad(territory, trade),
        territory=territory["code"],
        language=territory["family"],
        languages=tuple(territory["languages"].split()),
        trade=trade,
        is_exhibitor=True,
        ownership=Ownership.PRIVATE,
        rank=rank,
    )


def _chamber(naming: Naming, territory: dict[str, str]) -> Plan:
    return Plan(
        name=naming.chamber(territory),
        territory=territory["code"],
        language=territory["family"],
        languages=tuple(territory["languages"].split()),
        trade="education",
        is_exhibitor=True,
        ownership=None,
        unit_type=UnitType.SOCIAL_ORGANISATION,
    )


def plan_buyers(
    naming: Naming, nodes: list[Node], exhibitors: list[Plan], scale: Scale
) -> list[Plan]:
    """Choose the buyers, delegation by delegation; they need what exhibitors offer."""
    weights = {row["code"]: float(row["weight"]) for row in rows("delegations")}
    weights["chongqing"] = scale.host_weight
    roots = {node.code: node for node in nodes if node.parent is None}
    homes = {code: _leaves(roots[code], nodes) for code in roots}
    wanted = [plan.trade for plan in exhibitors if plan.unit_type is UnitType.ENTERPRISE]
    wanted += wanted_first(exhibitors)
    foreign = iter([plan for plan in exhibitors if plan.unit_type is UnitType.ENTERPRISE])
    plans: list[Plan] = []
    ranked = RANKED_STATE_BUYERS
    for code, share in spread(scale.buyers, weights).items():
        for node in islice(cycle(homes[code]), share):
            owner = next(foreign, None) if len(plans) % SUBSIDIARY_EVERY == 0 else None
            rank = None
            if node.kind is DelegationKind.CENTRAL_SOE and ranked:
                rank, ranked = 20 + ranked * 41, ranked - 1
            plans.append(_buyer(naming, node, naming.dice.choice(wanted), owner=owner, rank=rank))
    return plans


def wanted_first(exhibitors: list[Plan]) -> list[str]:
    """Return the trades of the largest areas once more: more buyers come for those."""
    return [p.trade for p in exhibitors if trades()[p.trade]["area"] in {"food", "equipment"}]


def _leaves(root: Node, nodes: list[Node]) -> list[Node]:
    below = [node for node in nodes if node.parent is root]
    return below or [root]


def _buyer(naming: Naming, node: Node, trade: str, *, owner: Plan | None, rank: int | None) -> Plan:
    dice = naming.dice
    unit_type = _unit_type(node, dice)
    ownership = _ownership(node, unit_type, dice)
    name = None
    if owner and unit_type is UnitType.ENTERPRISE and node.kind is DelegationKind.LOCAL:
        name = _subsidiary(naming, owner, node)
    if owner and name:
        trade, ownership = owner.trade, Ownership.FOREIGN
    else:
        owner = None
        is_state = ownership is Ownership.STATE
        name = _chinese_name(naming, node, trade, unit_type, is_state=is_state)
    if unit_type is UnitType.PUBLIC_INSTITUTION and node.kind is DelegationKind.HEALTH:
        trade = dice.choice(("imaging", "surgical", "implants", "medicines"))
    return Plan(
        name=name,
        territory="CN",
        language="zh",
        languages=("zh", "en") if dice.random() < 0.7 else ("zh",),  # noqa: PLR2004 - most
        trade=trade,
        is_exhibitor=False,
        ownership=ownership,
        unit_type=unit_type,
        node=node,
        rank=rank,
        parent=owner,
    )


def _unit_type(node: Node, dice: Random) -> UnitType:
    if node.kind is DelegationKind.HEALTH or node.code.endswith(("health", "health-commission")):
        return UnitType.PUBLIC_INSTITUTION
    if node.kind is DelegationKind.CENTRAL_SOE:
        return UnitType.ENTERPRISE
    kinds = [UnitType.ENTERPRISE, UnitType.PUBLIC_INSTITUTION, UnitType.GOVERNMENT]
    return dice.choices(kinds, weights=(94, 4, 2))[0]


def _ownership(node: Node, unit_type: UnitType, dice: Random) -> Ownership:
    if unit_type is not UnitType.ENTERPRISE:
        return Ownership.PUBLIC
    if node.kind is DelegationKind.CENTRAL_SOE or node.code.endswith(("sasac", "soe")):
        return Ownership.STATE
    return dice.choice(OWNERSHIPS)


def _chinese_name(
    naming: Naming, node: Node, trade: str, unit_type: UnitType, *, is_state: bool
) -> Name:
    if unit_type is UnitType.GOVERNMENT:
        return naming.institution(node.place, PORT_OFFICE)
    if unit_type is UnitType.PUBLIC_INSTITUTION:
        kind = naming.dice.choice(HOSPITALS if "health" in node.code else INSTITUTIONS)
        return naming.institution(node.place, kind)
    return naming.chinese(node.place, trade, is_state=is_state)


def _subsidiary(naming: Naming, owner: Plan, node: Node) -> Name | None:
    """Name an enterprise in mainland China after the one abroad that owns it."""
    forms = next(row["forms"] for row in rows("territories") if row["code"] == owner.territory)
    english, chinese = owner.name.en, owner.name.zh
    for form in sorted(forms.split(";"), key=len, reverse=True):
        latin, _, kind = form.partition("=")
        english, chinese = english.removesuffix(f" {latin}"), chinese.removesuffix(kind)
    name = Name(f"{english} ({node.place.en}) Co., Ltd.", f"{chinese}（{node.place.zh}）有限公司")
    return name if naming.claim(name) else None


def languages_of(plan: Plan, dice: Random) -> Iterator[tuple[str, ...]]:
    """Yield what the people of an enterprise speak, one after the other."""
    while True:
        speaks = plan.languages
        if "zh" not in speaks and dice.random() < 0.3:  # noqa: PLR2004 - some learnt Chinese
            speaks = (*speaks, "zh")
        yield speaks
