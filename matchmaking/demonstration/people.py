"""The enterprises told of by name, and the people who show every role of the product."""

from dataclasses import dataclass
from typing import Any

from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.values import Role
from matchmaking.core.wording import Name
from matchmaking.demonstration import scale
from matchmaking.demonstration.enterprises import Registry
from matchmaking.demonstration.mailing import want_daily
from matchmaking.demonstration.names import trades
from matchmaking.demonstration.sources import name_of, table
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.world import Member, Node, World
from matchmaking.enterprises.models import Enterprise
from matchmaking.enterprises.values import CatalogueKind, Ownership

EDITION_WIDE = {"organiser": Role.ORGANISER, "staff": Role.STAFF}
EDITION_SCOPE = Name("2nd CIIE", "第二届进博会")


@dataclass(frozen=True)
class DemonstrationPerson:
    """A sign-in that the demonstration shows."""

    email: str
    password: str
    does: Name


def demonstration_people() -> list[DemonstrationPerson]:
    """Return the sign-ins, one for each role."""
    listed = table("people")
    return [
        DemonstrationPerson(entry["email"], listed["password"], name_of(entry))
        for entry in listed["shown"]
    ]


def password() -> str:
    """Return the password of everybody in the demonstration."""
    return str(table("people")["password"])


def enter_named(registry: Registry, world: World) -> None:
    """Write down the enterprises of the story."""
    by_code = {node.code: node for node in world.nodes}
    for key, entry in table("named").items():
        node = by_code[entry["node"]] if "node" in entry else None
        world.named[key] = member = _named(registry, world, entry, node)
        world.members.append(member)
        world.told_account_ids.update(person.account_id for person in member.people)


def _named(registry: Registry, world: World, entry: dict[str, Any], node: Node | None) -> Member:
    area = trades()[entry["trade"]]["area"]
    is_exhibitor = entry.get("exhibitor", False)
    booth = registry.booth(area, is_open=True) if is_exhibitor else None
    name = name_of(entry)
    registry.naming.claim(name)
    enterprise_id = registry.store.add(
        Enterprise,
        legal_name=entry["legal_name"],
        name_en=name.en,
        name_zh=name.zh,
        territory_code=entry["territory"],
        ownership=Ownership(entry["ownership"]),
        global_500_rank=entry.get("rank"),
        website=entry.get("website", ""),
        is_confirmed=True,
        is_invented=entry.get("invented", True),
    )
    participation_id = registry.participation(
        enterprise_id,
        is_exhibitor=is_exhibitor,
        area=area if is_exhibitor else None,
        delegation_id=node.id if node else None,
        booth=booth,
        about=name_of(entry, "about_"),
    )
    member = Member(
        id=participation_id,
        enterprise_id=enterprise_id,
        name=name,
        territory=entry["territory"],
        trade=entry["trade"],
        area=area,
        is_exhibitor=is_exhibitor,
        is_buyer=not is_exhibitor,
        ownership=Ownership(entry["ownership"]),
        node=node,
        rank=entry.get("rank"),
        is_leading="rank" in entry,
        booth=booth,
    )
    kind = CatalogueKind.OFFER if is_exhibitor else CatalogueKind.NEED
    registry.list_goods(member, kind, [entry["trade"], *entry.get("also", [])])
    for person in entry["people"]:
        speaks = tuple(person["languages"].split(","))
        sign_in = (person["email"], Role(person["role"]))
        made = registry.person(member, name_of(person), name_of(person, "title_"), speaks, sign_in)
        want_daily(registry.store, world, made.account_id, person.get("daily", ()))
    return member


def enter_officials(store: Store, world: World, *, password_hash: str) -> None:
    """Write down organisers, leads and staff; their verifications are theirs from now on."""
    by_code = {node.code: node for node in world.nodes}
    for person in table("people")["person"]:
        account_id = store.add(
            Account,
            email=person["email"],
            name=person["en"],
            password_hash=password_hash,
            created_at=scale.REGISTERED,
        )
        world.told_account_ids.add(account_id)
        want_daily(store, world, account_id, person.get("daily", ()))
        for hat in person["hats"]:
            _put_on(store, world, by_code, account_id, hat)


def _put_on(
    store: Store, world: World, by_code: dict[str, Node], account_id: int, hat: str
) -> None:
    role, _, code = hat.partition(":")
    node = by_code[code] if code else None
    if node:
        node.officer_id = account_id
    elif role == "organiser":
        world.organiser_ids.append(account_id)
    scope = node.name if node else EDITION_SCOPE
    store.add(
        Grant,
        account_id=account_id,
        edition_id=world.fair.edition_id,
        role=Role.DELEGATION_LEAD if node else EDITION_WIDE[role],
        delegation_id=node.id if node else None,
        scope_en=scope.en,
        scope_zh=scope.zh,
        granted_at=scale.REGISTERED,
    )
