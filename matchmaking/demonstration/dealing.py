"""Deals of all kinds in all states, growing from day to day until the moment shown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from matchmaking.demonstration import scale
from matchmaking.demonstration.bargains import Bargaining
from matchmaking.demonstration.deal_rows import new_key
from matchmaking.demonstration.deals import Agreement, Deal, Season
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.world import Held, Member, World
from matchmaking.intentions.values import IntentionKind, IntentionState, Side

K = IntentionKind
KINDS = {K.CONTRACT: 50, K.INTENTION: 28, K.FRAMEWORK: 16, K.INVESTMENT: 6}
# What becomes of a hundred deals, if time allows.
OUTCOMES = {
    "verified": 58,
    "countersigned": 17,
    "signed": 10,
    "draft": 5,
    "withdrawn": 4,
    "disputed": 2,
    "called off": 4,
    "replaced": 3,
    "filed twice": 2,
}
# How many are signed so many days after the opening, as a weight.
DAY_WEIGHTS = {
    **dict.fromkeys(range(-15, -10), 7),
    **dict.fromkeys((-10, -9), 2),
    -8: 55,
    -7: 60,
    -6: 62,
    -5: 24,
    -4: 22,
    -3: 10,
    -2: 12,
    -1: 34,
    0: 150,
    1: 120,
    2: 95,
    3: 75,
    4: 50,
    5: 20,
}
FROM_MEETINGS = 0.35
DISPUTE = "The quantity differs from our copy. 数量与我方文本不一致。"
WITHDRAWAL = "Both sides start anew in spring. 双方约定明春重新商谈。"
DAY_OPENS, DAY_CLOSES = 9, 19


@dataclass
class Dealer:
    """Makes the deals of one edition."""

    store: Store
    world: World
    season: Season
    bargaining: Bargaining
    dice: Random
    deals: list[Deal] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._sellers: dict[str, list[Member]] = {}
        for exhibitor in self.world.exhibitors:
            self._sellers.setdefault(exhibitor.area, []).append(exhibitor)
        last = (self.season.until.astimezone(scale.VENUE).date() - self.season.opening).days
        self._days = [day for day in DAY_WEIGHTS if day <= last]
        self._weights = [DAY_WEIGHTS[day] for day in self._days]

    def fill(self, number: int, held: list[Held]) -> None:
        """Make so many deals, some of them after meetings that were held."""
        self.dice.shuffle(held)
        named = {member.id for member in self.world.named.values()}
        met = [one for one in held if {one.seller.id, one.buyer.id}.isdisjoint(named)]
        for one in met[: round(number * FROM_MEETINGS)]:
            self._after(one)
        while len(self.deals) < number:
            buyer = self.dice.choice(self.world.buyers)
            sellers = self._sellers.get(buyer.area, [])
            if sellers and buyer.id not in named:
                seller = self.dice.choice(sellers)
                if seller.id not in named:
                    self._make(buyer, seller, self._some_time())

    def _after(self, held: Held) -> None:
        at = held.ended_at + timedelta(minutes=self.dice.randint(2, 25))
        for deal in self._make(held.buyer, held.seller, min(at, self.season.until)):
            deal.meeting_id = held.id

    def _some_time(self) -> datetime:
        offset = self.dice.choices(self._days, self._weights)[0]
        day = self.season.opening + timedelta(days=offset)
        opens = scale.venue(day, DAY_OPENS, 20)
        closes = min(scale.venue(day, 17, 30), self.season.until)
        return opens + (closes - opens) * self.dice.random()

    def _make(self, buyer: Member, seller: Member, at: datetime) -> list[Deal]:
        outcome = self.dice.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        kind = self.dice.choices(list(KINDS), list(KINDS.values()))[0]
        if outcome == "called off":
            return self._framework(buyer, seller, at)
        if outcome == "replaced":
            return self._replaced(buyer, seller, at)
        if outcome == "filed twice":
            return self._filed_twice(buyer, seller, at)
        day = at.astimezone(scale.VENUE).date()
        agreement = self.bargaining.agree(buyer, seller, kind, day)
        deal = self.record(buyer, seller, agreement, at)
        self.play(deal, outcome, at)
        return [deal]

    def record(self, buyer: Member, seller: Member, agreement: Agreement, at: datetime) -> Deal:
        """Write a draft down, shortly before it is signed."""
        side = Side.SELLER if self.dice.random() < 0.55 else Side.BUYER  # noqa: PLR2004
        number = ""
        if agreement.kind in {K.CONTRACT, K.CALL_OFF} and self.dice.random() < 0.6:  # noqa: PLR2004
            number = f"HT-{at:%y%m}-{len(self.deals) + 1:05}"
        deal = Deal(
            id=new_key(self.store),
            season=self.season,
            buyer=self.season.party(buyer),
            seller=self.season.party(seller),
            side=side,
            agreement=agreement,
            created_at=at - timedelta(minutes=self.dice.randint(3, 40)),
            signed_on=at.astimezone(scale.VENUE).date(),
            contract_number=number,
            is_on_site=self.dice.random() < 0.85,  # noqa: PLR2004
        )
        self.deals.append(deal)
        return deal

    def play(self, deal: Deal, outcome: str, at: datetime) -> None:
        """Let a deal go its way, as far as time allows."""
        if outcome == "draft":
            return
        deal.sign(at)
        if outcome == "withdrawn" and self.dice.random() < 0.5:  # noqa: PLR2004
            self._if_past(at + timedelta(hours=5), lambda then: deal.withdraw(WITHDRAWAL, then))
            return
        if outcome == "signed":
            return
        at = self._soon(at, deal)
        if at > self.season.until:
            return
        deal.countersign(at)
        if outcome in {"disputed", "withdrawn"}:
            self._end(deal, outcome, self._later(at, hours=9))
        elif outcome == "verified":
            self._verify(deal, at)

    def _end(self, deal: Deal, outcome: str, at: datetime) -> None:
        if at > self.season.until:
            return
        if outcome == "disputed":
            deal.dispute(self.dice.choice(list(Side)), DISPUTE, at)
        else:
            deal.withdraw(WITHDRAWAL, at)

    def _verify(self, deal: Deal, at: datetime) -> None:
        node = deal.buyer.node
        officers = [self.season.officer_of(node)] if node else []
        for officer_id in [*officers, self.season.organiser_id]:
            at = self._later(at, hours=4)
            if at > self.season.until or deal.state is IntentionState.VERIFIED:
                return
            deal.verify(officer_id, at)

    def _framework(self, buyer: Member, seller: Member, at: datetime) -> list[Deal]:
        """Make a framework agreement and one or two calls under it, which don't count beside it."""
        day = at.astimezone(scale.VENUE).date()
        agreement = self.bargaining.agree(buyer, seller, K.FRAMEWORK, day)
        framework = self.record(buyer, seller, agreement, at)
        self.play(framework, "verified", at)
        if framework.state not in {IntentionState.COUNTERSIGNED, IntentionState.VERIFIED}:
            return [framework]
        made = [framework]
        for _ in range(self.dice.randint(1, 2)):
            at = self._later(max(move.at for move in framework.moves), hours=6)
            if at > self.season.until:
                break
            terms = self.bargaining.agree(
                buyer,
                seller,
                K.CALL_OFF,
                at.astimezone(scale.VENUE).date(),
                currency=agreement.currency,
            )
            call_off = self.record(buyer, seller, terms, at)
            call_off.framework = framework
            call_off.created_at = max(call_off.created_at, framework.moves[-1].at)
            self.play(call_off, self.dice.choice(("signed", "countersigned", "verified")), at)
            made.append(call_off)
        return made

    def _replaced(self, buyer: Member, seller: Member, at: datetime) -> list[Deal]:
        """Make an intention, and the contract that stands for it later."""
        intention = self._early(buyer, seller, K.INTENTION, at - timedelta(days=3))
        day = at.astimezone(scale.VENUE).date()
        contract = self.record(
            buyer, seller, self.bargaining.agree(buyer, seller, K.CONTRACT, day), at
        )
        contract.replaces = intention
        self.play(contract, "verified", at)
        return [intention, contract]

    def _filed_twice(self, buyer: Member, seller: Member, at: datetime) -> list[Deal]:
        """Let both sides file what seems to be one deal: the second one is held."""
        first = self._early(buyer, seller, K.CONTRACT, at - timedelta(days=1))
        second = self.record(buyer, seller, first.agreement, at)
        second.side = first.other_side
        second.contract_number = ""
        second.held_for = first
        second.sign(at)
        return [first, second]

    def _early(self, buyer: Member, seller: Member, kind: IntentionKind, at: datetime) -> Deal:
        day = at.astimezone(scale.VENUE).date()
        deal = self.record(buyer, seller, self.bargaining.agree(buyer, seller, kind, day), at)
        deal.sign(at)
        deal.countersign(at + timedelta(minutes=30))
        return deal

    def _if_past(self, at: datetime, act: Callable[[datetime], None]) -> None:
        if at <= self.season.until:
            act(at)

    def _soon(self, at: datetime, deal: Deal) -> datetime:
        """Return when the other side countersigns: at once on site, else by the next day."""
        if deal.is_on_site:
            return at + timedelta(minutes=self.dice.randint(3, 45))
        return self._later(at, hours=8)

    def _later(self, at: datetime, *, hours: float) -> datetime:
        """Return a time some hours on, while people work."""
        then = (at + timedelta(hours=self.dice.expovariate(1 / hours))).astimezone(scale.VENUE)
        if DAY_OPENS <= then.hour < DAY_CLOSES:
            return then
        day: date = then.date() + timedelta(days=1 if then.hour >= DAY_CLOSES else 0)
        return scale.venue(day, DAY_OPENS, self.dice.randint(0, 59))
