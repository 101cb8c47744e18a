"""Which meetings a round is asked for: wishes of both sides as one, and what stands already."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from matchmaking.expo.values import Slot
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.questions.facts import Facts, Held, Pair, pair_of
from matchmaking.timetables.questions.question import BlockSlot, Skipped, WhySkipped
from matchmaking.timetables.settings import PlanSettings


@dataclass(frozen=True)
class WantedPair:
    """Two enterprises to bring together; ``is_fixed`` if their seat must stay as it is.

    ``near`` is the seat they had where that is no more, because a place is closed or somebody
    has left: what comes nearest to it shall count as where they stand.
    """

    pair: Pair
    grades: tuple[Grade | None, Grade | None] = (None, None)
    held: Held | None = None
    meeting_id: int | None = None
    is_fixed: bool = False
    near: Held | None = None


@dataclass(frozen=True)
class Wanted:
    """The meetings to place, the wishes that are not put to the solver, and whose seats are free.

    ``moved`` are the meetings of the timetable so far whose people and places the plan disposes
    of; ``done`` counts, per enterprise, the meetings it has without this plan.
    """

    pairs: tuple[WantedPair, ...]
    skipped: tuple[Skipped, ...]
    moved: tuple[Held, ...]
    done: Counter[int]


def choose(facts: Facts, settings: PlanSettings, slots: Sequence[BlockSlot]) -> Wanted:
    """Choose what to ask the solver for."""
    return _Choice(facts, settings, slots).wanted()


class _Choice:
    """Goes through the pairs that are wished or have a seat."""

    def __init__(self, facts: Facts, settings: PlanSettings, slots: Sequence[BlockSlot]) -> None:
        self.facts = facts
        self.grades = _grades(facts)
        self.usable = _Usable(facts, settings, slots)
        self.standing = {one.pair: one for one in facts.standing if _is_coming(one, facts)}
        self.agreed = {pair: one for pair, one in self.standing.items() if one.is_agreed}
        self.held = {one.pair: one for one in facts.held if _is_coming(one, facts)} | self.agreed
        self.over = {one.pair for one in facts.standing} - set(self.standing)

    def wanted(self) -> Wanted:
        """Return the meetings to place."""
        pairs = sorted({*self.grades, *self.standing, *self.held})
        skipped = {pair: why for pair in pairs if (why := self._why_skipped(pair))}
        met = [pair for pair, why in skipped.items() if why is WhySkipped.MET]
        return Wanted(
            tuple(self._wanted(pair) for pair in pairs if pair not in skipped),
            tuple(Skipped(pair, why) for pair, why in skipped.items()),
            tuple(one for pair, one in self.standing.items() if pair not in met),
            Counter(key for pair in met for key in pair),
        )

    def _wanted(self, pair: Pair) -> WantedPair:
        seat, standing = self._seat(pair), self.standing.get(pair)
        return WantedPair(
            pair,
            self.grades.get(pair, (None, None)),
            seat,
            standing.meeting_id if standing else self.facts.asked.get(pair),
            is_fixed=seat is not None
            and (seat.is_locked or seat.is_agreed or pair not in self.grades),
            near=None if seat else self.held.get(pair),
        )

    def _seat(self, pair: Pair) -> Held | None:
        held = self.held.get(pair)
        return held if held and self.usable.holds(held) else None

    def _why_skipped(self, pair: Pair) -> WhySkipped | None:
        """Return why a pair is left out; what stands but nobody wishes any more stays."""
        teams = self.facts.teams
        if pair in self.facts.vetoes:
            return WhySkipped.VETO
        if pair in self.facts.met or pair in self.over:
            return WhySkipped.MET
        if pair in self.facts.called_off and pair not in self.standing:
            return WhySkipped.CALLED_OFF
        if any(key not in teams or not teams[key].people for key in pair):
            is_gone = any(key not in teams for key in pair)
            return WhySkipped.NOT_TAKING_PART if is_gone else WhySkipped.NOBODY_COMES
        stays = pair in self.agreed or pair not in self.grades
        if stays and self._seat(pair) is None:
            return WhySkipped.MET
        return None


def _is_coming(held: Held, facts: Facts) -> bool:
    return held.slot.starts_at > facts.at


def _grades(facts: Facts) -> dict[Pair, tuple[Grade | None, Grade | None]]:
    """Return what both sides of each wished pair wish."""
    by_side: dict[tuple[int, int], Grade] = {
        (wish.by, wish.partner): wish.grade for wish in facts.wishes if wish.by != wish.partner
    }
    pairs = {pair_of(*sides) for sides in by_side}
    return {(a, b): (by_side.get((a, b)), by_side.get((b, a))) for a, b in pairs}


def _why_skipped(facts: Facts, pair: Pair, over: set[Pair]) -> WhySkipped | None:
    if pair in facts.vetoes:
        return WhySkipped.VETO
    if pair in facts.met or pair in over:
        return WhySkipped.MET
    if any(key not in facts.teams for key in pair):
        return WhySkipped.NOT_TAKING_PART
    if any(not facts.teams[key].people for key in pair):
        return WhySkipped.NOBODY_COMES
    return None


class _Usable:
    """Which seats of the timetable so far exist under these settings."""

    def __init__(self, facts: Facts, settings: PlanSettings, slots: Sequence[BlockSlot]) -> None:
        self.facts = facts
        self.slots: dict[Slot, set[int | None]] = {}
        for one in slots:
            self.slots.setdefault(one.slot, set()).add(one.block_id)
        self.places = {place.id: place for place in facts.places}
        self.closed = settings.closed_places

    def holds(self, held: Held) -> bool:
        """Return whether its slot, place, people and interpreter are still there."""
        helper = held.interpreter_id
        return (
            held.slot in self.slots
            and held.place_id not in self.closed
            and self._has_place(held)
            and all(
                team in self.facts.teams and person in self.facts.teams[team].people
                for team, person in zip(held.pair, held.people, strict=True)
            )
            and (helper is None or helper in self.facts.interpreters)
        )

    def _has_place(self, held: Held) -> bool:
        place = self.places.get(held.place_id)
        if place is not None:
            return bool(self.slots[held.slot] & place.block_ids)
        booths = (team.booth for key in held.pair if (team := self.facts.teams.get(key)))
        return held.place_id in {booth.id for booth in booths if booth}
