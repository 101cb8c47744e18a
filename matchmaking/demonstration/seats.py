"""Seats at the sessions: who has booked, who waits, who asked and was invited."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from matchmaking.demonstration import scale
from matchmaking.demonstration.calendars import Booking, occupy_person
from matchmaking.demonstration.programme import Part, Session
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.world import Member, Person, World
from matchmaking.dialogues.models import Invitation, Registration
from matchmaking.dialogues.values import Admission, Audience, RegistrationState
from matchmaking.enterprises.values import UnitType
from matchmaking.expo.values import Holder, HolderKind

FIRST_BOOKING = scale.venue(scale.OPENING_DAY - timedelta(days=40), 9)
INVITED = 14
CAME = 0.9
# So many people are asked for each seat, because some have something else at the time.
SOUGHT_PER_SEAT = 8


@dataclass
class Seating:
    """Gives seats away as the services would: kept ones first, never beyond a capacity."""

    store: Store
    world: World
    dice: Random
    spared: frozenset[int]
    _seat_changes: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._everybody = self._pairs(m for m in self.world.members if m.is_approved)

    def fill(self, session: Session) -> None:
        """Give a session's seats away, and write its waiting list and requests down."""
        if session.is_cancelled:
            return
        guests = self._guests(session)
        wanted = round(session.capacity * session.fill)
        for part in session.parts:
            self._seat_part(session, part, round(part.capacity * session.fill))
        for member, person in guests:
            if session.row.get("taken", 0) >= wanted:
                break
            if self._can_come(session, person) and not self._belongs(session, member):
                self._book(session, person, None)
        self._ask(session, guests)
        self._wait(session, guests)
        session.row["seat_changes"] = self._seat_changes.get(session.id, 0)

    def _guests(self, session: Session) -> Iterator[tuple[Member, Person]]:
        if session.admission is Admission.INVITATION:
            return self._shuffled(self._invited(session))
        most = min(len(self._everybody), SOUGHT_PER_SEAT * session.capacity)
        return iter(self.dice.sample(self._everybody, most))

    def _invited(self, session: Session) -> list[Member]:
        area = session.invited_area
        chosen = [m for m in self.world.exhibitors if m.area == area and m.rank][:INVITED]
        chosen += [m for m in self.world.exhibitors if m.area == area and not m.rank]
        chosen = chosen[:INVITED]
        for member in chosen:
            self.store.add(Invitation, dialogue_id=session.id, participation_id=member.id)
        return chosen

    def _shuffled(self, members: Iterable[Member]) -> Iterator[tuple[Member, Person]]:
        pairs = self._pairs(members)
        self.dice.shuffle(pairs)
        return iter(pairs)

    def _pairs(self, members: Iterable[Member]) -> list[tuple[Member, Person]]:
        return [(m, p) for m in members for p in m.people if p.id not in self.spared]

    def _belongs(self, session: Session, member: Member) -> bool:
        return any(_is_of(member, part.audience) for part in session.parts)

    def _seat_part(self, session: Session, part: Part, wanted: int) -> None:
        members = [m for m in self.world.members if m.is_approved and _is_of(m, part.audience)]
        for _, person in self._shuffled(members):
            if part.taken >= min(wanted, part.capacity):
                return
            if self._can_come(session, person):
                self._book(session, person, part)

    def _book(self, session: Session, person: Person, part: Part | None) -> None:
        state = RegistrationState.BOOKED
        if session.slot.ends_at <= scale.NOW:
            came = self.dice.random() < CAME
            state = RegistrationState.ATTENDED if came else RegistrationState.NO_SHOW
        key = self._register(session, person, state, part=part)
        holder = Holder(HolderKind.REGISTRATION, key)
        occupy_person(
            self.store, person, Booking(session.slot, holder, self._hall(session)), session.name
        )
        session.row["taken"] = session.row.get("taken", 0) + 1
        if part:
            part.taken += 1

    def _register(
        self,
        session: Session,
        person: Person,
        state: RegistrationState,
        *,
        part: Part | None = None,
        number: int | None = None,
    ) -> int:
        self._seat_changes[session.id] = changes = self._seat_changes.get(session.id, 0) + 1
        return self.store.add(
            Registration,
            dialogue_id=session.id,
            representative_id=person.id,
            allotment_id=part.id if part else None,
            state=state,
            waiting_number=number,
            booked_at=FIRST_BOOKING + timedelta(hours=6 * changes % 900, minutes=changes),
        )

    def _ask(self, session: Session, guests: Iterator[tuple[Member, Person]]) -> None:
        for _, person in self._some(session, guests, session.requested):
            self._register(session, person, RegistrationState.REQUESTED)

    def _wait(self, session: Session, guests: Iterator[tuple[Member, Person]]) -> None:
        for number, (_, person) in enumerate(self._some(session, guests, session.waiting), 1):
            self._register(session, person, RegistrationState.WAITLISTED, number=number)
            session.row["waiting_sequence"] = number

    def _some(
        self, session: Session, guests: Iterator[tuple[Member, Person]], count: int
    ) -> Iterator[tuple[Member, Person]]:
        free = ((m, p) for m, p in guests if self._can_come(session, p))
        return (pair for _, pair in zip(range(count), free, strict=False))

    def book_signing_slots(self, session: Session) -> None:
        """Let exhibitors and buyers sign on the stage."""
        buyers = [b for b in self.world.buyers if b.node and b.node.root.id == self._host(session)]
        sellers = iter(self.dice.sample(self.world.exhibitors, session.signing_booked))
        for slot, buyer in zip(
            session.signing_slots[: session.signing_booked], buyers, strict=False
        ):
            seller = next(sellers)
            slot["participation_id"] = buyer.id
            slot["counterpart_id"] = seller.id
            slot["subject"] = f"{seller.name.en} – {buyer.name.en}"

    def _can_come(self, session: Session, person: Person) -> bool:
        walks = self.world.fair.walks
        hall_id = self._hall(session)
        return person.is_free(session.slot) and person.can_reach(session.slot, hall_id, walks)

    def _hall(self, session: Session) -> int:
        return self.world.fair.hall_of_room[session.row["place_id"]]

    def _host(self, session: Session) -> int | None:
        key: int | None = session.row["host_delegation_id"]
        return key


def _is_of(member: Member, audience: Audience) -> bool:
    if audience is Audience.GLOBAL_500:
        return member.is_leading
    return audience is Audience.CHAMBER and member.unit_type is UnitType.SOCIAL_ORGANISATION
