"""The deals of the enterprises the public report names; partners and amounts are invented."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from matchmaking.core.money import Money
from matchmaking.demonstration import scale
from matchmaking.demonstration.bargains import priced
from matchmaking.demonstration.dealing import Dealer
from matchmaking.demonstration.deals import Agreement, Deal, Line
from matchmaking.demonstration.enterprises import goods_of
from matchmaking.demonstration.names import trades
from matchmaking.demonstration.sources import table
from matchmaking.demonstration.world import Member
from matchmaking.intentions.values import IntentionKind, Side

MILLION = 1_000_000


def make_told_deals(dealer: Dealer, second_officer_id: int) -> list[Deal]:
    """Sign what was signed on the morning of the first day."""
    return [_make(dealer, entry, second_officer_id) for entry in table("deals")["deal"]]


def _make(dealer: Dealer, entry: dict[str, Any], second_officer_id: int) -> Deal:
    hour, _, minute = entry["signed"].partition(":")
    day: date = entry.get("day", scale.OPENING_DAY)
    at = scale.venue(day, int(hour), int(minute))
    buyer, seller = _buyer(dealer, entry["buyer"]), _seller(dealer, entry["seller"])
    deal = dealer.record(buyer, seller, _agreement(dealer, entry, day), at)
    deal.is_on_site, deal.side = True, Side(entry.get("side", Side.SELLER))
    deal.sign(at)
    if entry["outcome"] != "signed":
        deal.countersign(at + timedelta(minutes=6))
        _verify(dealer, deal, entry["outcome"], at, second_officer_id)
    return deal


def ask_for_a_rate(dealer: Dealer) -> None:
    """Let a draft wait for a rate the European Central Bank doesn't quote."""
    fitting = [m for m in dealer.world.exhibitors if m.territory in {"AE", "SA", "EG"}]
    buyers = [b for b in dealer.world.buyers if b.area == fitting[0].area]
    good = goods_of(fitting[0].trade)[0]
    full = Money.from_major(Decimal(1_250_000), "AED")
    title = f"{good['en']} {good['zh']}"
    line = Line(good["hs"] or None, title, "120", good["unit"], full.minor)
    agreement = Agreement(
        IntentionKind.CONTRACT, title, "AED", full.minor, full.minor, None, None, 12, (line,)
    )
    at = scale.venue(scale.OPENING_DAY, 11, 48)
    deal = dealer.record(buyers[0], fitting[0], agreement, at)
    deal.rate_asked_at = at


def _verify(dealer: Dealer, deal: Deal, outcome: str, at: datetime, second_officer_id: int) -> None:
    officers = []
    if outcome in {"verified", "one_officer", "two_officers"} and deal.buyer.node:
        officers.append(dealer.season.officer_of(deal.buyer.node))
    if outcome == "two_officers":
        officers.append(second_officer_id)
    for number, officer_id in enumerate(officers, 1):
        deal.verify(officer_id, at + timedelta(minutes=6 + 20 * number))


def _buyer(dealer: Dealer, wanted: str) -> Member:
    if wanted in dealer.world.named:
        return dealer.world.named[wanted]
    trade, _, delegation = wanted.partition(" ")
    area = trades()[trade]["area"]
    named = dealer.world.named.values()
    coming = [
        buyer
        for buyer in dealer.world.buyers
        if buyer.node and buyer.node.root.code == delegation and buyer not in named
    ]
    return min(coming, key=lambda buyer: (buyer.trade != trade, buyer.area != area, buyer.id))


def _seller(dealer: Dealer, wanted: str) -> Member:
    if wanted in dealer.world.named:
        return dealer.world.named[wanted]
    trade, _, territory = wanted.partition(" ")
    fitting = [member for member in dealer.world.exhibitors if member.trade == trade]
    return min(fitting, key=lambda member: (member.territory != territory, member.id))


def _agreement(dealer: Dealer, entry: dict[str, Any], day: date) -> Agreement:
    currency: str = entry["currency"]
    full = Money.from_major(Decimal(str(entry["amount"])) * MILLION, currency)
    title = f"{entry['en']} {entry['zh']}"
    lines: tuple[Line, ...] = ()
    if entry["hs"]:
        lines = (Line(entry["hs"], title, "", "", full.minor),)
    rate = dealer.bargaining.rates.on(currency, day)
    return priced(IntentionKind(entry["kind"]), title, (full, entry["months"]), rate, lines)
