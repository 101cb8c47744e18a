"""The two editions in which deals are made: this one until now, and the whole of the last one."""

from datetime import timedelta

from matchmaking.demonstration import scale
from matchmaking.demonstration.deals import Party, Season
from matchmaking.demonstration.fair import TWO_OFFICERS_FROM
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.world import Member, Node, World
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import ParticipationState

# The areas of the last edition had other names.
LAST_AREAS = {"scitech": "electronics", "quality": "apparel"}
LAST_REGISTERED = scale.REGISTERED - scale.ONE_YEAR_BEFORE
LAST_OPENING = scale.OPENING_DAY - scale.ONE_YEAR_BEFORE
LAST_CLOSED = scale.venue(LAST_OPENING + timedelta(days=5), 18)


def this_season(world: World) -> Season:
    """Return the edition the demonstration shows, up to its last signing."""

    def party(member: Member) -> Party:
        area = member.area if member.is_exhibitor else ""
        return Party(member, member.id, area, member.node)

    return Season(
        edition_id=world.fair.edition_id,
        opening=scale.OPENING_DAY,
        until=scale.LAST_SIGNING,
        two_officers_from=TWO_OFFICERS_FROM,
        organiser_id=world.organiser_ids[0],
        party=party,
        officer_of=lambda node: node.root.officer_id,
    )


def last_season(store: Store, world: World) -> Season:
    """Return the edition before, with the enterprises that had been there too (invented)."""
    keys: dict[int, Party] = {}

    def party(member: Member) -> Party:
        if member.id not in keys:
            keys[member.id] = _last_party(store, world, member)
        return keys[member.id]

    officers = {node.code: node.officer_id for node in world.nodes}
    return Season(
        edition_id=world.fair.last_edition_id,
        opening=LAST_OPENING,
        until=LAST_CLOSED,
        two_officers_from=None,
        organiser_id=world.organiser_ids[0],
        party=party,
        officer_of=lambda node: officers[node.root.code],
    )


def _last_party(store: Store, world: World, member: Member) -> Party:
    node: Node | None = world.last_nodes[member.node.code] if member.node else None
    area = LAST_AREAS.get(member.area, member.area) if member.is_exhibitor else ""
    key = store.add(
        Participation,
        edition_id=world.fair.last_edition_id,
        enterprise_id=member.enterprise_id,
        is_exhibitor=member.is_exhibitor,
        is_buyer=member.is_buyer,
        area_id=world.fair.last_areas[area] if area else None,
        delegation_id=node.id if node else None,
        state=ParticipationState.APPROVED,
        submitted_at=LAST_REGISTERED,
        decided_at=LAST_REGISTERED,
    )
    return Party(member, key, area, node)
