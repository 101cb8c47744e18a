"""Loading the demonstration: everything in one transaction, or nothing."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import perf_counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.services import hash_password
from matchmaking.demonstration import scale
from matchmaking.demonstration.bargains import Bargaining, Rates
from matchmaking.demonstration.deal_rows import write_deals
from matchmaking.demonstration.deal_traces import leave_deal_traces
from matchmaking.demonstration.dealing import Dealer
from matchmaking.demonstration.delegations import appoint_officers, make_delegations, set_targets
from matchmaking.demonstration.enterprises import Registry
from matchmaking.demonstration.fair import make_fair
from matchmaking.demonstration.meetings import Diary
from matchmaking.demonstration.members import plan_buyers, plan_exhibitors
from matchmaking.demonstration.names import Naming
from matchmaking.demonstration.other_times import propose_other_times
from matchmaking.demonstration.papers import attach_papers
from matchmaking.demonstration.people import enter_named, enter_officials, password
from matchmaking.demonstration.programme import make_programme, write_sessions
from matchmaking.demonstration.scale import Scale
from matchmaking.demonstration.seasons import last_season, this_season
from matchmaking.demonstration.seats import Seating
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.told_deals import ask_for_a_rate, make_told_deals
from matchmaking.demonstration.wishes import Gathering
from matchmaking.demonstration.world import World
from matchmaking.enterprises.services.indexing import rebuild_index
from matchmaking.expo.models import Edition
from matchmaking.expo.values import Slot
from matchmaking.reference.services import load_reference

SEED = 20191105
# The people of the story have nothing yet on the afternoon on which it begins.
KEPT_FREE = Slot(scale.venue(scale.OPENING_DAY, 14), scale.venue(scale.OPENING_DAY, 17, 30))

# Fewer deals of the last edition are invented than of this one, but larger ones.
LAST_AMOUNTS = 2.4

Report = Callable[[str], None]


def is_loaded(session: Session) -> bool:
    """Return whether the demonstration, of whatever size, is in the database."""
    query = sa.select(Edition.id).where(Edition.code == scale.EDITION)
    return session.scalar(query) is not None


def load(
    session: Session, size: Scale, *, evidence: Path | None = None, report: Report = print
) -> World:
    """Write the demonstration into the database; the caller commits.

    The same size gives the same rows every time: names, states and amounts come from dice with a
    fixed seed, one for each step. Papers are kept in the folder ``evidence``, if one is given.
    """
    with _no_collecting():
        return _load(session, size, evidence, report)


def _load(session: Session, size: Scale, evidence: Path | None, report: Report) -> World:
    store = Store(session)
    with _reported(report, "codes, countries and regions"):
        load_reference(session)
    with _reported(report, "the fair and its delegations"):
        world = _make_ground(store, size)
    with _reported(report, "enterprises and people"):
        _enter_enterprises(store, world, size)
    with _reported(report, "programme and seats"):
        _hold_programme(store, world)
    with _reported(report, "meetings"):
        _hold_meetings(store, world, size)
    with _reported(report, "the matchmaking round and its wishes"):
        Gathering(store, world, dice_for("wishes")).gather(size)
        store.flush()
    with _reported(report, "deals and the ledgers"):
        _sign_deals(store, world, size, evidence)
    with _reported(report, "other times that partners propose"):
        keys = {name: member.id for name, member in world.named.items()}
        propose_other_times(session, keys, KEPT_FREE)
    with _reported(report, "words of the directory"):
        rebuild_index(session, world.fair.edition_id)
    return world


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Keep Python from looking for garbage: there is none among hundreds of thousands of rows."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _reported(report: Report, what: str) -> Iterator[None]:
    started = perf_counter()
    yield
    report(f"  {what}: {perf_counter() - started:.1f} s")


def dice_for(step: str) -> Random:
    """Return dice of a step's own, so that a change in one step leaves the others alone."""
    return Random(f"{SEED}-{step}")  # noqa: S311 - dice, not secrets


def _make_ground(store: Store, size: Scale) -> World:
    world = World(make_fair(store, tables=size.tables))
    made = make_delegations(store, world.fair, sub_delegations=size.sub_delegations)
    world.nodes, world.last_nodes = made
    store.flush()
    return world


def _enter_enterprises(store: Store, world: World, size: Scale) -> None:
    naming = Naming(dice_for("enterprises"))
    hashed = hash_password(password())
    registry = Registry(store, world.fair, naming, hashed)
    enter_named(registry, world)
    exhibitors = plan_exhibitors(naming, size)
    plans = exhibitors + plan_buyers(naming, world.nodes, exhibitors, size)
    for number, plan in enumerate(plans, 1):
        world.members.append(registry.enter(plan, number))
        store.flush_if_many()
    officers = Naming(dice_for("officers"))
    edition_id = world.fair.edition_id
    appoint_officers(store, world.nodes, officers, edition_id=edition_id, password_hash=hashed)
    enter_officials(store, world, password_hash=hashed)
    set_targets(store, world.nodes, dice_for("targets"), sizes=_sizes(world))
    store.flush()


def _sizes(world: World) -> dict[str, int]:
    """Count the units of every node, those below it included."""
    sizes: dict[str, int] = {}
    for buyer in world.buyers:
        node = buyer.node
        while node:
            sizes[node.code] = sizes.get(node.code, 0) + 1
            node = node.parent
    return sizes


def _hold_meetings(store: Store, world: World, size: Scale) -> None:
    for key in ("adler", "changan-ford"):
        for person in world.named[key].people:
            person.busy.update(KEPT_FREE.ticks)
    Diary(store, world, dice_for("meetings")).fill(size)
    store.flush()


def _sign_deals(store: Store, world: World, size: Scale, evidence: Path | None) -> None:
    rates = Rates(store.session)
    last = last_season(store, world)
    bargaining = Bargaining(rates, dice_for("last amounts"), factor=LAST_AMOUNTS)
    dealer = Dealer(store, world, last, bargaining, dice_for("last deals"))
    dealer.fill(size.last_intentions, [])
    write_deals(store, last, dealer.deals)
    now = this_season(world)
    dealer = Dealer(store, world, now, Bargaining(rates, dice_for("amounts")), dice_for("deals"))
    told = make_told_deals(dealer, world.organiser_ids[0])
    ask_for_a_rate(dealer)
    dealer.fill(size.intentions, world.held)
    write_deals(store, now, dealer.deals)
    for deal in dealer.deals:
        leave_deal_traces(store, world, deal)
        store.flush_if_many()
    if evidence:
        attach_papers(store, told, evidence)
    store.flush()


def _hold_programme(store: Store, world: World) -> None:
    naming = Naming(dice_for("speakers"))
    sessions = make_programme(store, world, naming)
    spared = frozenset(p.id for member in world.named.values() for p in member.people)
    seating = Seating(store, world, dice_for("seats"), spared)
    for session in sessions:
        seating.fill(session)
        seating.book_signing_slots(session)
    write_sessions(store, world.fair, sessions)
    store.flush()
