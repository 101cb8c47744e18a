"""The rows of the enterprises: who they are, what they offer and need, who comes for them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from random import Random

from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.values import Role
from matchmaking.core.wording import Name
from matchmaking.demonstration import scale
from matchmaking.demonstration.identifiers import credit_code
from matchmaking.demonstration.members import Plan, languages_of
from matchmaking.demonstration.names import Naming, trades
from matchmaking.demonstration.sources import name_of, rows
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.world import Fair, Member, Person, Spot
from matchmaking.enterprises.models import CatalogueItem, Enterprise, Participation, Representative
from matchmaking.enterprises.values import CatalogueKind, ParticipationState, UnitType
from matchmaking.expo.models import Place
from matchmaking.expo.values import PlaceKind

INVENTED = Name("An invented enterprise of this demonstration.", "本演示中的虚构企业。")
# Of so many enterprises one has a profile that is not approved, in turn in these states.
UNFINISHED_EVERY = 24
UNFINISHED = (
    ParticipationState.SUBMITTED,
    ParticipationState.SUBMITTED,
    ParticipationState.RETURNED,
    ParticipationState.DRAFT,
    ParticipationState.SUBMITTED,
    ParticipationState.WITHDRAWN,
)
RETURN_REASON = "The trade licence doesn't show the name given here. 营业执照上的名称与填报不一致。"
NEIGHBOUR_CHANCE = 0.35
# Meetings are held at every so manieth stand; the others have no room for them.
OPEN_STAND_EVERY = 3
HALLS_OF_AREA = {row["area"]: row["code"] for row in reversed(rows("halls")) if row["area"]}


@dataclass
class Registry:
    """Writes enterprises down, with all that belongs to them."""

    store: Store
    fair: Fair
    naming: Naming
    password_hash: str

    def __post_init__(self) -> None:
        self.dice: Random = self.naming.dice
        self._enterprises: dict[int, int] = {}
        self._booths: dict[str, int] = {}

    def enter(self, plan: Plan, number: int) -> Member:
        """Write one invented enterprise down."""
        state = self._state_of(plan, number)
        area = trades()[plan.trade]["area"]
        enterprise_id = self._enterprise(plan, number)
        is_open = number % OPEN_STAND_EVERY == 0
        booth = self.booth(area, is_open=is_open) if plan.is_exhibitor else None
        about = self._about(plan)
        member = Member(
            id=self.participation(
                enterprise_id,
                is_exhibitor=plan.is_exhibitor,
                area=area if plan.is_exhibitor else None,
                delegation_id=plan.node.id if plan.node else None,
                booth=booth,
                about=about,
                state=state,
            ),
            enterprise_id=enterprise_id,
            name=plan.name,
            territory=plan.territory,
            trade=plan.trade,
            area=area,
            is_exhibitor=plan.is_exhibitor,
            is_buyer=not plan.is_exhibitor,
            ownership=plan.ownership,
            unit_type=plan.unit_type,
            node=plan.node,
            rank=plan.rank,
            is_leading=bool(plan.rank or (plan.parent and plan.parent.rank)),
            booth=booth,
            is_approved=state is ParticipationState.APPROVED,
        )
        self._catalogue(member)
        self._people(member, plan)
        return member

    def _state_of(self, plan: Plan, number: int) -> ParticipationState:
        if plan.rank or number % UNFINISHED_EVERY:
            return ParticipationState.APPROVED
        return UNFINISHED[number // UNFINISHED_EVERY % len(UNFINISHED)]

    def _enterprise(self, plan: Plan, number: int) -> int:
        identifier = f"{plan.territory}-{1_000_000 + number * 7919 % 8_999_993}"
        if plan.node:
            identifier = credit_code(self.dice, plan.unit_type, plan.node.gb)
        key = self.store.add(
            Enterprise,
            legal_name=plan.name.zh if plan.node else plan.name.en,
            name_en=plan.name.en,
            name_zh=plan.name.zh,
            territory_code=plan.territory,
            legal_identifier=identifier,
            unit_type=plan.unit_type,
            ownership=plan.ownership,
            parent_id=self._enterprises.get(id(plan.parent)) if plan.parent else None,
            global_500_rank=plan.rank,
            website=f"https://www.{plan.domain}.example" if plan.is_exhibitor else "",
            is_confirmed=self._state_of(plan, number) is ParticipationState.APPROVED,
            is_invented=True,
        )
        self._enterprises[id(plan)] = key
        return key

    def _about(self, plan: Plan) -> Name:
        goods = [name_of(row) for row in goods_of(plan.trade)]
        if plan.unit_type is UnitType.SOCIAL_ORGANISATION:
            return Name(
                f"Brings its members together. {INVENTED.en}", f"服务会员企业。{INVENTED.zh}"
            )
        english = ", ".join(good.en[0].lower() + good.en[1:] for good in goods)
        chinese = "、".join(good.zh for good in goods)
        verb = Name("Offers", "供应") if plan.is_exhibitor else Name("Looks for", "采购")
        return Name(f"{verb.en} {english}. {INVENTED.en}", f"{verb.zh}{chinese}。{INVENTED.zh}")

    def participation(
        self,
        enterprise_id: int,
        *,
        is_exhibitor: bool,
        area: str | None,
        delegation_id: int | None,
        booth: Spot | None,
        about: Name,
        state: ParticipationState = ParticipationState.APPROVED,
    ) -> int:
        """Write down how an enterprise takes part in the edition worked in."""
        was_submitted = state is not ParticipationState.DRAFT
        was_decided = state in {ParticipationState.APPROVED, ParticipationState.RETURNED}
        return self.store.add(
            Participation,
            edition_id=self.fair.edition_id,
            enterprise_id=enterprise_id,
            is_exhibitor=is_exhibitor,
            is_buyer=not is_exhibitor,
            area_id=self.fair.areas[area] if area else None,
            delegation_id=delegation_id,
            booth_id=booth.id if booth else None,
            about_en=about.en,
            about_zh=about.zh,
            state=state,
            return_reason=RETURN_REASON if state is ParticipationState.RETURNED else "",
            submitted_at=scale.REGISTERED if was_submitted else None,
            decided_at=scale.REGISTERED if was_decided else None,
        )

    def booth(self, area: str, *, is_open: bool) -> Spot:
        """Give away the next booth of the hall where an area is (who is where is invented).

        ``is_open`` says whether meetings are held there; at the other stands there is no room.
        """
        hall = HALLS_OF_AREA[area]
        number = self._booths[hall] = self._booths.get(hall, 0) + 1
        row, seat = divmod(number - 1, 12)
        letter = chr(ord("A") + row % 26) + (str(row // 26) if row >= 26 else "")  # noqa: PLR2004
        code = f"{hall}{letter}{seat + 1:02}"
        name = Name(f"Booth {code}", f"{code}展位")
        key = self.store.add(
            Place,
            edition_id=self.fair.edition_id,
            hall_id=self.fair.halls[hall],
            kind=PlaceKind.BOOTH,
            code=code,
            name_en=name.en,
            name_zh=name.zh,
            seats=6,
            priority=500,
            is_open=is_open,
        )
        return Spot(key, self.fair.halls[hall], name, is_open=is_open)

    def _catalogue(self, member: Member) -> None:
        if member.unit_type is UnitType.SOCIAL_ORGANISATION:
            return
        kind = CatalogueKind.OFFER if member.is_exhibitor else CatalogueKind.NEED
        self.list_goods(member, kind, [member.trade])
        near = [key for key, row in trades().items() if row["area"] == member.area]
        if self.dice.random() < NEIGHBOUR_CHANCE and len(near) > 1:
            self.list_goods(member, kind, [self.dice.choice(near)], most=1)

    def list_goods(
        self, member: Member, kind: CatalogueKind, trade_keys: Iterable[str], *, most: int = 9
    ) -> None:
        """Write down what somebody offers or needs."""
        for key in trade_keys:
            for row in goods_of(key)[:most]:
                self.store.add(
                    CatalogueItem,
                    participation_id=member.id,
                    kind=kind,
                    hs_code=row["hs"] or None,
                    title_en=row["en"],
                    title_zh=row["zh"],
                    keywords=f"{trades()[key]['en']} {trades()[key]['zh']}",
                )

    def _people(self, member: Member, plan: Plan) -> None:
        side = "exhibitor" if member.is_exhibitor else "buyer"
        titles = [name_of(row) for row in rows("titles") if row["side"] == side]
        count = 3 if plan.rank else self.dice.choice((1, 2, 2, 2, 3))
        seen: set[str] = set()
        for speaks in languages_of(plan, self.dice):
            name = self.naming.person(plan.language)
            if name.en not in seen:
                seen.add(name.en)
                role = Role.ENTERPRISE_MEMBER if member.people else Role.ENTERPRISE_ADMIN
                address = self.naming.address(name.en, plan.domain)
                self.person(member, name, self.dice.choice(titles), speaks, (address, role))
            if len(member.people) == count:
                return

    def person(
        self,
        member: Member,
        name: Name,
        title: Name,
        speaks: tuple[str, ...],
        sign_in: tuple[str, Role],
    ) -> Person:
        """Write down somebody who comes for an enterprise, and who can sign in."""
        email, role = sign_in
        account_id = self.store.add(
            Account,
            email=email,
            name=name.en,
            password_hash=self.password_hash,
            created_at=scale.REGISTERED,
        )
        key = self.store.add(
            Representative,
            participation_id=member.id,
            account_id=account_id,
            name_en=name.en,
            name_zh=name.zh,
            title_en=title.en,
            title_zh=title.zh,
            languages=",".join(speaks),
            is_contact=not member.people,
        )
        self.store.add(
            Grant,
            account_id=account_id,
            edition_id=self.fair.edition_id,
            role=role,
            participation_id=member.id,
            representative_id=key,
            scope_en=member.name.en,
            scope_zh=member.name.zh,
            granted_at=scale.REGISTERED,
        )
        member.people.append(Person(key, account_id, name, speaks))
        member.languages |= set(speaks)
        return member.people[-1]


def goods_of(trade: str) -> list[dict[str, str]]:
    """Return what is dealt in in a trade."""
    return _goods()[trade]


@cache
def _goods() -> dict[str, list[dict[str, str]]]:
    by_trade: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows("goods"):
        by_trade[row["trade"]].append(row)
    return dict(by_trade)
