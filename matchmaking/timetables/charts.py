"""Best and bound over time as lines of a drawing, with the same figures as rows. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from matchmaking.scheduling.rounds.values import Aim

WIDTH, HEIGHT = 440, 200
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 10, 28
MOST_ROWS = 40
STEPS = (1, 2, 5)
TICKS = 4


class Reported(Protocol):
    """One moment of a search, as it was kept."""

    @property
    def seconds(self) -> float:
        """When it was, since the search began."""
        ...

    @property
    def aim(self) -> str:
        """The aim in work."""
        ...

    @property
    def best(self) -> int | None:
        """The best so far."""
        ...

    @property
    def bound(self) -> int | None:
        """What no plan can beat."""
        ...


@dataclass(frozen=True)
class Tick:
    """A value beside an axis, and where it stands."""

    at: float
    value: float


@dataclass(frozen=True)
class Chart:
    """A drawing of the search for one aim."""

    aim: Aim
    best: str
    bound: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    rows: tuple[Reported, ...]
    last: Reported
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM
    right: int = WIDTH - RIGHT


def charts_of(moments: Iterable[Reported], until: float = 0.0) -> list[Chart]:
    """Return one drawing per aim that was worked on, in their order.

    All go on until the last moment, or until later: what was true then is so still.
    """
    by_aim: dict[Aim, list[Reported]] = {}
    for moment in moments:
        by_aim.setdefault(Aim(moment.aim), []).append(moment)
        until = max(until, moment.seconds)
    return [_draw(aim, by_aim[aim], until) for aim in Aim if aim in by_aim]


def main_chart(charts: Sequence[Chart], in_work: str) -> Chart | None:
    """Return the drawing to show first: that of the wishes, or until there is one the latest."""
    return next(
        (one for aim in (Aim.WISHES, in_work) for one in charts if one.aim == aim),
        None,
    )


def _draw(aim: Aim, rows: Sequence[Reported], until: float) -> Chart:
    values = [value for row in rows for value in (row.best, row.bound) if value is not None]
    low, high = min(values, default=0), max(values, default=1)
    if low == high:
        low, high = max(0, low - 1), high + 1
    since, until = rows[0].seconds, max(until, rows[0].seconds + 0.1)

    def x(seconds: float) -> float:
        return round(LEFT + (seconds - since) / (until - since) * (WIDTH - LEFT - RIGHT), 1)

    def y(value: float) -> float:
        return round(TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    return Chart(
        aim=aim,
        best=_steps(
            [(x(row.seconds), y(row.best)) for row in rows if row.best is not None], x(until)
        ),
        bound=_steps(
            [(x(row.seconds), y(row.bound)) for row in rows if row.bound is not None], x(until)
        ),
        across=_ticks(since, until, x),
        up=_ticks(low, high, y, whole=True),
        rows=tuple(_thinned(rows)),
        last=rows[-1],
    )


def _steps(points: Sequence[tuple[float, float]], end: float) -> str:
    """Return a line that stays level until the next point: what was true stayed true till then."""
    drawn: list[str] = []
    level: float | None = None
    for across, up in points:
        if level is not None and level != up:
            drawn.append(f"{across},{level}")
        if level != up:
            drawn.append(f"{across},{up}")
        level = up
    if level is not None:
        drawn.append(f"{end},{level}")
    return " ".join(drawn)


def _ticks(
    low: float, high: float, place: Callable[[float], float], *, whole: bool = False
) -> tuple[Tick, ...]:
    """Return round values between two, about four of them."""
    step = _step((high - low) / TICKS)
    if whole:
        step = max(1, round(step))
    number = -(-low // step)
    found = []
    while number * step <= high:
        value = round(number * step, 3)
        found.append(Tick(place(value), value))
        number += 1
    return tuple(found)


def _step(least: float) -> float:
    power = 0.1
    while True:
        for step in STEPS:
            if step * power >= least:
                return step * power
        power *= 10


def _thinned(rows: Sequence[Reported]) -> list[Reported]:
    """Return the moments at which something changed, at most so many, the last included."""
    changed = [
        row
        for before, row in zip([None, *rows], rows, strict=False)
        if before is None or (row.best, row.bound) != (before.best, before.bound)
    ]
    if not changed or changed[-1] is not rows[-1]:
        changed.append(rows[-1])
    every = -(-len(changed) // MOST_ROWS)
    return [row for index, row in enumerate(reversed(changed)) if index % every == 0][::-1]
