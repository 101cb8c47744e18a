"""One-to-one meetings in every state, and what they take of people's time and of the tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from matchmaking.demonstration import scale
from matchmaking.demonstration.calendars import Booking, occupy_person, occupy_spot
from matchmaking.demonstration.drafts import Course, Draft
from matchmaking.demonstration.enterprises import goods_of
from matchmaking.demonstration.scale import Scale
from matchmaking.demonstration.sources import table
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.traces import FAIR_STARTS, leave_traces
from matchmaking.demonstration.world import Block, Held, Member, Person, Spot, World
from matchmaking.expo.values import Holder, HolderKind, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import LATE, MeetingState, deadline, pair_key

S = MeetingState
# Of a hundred meetings so many are in each state.
SHARES = {
    S.HELD: 34.0,
    S.CONFIRMED: 25.0,
    S.REQUESTED: 13.0,
    S.DECLINED: 8.0,
    S.CANCELLED: 6.0,
    S.EXPIRED: 4.5,
    S.WITHDRAWN: 4.0,
    S.NO_SHOW: 3.0,
    S.SUPERSEDED: 2.0,
    S.DISPUTED: 0.5,
}
SEATED = frozenset({S.CONFIRMED, S.HELD, S.NO_SHOW, S.DISPUTED})
OVER = frozenset({S.HELD, S.NO_SHOW, S.DISPUTED})
STILL_OPEN = frozenset({S.REQUESTED, S.CONFIRMED})
REPORTS: dict[MeetingState, tuple[tuple[bool | None, bool | None], ...]] = {
    S.HELD: ((True, True), (True, None), (None, True), (True, True)),
    S.NO_SHOW: ((False, None), (None, False)),
    S.DISPUTED: ((True, False), (False, True)),
}
# What every enterprise of the story has at least; requests come to it.
TODAY, TOMORROW = scale.FAIR_DAYS[:2]
OF_NAMED: tuple[tuple[MeetingState, date | None], ...] = (
    (S.HELD, None),
    (S.HELD, None),
    (S.CONFIRMED, TODAY),
    (S.CONFIRMED, TOMORROW),
    (S.CONFIRMED, None),
    (S.REQUESTED, TOMORROW),
    (S.REQUESTED, None),
)
INCOMING_SHARE = 0.4
ATTEMPTS = 60
REQUESTS_OPEN = scale.venue(scale.PRE_SHOW_DAYS[0] - timedelta(days=14), 9)
ASKED_YESTERDAY = scale.venue(scale.OPENING_DAY - timedelta(days=1), 14)
MOST_OF_NAMED = 9


@dataclass
class Diary:
    """Makes meetings without letting anybody be in two places at once."""

    store: Store
    world: World
    dice: Random
    _next_table: dict[Slot, int] = field(default_factory=dict)
    _by_area: dict[str, list[Member]] = field(default_factory=dict)
    _past: list[tuple[Block, Slot]] = field(default_factory=list)
    _coming: list[tuple[Block, Slot]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for exhibitor in self.world.exhibitors:
            self._by_area.setdefault(exhibitor.area, []).append(exhibitor)
        for block in self.world.fair.blocks:
            for slot in block.slots:
                is_past = slot.ends_at <= scale.NOW
                (self._past if is_past else self._coming).append((block, slot))
        self._named = {m.id: 0 for m in self.world.named.values()}
        self._adler = self.world.named["adler"].id

    def fill(self, size: Scale) -> None:
        """Make as many meetings as a scale wants, in all states."""
        for member in self.world.named.values():
            for state, day in OF_NAMED:
                self._make(state, member, day)
        for state, share in SHARES.items():
            for _ in range(round(size.meetings * share / 100)):
                self._make(state)
                self.store.flush_if_many()

    def _make(
        self, state: MeetingState, member: Member | None = None, day: date | None = None
    ) -> None:
        for _ in range(ATTEMPTS):
            draft = self._draft(state, member, day)
            if draft and self._settle(draft):
                return

    def _draft(self, state: MeetingState, member: Member | None, day: date | None) -> Draft | None:
        pair = self._pair(member)
        if pair is None:
            return None
        seller, buyer = pair
        is_incoming = self.dice.random() < INCOMING_SHARE if member is None else seller is member
        requester, receiver = (buyer, seller) if is_incoming else (seller, buyer)
        block, slot = self.dice.choice(self._times(state, day))
        asking, asked = self._person(requester, member), self._person(receiver, member)
        if not (asking.is_free(slot) and asked.is_free(slot)):
            return None
        if state in STILL_OPEN and pair_key(seller.id, buyer.id) in self.world.open_pairs:
            return None
        topic = self._topic(requester, seller)
        return Draft(requester, receiver, asking, asked, block, slot, state, topic)

    def _times(self, state: MeetingState, day: date | None) -> list[tuple[Block, Slot]]:
        if day:
            return [
                (block, slot)
                for block, slot in self._coming
                if slot.starts_at.astimezone(scale.VENUE).date() == day
            ]
        is_over = state not in STILL_OPEN and (state in OVER or self.dice.random() < 0.5)  # noqa: PLR2004
        return self._past if is_over else self._coming

    def _person(self, member: Member, told: Member | None) -> Person:
        """Choose who comes: of an enterprise of the story its contact."""
        return member.contact if member is told else self.dice.choice(member.people)

    def _pair(self, member: Member | None) -> tuple[Member, Member] | None:
        """Choose a seller and a buyer of one area, one of them given or not."""
        buyer = member if member and member.is_buyer else self.dice.choice(self.world.buyers)
        sellers = self._by_area.get(buyer.area, [])
        seller = member if member and member.is_exhibitor else self.dice.choice(sellers or [buyer])
        if seller is buyer or seller.area != buyer.area or self._is_spared(seller, buyer):
            return None
        return seller, buyer

    def _is_spared(self, seller: Member, buyer: Member) -> bool:
        """The people of the story keep time for it, and have not met each other yet."""
        if seller.id == self._adler and buyer.id in self._named:
            return True
        counts = [self._named[m.id] for m in (seller, buyer) if m.id in self._named]
        return any(count >= MOST_OF_NAMED for count in counts)

    def _settle(self, draft: Draft) -> bool:
        spot = self._spot(draft) if draft.state in SEATED else None
        if draft.state in SEATED and spot is None:
            return False
        key = self._write(draft, spot)
        self._occupy(draft, key, spot)
        for member in (draft.requester, draft.receiver):
            if member.id in self._named:
                self._named[member.id] += 1
        if draft.state in STILL_OPEN:
            self.world.open_pairs.add(pair_key(draft.requester.id, draft.receiver.id))
        if draft.state is S.HELD:
            self.world.held.append(_held(draft, key))
        return True

    def _spot(self, draft: Draft) -> Spot | None:
        """Choose as the services do: own stands first, then tables by their numbers."""
        for spot in self._stands(draft):
            if spot.is_free(draft.slot) and self._reach(draft, spot):
                return spot
        tables, number = self.world.fair.tables, self._next_table.get(draft.slot, 0)
        if number == len(tables) or not self._reach(draft, tables[number]):
            return None
        self._next_table[draft.slot] = number + 1
        return tables[number]

    def _stands(self, draft: Draft) -> Iterator[Spot]:
        if draft.slot.starts_at >= FAIR_STARTS:  # before the fair the stands are not built
            for member in (draft.receiver, draft.requester):
                if member.booth and member.booth.is_open:
                    yield member.booth

    def _reach(self, draft: Draft, spot: Spot) -> bool:
        walks = self.world.fair.walks
        return all(
            person.can_reach(draft.slot, spot.hall_id, walks)
            for person in (draft.asking, draft.asked)
        )

    def _occupy(self, draft: Draft, key: int, spot: Spot | None) -> None:
        if draft.state not in SEATED | {S.REQUESTED}:
            return
        hall_id = spot.hall_id if spot else None
        booking = Booking(draft.slot, Holder(HolderKind.MEETING, key), hall_id)
        occupy_person(self.store, draft.asking, booking, draft.receiver.name)
        if spot:
            occupy_person(self.store, draft.asked, booking, draft.requester.name)
            occupy_spot(self.store, spot, booking, draft.title)

    def _write(self, draft: Draft, spot: Spot | None) -> int:
        asked_at = self._asked_at(draft)
        expires_at = deadline(asked_at, fair_starts_at=FAIR_STARTS, slot=draft.slot)
        answered_at = None
        if draft.state in SEATED | {S.DECLINED, S.CANCELLED, S.SUPERSEDED}:
            answered_at = asked_at + (min(expires_at, scale.NOW) - asked_at) * self.dice.random()
        course = self._course(draft, asked_at, answered_at)
        is_late = draft.state is S.CANCELLED and draft.slot.starts_at - course.closed_at < LATE
        reports = self.dice.choice(REPORTS.get(draft.state, ((None, None),)))
        was_confirmed = draft.state in SEATED or draft.state is S.CANCELLED
        key = self.store.add(
            Meeting,
            edition_id=self.world.fair.edition_id,
            requester_id=draft.requester.id,
            receiver_id=draft.receiver.id,
            requester_representative_id=draft.asking.id,
            receiver_representative_id=draft.asked.id if was_confirmed else None,
            pair_key=pair_key(draft.requester.id, draft.receiver.id),
            block_id=draft.block.id,
            starts_at=draft.slot.starts_at,
            ends_at=draft.slot.ends_at,
            place_id=spot.id if spot else None,
            topic=draft.topic,
            message=self.dice.choice(table("meetings")["messages"]),
            state=draft.state,
            requested_at=asked_at,
            expires_at=expires_at,
            answered_at=answered_at,
            close_reason=course.reason,
            closed_by_id=course.closer.id if course.closer else None,
            is_late=is_late,
            requester_met=reports[0],
            receiver_met=reports[1],
        )
        leave_traces(self.store, self.world, draft, key, course)
        return key

    def _asked_at(self, draft: Draft) -> datetime:
        """Return when it was asked for: those still open so that their deadline is ahead."""
        if draft.state is S.REQUESTED:
            first, last = ASKED_YESTERDAY, FAIR_STARTS - timedelta(hours=2)
            if self.dice.random() < 0.15:  # noqa: PLR2004 - some have just asked
                first, last = scale.NOW - timedelta(minutes=35), scale.NOW - timedelta(minutes=2)
        else:
            last = min(draft.slot.starts_at - timedelta(hours=1), scale.NOW - timedelta(hours=1))
            if draft.state is S.EXPIRED:
                last = min(last, FAIR_STARTS - timedelta(hours=40))
            first = max(REQUESTS_OPEN, last - timedelta(days=9))
        asked_at = first + (last - first) * self.dice.random()
        return asked_at.replace(second=0, microsecond=0)

    def _course(self, draft: Draft, asked_at: datetime, answered_at: datetime | None) -> Course:
        """Return when what happened, and who closed it why."""
        words = table("meetings")
        match draft.state:
            case S.DECLINED | S.SUPERSEDED:
                is_declined = draft.state is S.DECLINED
                reason = self.dice.choice(words["declined"]) if is_declined else ""
                closed_at = answered_at or asked_at
                return Course(asked_at, answered_at, closed_at, draft.receiver, reason)
            case S.WITHDRAWN:
                closed_at = asked_at + timedelta(minutes=30)
                return Course(asked_at, None, closed_at, draft.requester)
            case S.CANCELLED:
                since = answered_at or asked_at
                until = min(scale.NOW, draft.slot.starts_at - timedelta(minutes=10))
                closed_at = since + max(until - since, timedelta(0)) * self.dice.random()
                closer = self.dice.choice((draft.requester, draft.receiver))
                reason = self.dice.choice(words["cancelled"])
                return Course(asked_at, answered_at, closed_at, closer, reason)
        return Course(asked_at, answered_at, draft.slot.ends_at)

    def _topic(self, requester: Member, seller: Member) -> str:
        good = self.dice.choice(goods_of(seller.trade))
        words = "topics_en" if requester is seller else "topics_zh"
        english = good["en"][0].lower() + good["en"][1:]
        form: str = self.dice.choice(table("meetings")[words])
        text = form.format(en=english, zh=good["zh"])
        return text[0].upper() + text[1:]


def _held(draft: Draft, key: int) -> Held:
    seller, buyer = draft.requester, draft.receiver
    if not seller.is_exhibitor:
        seller, buyer = buyer, seller
    return Held(key, seller, buyer, draft.slot.ends_at)
