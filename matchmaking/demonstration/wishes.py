"""A matchmaking round on the fair's fourth day: who wishes to meet whom, and who can't when.

It can't be placed whole, as in life: some are wanted by more than they have time for, some are
away for half the day, some share no language that an interpreter of the fair speaks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from matchmaking.core.wording import Name
from matchmaking.demonstration import scale
from matchmaking.demonstration.scale import Scale
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.world import Member, World
from matchmaking.expo.models import BlockPlace, Interpreter, MeetingBlock, Place
from matchmaking.expo.values import PlaceKind
from matchmaking.meetings.models import Veto
from matchmaking.meetings.values import pair_key
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.models import Absence, Round, RoundBlock, Wish, WishList

DAY = scale.FAIR_DAYS[3]
NAME = Name("Friday 8 November", "11月8日（周五）")
OPENS_AT = scale.venue(scale.PRE_SHOW_DAYS[0], 9)
CLOSES_AT = scale.venue(scale.FAIR_DAYS[1], 18)
LUNCH = (12 * 60, 13 * 60)
MOST_MUSTS = 3
NOON = scale.venue(DAY, 12, 30)
PARTS = (
    (Name("Matchmaking round, morning", "专场对接（上午）"), scale.venue(DAY, 9), NOON),
    (Name("Matchmaking round, afternoon", "专场对接（下午）"), NOON, scale.venue(DAY, 16)),
)
SLOT_MINUTES = 30
# Where the round's tables stand, by which letter they are told from the others, and their share.
HALLS = (("2.2", "A", 0.7), ("5.1", "B", 0.3))
INTERPRETERS = (
    (Name("Gu Xin", "顾欣"), "de,en,zh"),
    (Name("Shen Yue", "沈玥"), "fr,en,zh"),
    (Name("Tao Ran", "陶然"), "ja,zh"),
    (Name("Jiang Bei", "江贝"), "en,zh"),
)
AREAS = ("equipment", "automobile")
MOST_WISHES = 8
# Of so many lists one is not handed in, one comes with a veto, one with an absence, and so on.
MISSING_EVERY, VETO_EVERY, ABSENT_EVERY, LIMITED_EVERY = 8, 6, 5, 6
GRADES = {1: (Grade.MUST, Grade.MUST, Grade.WANT), 2: (Grade.MUST, Grade.WANT, Grade.WANT)}
LATER_GRADES = (Grade.WANT, Grade.WANT, Grade.MAY)


@dataclass
class Gathering:
    """Writes down a round and what its enterprises wish."""

    store: Store
    world: World
    dice: Random
    _vetoed: set[tuple[int, int]] = field(default_factory=set)

    def gather(self, size: Scale) -> None:
        """Make the round with its tables, and as many wish lists as a scale wants."""
        round_id = self._round(size.round_tables)
        for name, languages in INTERPRETERS:
            self.store.add(
                Interpreter,
                edition_id=self.world.fair.edition_id,
                name_en=name.en,
                name_zh=name.zh,
                languages=languages,
            )
        sellers, buyers = self._invited(size.round_invited)
        self._vetoes(sellers, buyers)
        for invited, others in ((sellers, buyers), (buyers, sellers)):
            ranking = _by_area(others)
            for number, member in enumerate(invited):
                self._wish_list(round_id, member, number, ranking)
                self.store.flush_if_many()

    def _round(self, tables: int) -> int:
        round_id = self.store.add(
            Round,
            edition_id=self.world.fair.edition_id,
            name_en=NAME.en,
            name_zh=NAME.zh,
            wishes_open_at=OPENS_AT,
            wishes_close_at=CLOSES_AT,
            most_musts=MOST_MUSTS,
            lunch_from=LUNCH[0],
            lunch_until=LUNCH[1],
        )
        places = self._tables(tables)
        for name, starts_at, ends_at in PARTS:
            block_id = self.store.add(
                MeetingBlock,
                edition_id=self.world.fair.edition_id,
                name_en=name.en,
                name_zh=name.zh,
                starts_at=starts_at,
                ends_at=ends_at,
                slot_minutes=SLOT_MINUTES,
            )
            self.store.add(RoundBlock, round_id=round_id, block_id=block_id)
            for place_id in places:
                self.store.add(BlockPlace, block_id=block_id, place_id=place_id)
        return round_id

    def _tables(self, count: int) -> list[int]:
        return [
            self.store.add(
                Place,
                edition_id=self.world.fair.edition_id,
                hall_id=self.world.fair.halls[hall],
                kind=PlaceKind.TABLE,
                code=f"{letter}{number:02}",
                name_en=f"Table {letter}{number:02}",
                name_zh=f"{letter}{number:02}号洽谈桌",
                priority=2_000 + number,
            )
            for hall, letter, share in HALLS
            for number in range(1, round(count * share) + 1)
        ]

    def _invited(self, count: int) -> tuple[list[Member], list[Member]]:
        """Choose as many sellers as buyers, those told of first."""
        told = list(self.world.named.values())

        def half(members: Sequence[Member], areas: Sequence[str]) -> list[Member]:
            near = [m for m in members if m.area in areas and m not in told]
            far = [m for m in members if m.area not in areas and m not in told]
            first = [m for m in told if m in members and m.area in AREAS]
            return [*first, *near, *far][: count // 2]

        return half(self.world.exhibitors, AREAS), half(self.world.buyers, AREAS)

    def _wish_list(
        self, round_id: int, member: Member, number: int, ranking: dict[str, list[Member]]
    ) -> None:
        """Write a list down; every eighth is begun only, Adler's among them."""
        is_missing = number % MISSING_EVERY == 0 and member is not self.world.named["changan-ford"]
        is_limited = number % LIMITED_EVERY == LIMITED_EVERY - 1
        sent_at = OPENS_AT + (scale.NOW - OPENS_AT) * self.dice.random()
        list_id = self.store.add(
            WishList,
            round_id=round_id,
            participation_id=member.id,
            minimum=2 if is_limited else 0,
            maximum=5 if is_limited else None,
            sent_at=None if is_missing else sent_at.replace(second=0, microsecond=0),
        )
        wished = self._partners(member, ranking)
        for position, partner in enumerate(wished, 1):
            grade = self.dice.choice(GRADES.get(position, LATER_GRADES))
            self.store.add(
                Wish,
                wish_list_id=list_id,
                partner_id=partner.id,
                grade=grade,
                position=position,
            )
        if number % ABSENT_EVERY == 2:  # noqa: PLR2004 - one in so many, not the first
            self._absence(list_id, member)

    def _partners(self, member: Member, ranking: dict[str, list[Member]]) -> list[Member]:
        """Choose whom somebody wants to meet: the well-known of their own area more often."""
        near = [
            one for one in ranking.get(member.area, []) if (member.id, one.id) not in self._vetoed
        ]
        if not near:
            return []
        count = self.dice.randint(2, MOST_WISHES)
        chosen: dict[int, Member] = {}
        for _ in range(count * 3):
            place = int(len(near) * self.dice.random() ** 1.8)
            chosen.setdefault(near[place].id, near[place])
        return list(chosen.values())[:count]

    def _absence(self, list_id: int, member: Member) -> None:
        """Keep somebody, or all of an enterprise's people, away for a part of the day."""
        _name, starts_at, ends_at = self.dice.choice(PARTS)
        is_short = self.dice.random() < 0.5  # noqa: PLR2004 - half of them
        self.store.add(
            Absence,
            wish_list_id=list_id,
            representative_id=self.dice.choice((None, member.contact.id)),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1, minutes=30) if is_short else ends_at,
        )

    def _vetoes(self, sellers: Sequence[Member], buyers: Sequence[Member]) -> None:
        """Let some want no meetings with somebody they have none with."""
        for seller in sellers[VETO_EVERY // 2 :: VETO_EVERY]:
            near = [one for one in buyers if one.area == seller.area]
            buyer = self.dice.choice(near or buyers)
            if pair_key(seller.id, buyer.id) in self.world.open_pairs:
                continue
            by, partner = self.dice.choice(((seller, buyer), (buyer, seller)))
            self._vetoed.add((by.id, partner.id))
            self.store.add(Veto, participation_id=by.id, partner_id=partner.id, made_at=OPENS_AT)


def _by_area(members: Sequence[Member]) -> dict[str, list[Member]]:
    """Return who can be wished for in an area, the best known first."""
    found: dict[str, list[Member]] = {}
    for member in members:
        found.setdefault(member.area, []).append(member)
    return found
