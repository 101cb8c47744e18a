"""The programme: the sessions of the public report, and about sixty invented ones."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

from matchmaking.core.wording import Name
from matchmaking.demonstration import scale
from matchmaking.demonstration.calendars import Booking, occupy_room
from matchmaking.demonstration.names import Naming
from matchmaking.demonstration.sources import name_of, rows, table
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.world import Fair, Node, World
from matchmaking.dialogues.models import AgendaItem, Allotment, Dialogue, SigningSlot, Speaker
from matchmaking.dialogues.values import Admission, Audience, DialogueKind, DialogueState
from matchmaking.expo.values import Holder, HolderKind, Slot

OTHER_SESSIONS = 60
SPEAKER_TITLES = (
    Name("Representative of the host (name invented)", "主办方代表（姓名为虚构）"),
    Name("Guest speaker (name invented)", "特邀发言人（姓名为虚构）"),
)
STARTS = ((9, 30), (11, 0), (13, 30), (15, 30))
HOSTS_WITHOUT_PLACE = {
    "central-soe": Name("Central Enterprises", "中央企业"),
    "health": Name("Hospitals", "医疗机构"),
    "xpcc": Name("Xinjiang Corps", "新疆兵团"),
}
ABOUT = Name("An invented session of this demonstration.", "本演示中的虚构活动。")


@dataclass
class Part:
    """Seats of a session kept for an audience."""

    id: int
    audience: Audience
    capacity: int
    taken: int = 0


@dataclass
class Session:
    """A session of the programme, before its seats are given away."""

    id: int
    name: Name
    slot: Slot
    kind: DialogueKind
    admission: Admission
    capacity: int
    fill: float
    row: dict[str, Any]
    is_cancelled: bool = False
    waiting: int = 0
    requested: int = 0
    invited_area: str = ""
    signing_booked: int = 0
    parts: list[Part] = field(default_factory=list)
    signing_slots: list[dict[str, Any]] = field(default_factory=list)


def make_programme(store: Store, world: World, naming: Naming) -> list[Session]:
    """Write down the sessions; their rows are inserted once the seats are counted."""
    by_code = {node.code: node for node in world.nodes}
    told = [
        _told(store, world.fair, by_code, naming, entry) for entry in table("programme")["session"]
    ]
    busy = {(session.row["place_id"], session.slot.starts_at.date()) for session in told}
    return told + _invented(store, world, naming, busy)


def _told(
    store: Store, fair: Fair, by_code: dict[str, Node], naming: Naming, entry: dict[str, Any]
) -> Session:
    day = entry["day"]
    slot = Slot(_at(day, entry["starts"]), _at(day, entry["ends"]))
    host = by_code[entry["host"]] if entry["host"] else None
    session = _session(
        store,
        fair,
        name=name_of(entry),
        about=name_of(entry, "about_"),
        kind=DialogueKind(entry["kind"]),
        slot=slot,
        room=entry["room"],
        host=host,
        host_name=name_of(entry, "host_"),
        languages=entry["languages"],
        interpretation=entry["interpretation"],
        admission=Admission(entry["admission"]),
        capacity=entry["capacity"],
        fill=entry["fill"],
    )
    session.is_cancelled = entry.get("state") == "cancelled"
    session.row["cancel_reason"] = entry.get("cancel_reason", "")
    for name in ("waiting", "requested", "invited_area", "signing_booked"):
        setattr(session, name, entry.get(name, getattr(session, name)))
    _add_details(store, session, entry, naming, day)
    if minutes := entry.get("signing_minutes"):
        _add_signing_slots(store, session, timedelta(minutes=minutes))
    return session


def _add_details(
    store: Store, session: Session, entry: dict[str, Any], naming: Naming, day: date
) -> None:
    for position, speaker in enumerate(entry.get("speakers", [])):
        name = naming.person(speaker["language"])
        title = Name(speaker["title_en"], speaker["title_zh"])
        _add_speaker(store, session, name, title, position)
    for item in entry.get("agenda", []):
        store.add(
            AgendaItem,
            dialogue_id=session.id,
            starts_at=_at(day, item["at"]),
            name_en=item["en"],
            name_zh=item["zh"],
        )
    for kept in entry.get("allotments", []):
        part = Part(store.next_key(Allotment), Audience(kept["audience"]), kept["capacity"])
        session.parts.append(part)
        session.row.setdefault("parts", []).append((part, name_of(kept)))


def _add_speaker(store: Store, session: Session, name: Name, title: Name, position: int) -> None:
    store.add(
        Speaker,
        dialogue_id=session.id,
        name_en=name.en,
        name_zh=name.zh,
        title_en=title.en,
        title_zh=title.zh,
        position=position,
    )


def _add_signing_slots(store: Store, session: Session, length: timedelta) -> None:
    starts_at = session.slot.starts_at
    while starts_at + length <= session.slot.ends_at:
        session.signing_slots.append(
            {
                "id": store.next_key(SigningSlot),
                "dialogue_id": session.id,
                "starts_at": starts_at,
                "ends_at": starts_at + length,
            }
        )
        starts_at += length


def _invented(
    store: Store, world: World, naming: Naming, busy: set[tuple[int, date]]
) -> list[Session]:
    """Spread sessions of other delegations over the days and rooms, one at a time in each."""
    hosts = [node for node in world.nodes if node.parent is None and node.code != "chongqing"]
    free = _free_times(world.fair, busy, naming.dice)
    sessions: list[Session] = []
    for host, form in zip(cycle(hosts), cycle(rows("sessions")), strict=False):
        if len(sessions) == OTHER_SESSIONS:
            return sessions
        room = world.fair.rooms[form["room"]]
        times = free.get(room, [])
        if not times:
            continue
        starts_at = times.pop()
        slot = Slot(starts_at, starts_at + timedelta(hours=float(form["hours"])))
        sessions.append(_of_host(store, world.fair, naming, host, (form, slot)))
    return sessions


def _free_times(fair: Fair, busy: set[tuple[int, date]], dice: Random) -> dict[int, list[datetime]]:
    free: dict[int, list[datetime]] = {}
    for room in fair.rooms.values():
        times = [
            scale.venue(day, *start)
            for day in scale.FAIR_DAYS
            for start in STARTS
            if (room, day) not in busy and (day != scale.OPENING_DAY or start[0] > 12)  # noqa: PLR2004
            if day != scale.FAIR_DAYS[-1] or start[0] < 12  # noqa: PLR2004 - the last day ends early
        ]
        dice.shuffle(times)
        free[room] = times
    return free


def _of_host(
    store: Store, fair: Fair, naming: Naming, host: Node, timed: tuple[dict[str, str], Slot]
) -> Session:
    form, slot = timed
    name = _titled(form, host)
    session = _session(
        store,
        fair,
        name=name,
        about=ABOUT,
        kind=DialogueKind(form["kind"]),
        slot=slot,
        room=form["room"],
        host=host,
        host_name=host.name,
        languages=form["languages"].replace(" ", ","),
        interpretation="zh,en" if " " in form["languages"] else "",
        admission=Admission.OPEN,
        capacity=int(form["capacity"]),
        fill=naming.dice.uniform(0.06, 0.45),
    )
    for position, title in enumerate(SPEAKER_TITLES):
        language = "zh" if position == 0 else naming.dice.choice(("en", "fr", "ja", "es", "ar"))
        _add_speaker(store, session, naming.person(language), title, position)
    if session.kind is DialogueKind.SIGNING_CEREMONY:
        _add_signing_slots(store, session, timedelta(minutes=15))
        session.signing_booked = 2
    return session


def _titled(form: dict[str, str], host: Node) -> Name:
    place = HOSTS_WITHOUT_PLACE.get(host.code, host.place)
    return Name(form["en"].format(place=place.en), form["zh"].format(place=place.zh))


def _session(  # every argument is named
    store: Store,
    fair: Fair,
    *,
    name: Name,
    about: Name,
    kind: DialogueKind,
    slot: Slot,
    room: str,
    host: Node | None,
    host_name: Name,
    languages: str,
    interpretation: str,
    admission: Admission,
    capacity: int,
    fill: float,
) -> Session:
    key = store.next_key(Dialogue)
    row: dict[str, Any] = {
        "id": key,
        "edition_id": fair.edition_id,
        "kind": kind,
        "name_en": name.en,
        "name_zh": name.zh,
        "about_en": about.en,
        "about_zh": about.zh,
        "host_delegation_id": host.id if host else None,
        "host_en": host_name.en,
        "host_zh": host_name.zh,
        "place_id": fair.rooms[room],
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "languages": languages,
        "interpretation": interpretation,
        "admission": admission,
        "capacity": capacity,
        "is_invented": True,
    }
    return Session(key, name, slot, kind, admission, capacity, fill, row)


def _at(day: date, clock: str) -> datetime:
    hour, _, minute = clock.partition(":")
    return scale.venue(day, int(hour), int(minute))


def write_sessions(store: Store, fair: Fair, sessions: list[Session]) -> None:
    """Insert the sessions with their seats counted, and take their rooms."""
    for session in sessions:
        parts = session.row.pop("parts", [])
        state = DialogueState.CANCELLED if session.is_cancelled else DialogueState.PUBLISHED
        kept = sum(part.capacity - part.taken for part in session.parts)
        store.add(Dialogue, **session.row, state=state, kept=kept)
        if not session.is_cancelled:
            room = session.row["place_id"]
            holder = Holder(HolderKind.DIALOGUE, session.id)
            booking = Booking(session.slot, holder, fair.hall_of_room[room])
            occupy_room(store, room, booking, session.name)
        for part, name in parts:
            store.add(
                Allotment,
                id=part.id,
                dialogue_id=session.id,
                audience=part.audience,
                capacity=part.capacity,
                taken=part.taken,
                name_en=name.en,
                name_zh=name.zh,
            )
        for slot in session.signing_slots:
            store.add(SigningSlot, **slot)
