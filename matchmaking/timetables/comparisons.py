"""Two plans' figures side by side."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from matchmaking.scheduling.rounds.values import Aim
from matchmaking.timetables.figures import Figures, Measure, is_better
from matchmaking.timetables.models import Plan
from matchmaking.timetables.plan_labels import AIMS, percent, standing, value
from matchmaking.web.language import number


@dataclass(frozen=True)
class Side:
    """One figure of one plan, and whether it is better than the other's."""

    text: str
    note: str = ""
    is_better: bool = False


@dataclass(frozen=True)
class Row:
    """One figure of both."""

    label: str
    cells: tuple[Side, Side]


def rows_of(plans: tuple[Plan, Plan], figures: tuple[Figures, Figures]) -> list[Row]:
    """Return every figure of two plans."""
    return [*_counts(plans, figures), *_measures(figures)]


def _counts(plans: tuple[Plan, Plan], figures: tuple[Figures, Figures]) -> Iterator[Row]:
    one, other = figures
    yield Row(_("Meetings placed"), (_placed(one, other), _placed(other, one)))
    yield Row(_("Tables in use"), (_tables(one), _tables(other)))
    seconds = [Side(number(round(plan.seconds, 1)) if plan.seconds else "–") for plan in plans]
    yield Row(_("Seconds searched"), (seconds[0], seconds[1]))


def _tables(figures: Figures) -> Side:
    """Return the share that is in use: beside more tables the number alone says little."""
    if figures.share_of_tables is None:
        return Side("–")
    used, tables = number(figures.tables_used), number(figures.tables)
    note = _("%(used)s of %(tables)s table times", used=used, tables=tables)
    return Side(percent(figures.share_of_tables), str(note))


def _placed(mine: Figures, theirs: Figures) -> Side:
    text = _("%(placed)s of %(wanted)s", placed=number(mine.placed), wanted=number(mine.wanted))
    return Side(str(text), is_better=mine.placed > theirs.placed)


def _measures(figures: tuple[Figures, Figures]) -> Iterator[Row]:
    for aim in Aim:
        one, other = (side.measure(aim) for side in figures)
        if one is not None or other is not None:
            yield Row(str(AIMS[aim]), (_side(one, other), _side(other, one)))


def _side(mine: Measure | None, theirs: Measure | None) -> Side:
    if mine is None:
        return Side("–")
    better = theirs is not None and is_better(mine.aim, mine.value, theirs.value)
    return Side(value(mine.aim, mine.value), standing(mine), better)
