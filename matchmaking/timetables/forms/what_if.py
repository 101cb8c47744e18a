"""The form of a what-if: what would be different about the fair."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, RadioField, StringField
from wtforms.validators import Length

from matchmaking.expo.values import Slot
from matchmaking.timetables.forms.plans import DURATIONS
from matchmaking.timetables.forms.rows import (
    ClosedForm,
    ExtraForm,
    TablesForm,
    Venue,
    WindowForm,
    chosen,
    complain,
    shown,
)
from matchmaking.timetables.plan_labels import times
from matchmaking.timetables.services.runs import LONGEST_NOTE
from matchmaking.timetables.settings import SECONDS, USUAL_SECONDS, ExtraBlock, PlanSettings
from matchmaking.web.forms import BaseForm, choices

MOST_ROWS = 12


class WhatIfForm(BaseForm):
    """A copy of a plan's settings with changes."""

    seconds = RadioField(
        _l("Search for at most"),
        choices=choices((number, DURATIONS[number]) for number in SECONDS),
        coerce=int,
        default=USUAL_SECONDS,
    )
    note = StringField(_l("Note"), [Length(max=LONGEST_NOTE)])
    tables = FieldList(FormField(TablesForm), label=_l("Tables"), max_entries=MOST_ROWS)
    closed = FieldList(FormField(ClosedForm), label=_l("Closed places"), max_entries=MOST_ROWS)
    left_out = FieldList(FormField(WindowForm), label=_l("Times left out"), max_entries=MOST_ROWS)
    extra = FieldList(FormField(ExtraForm), label=_l("Extra blocks"), max_entries=MOST_ROWS)
    keeps = BooleanField(_l("Keep what is assumed of people"), default=True)

    def lists(self) -> Iterator[Any]:
        """Yield the lists of rows."""
        yield from (self.tables, self.closed, self.left_out, self.extra)

    def offer(self, venue: Venue) -> None:
        """Let one choose among the halls and days of the round."""
        for rows in self.lists():
            for entry in rows:
                entry.form.offer(venue)

    def add_blanks(self) -> None:
        """End every list with a row to fill in."""
        for rows in self.lists():
            if len(rows) < MOST_ROWS and not (len(rows) and rows[-1].form.is_blank):
                rows.append_entry()

    def read(self, before: PlanSettings, venue: Venue) -> PlanSettings | None:
        """Return the settings as filled in; nothing if something is wrong, said beside it."""
        tables, closed, left_out, extra = (
            [entry.form.read(venue) for entry in rows if not entry.form.is_blank]
            for rows in self.lists()
        )
        if None in (*tables, *closed, *left_out, *extra) or not self._fit(extra, left_out, venue):
            self._note_errors()
            return None
        kept = before if self.keeps.data else PlanSettings()
        settings = PlanSettings(
            seconds=self.seconds.data,
            seed=before.seed,
            more_tables=tuple(tables),
            closed_places=frozenset(key for keys in closed for key in keys),
            left_out=tuple(left_out),
            extra_blocks=tuple(extra),
            comes=kept.comes,
            more_meetings=kept.more_meetings,
            more_interpreters=kept.more_interpreters,
        )
        if not settings.is_changed:
            self.form_errors.append(_("Enter at least one change."))
        return settings if settings.is_changed else None

    def _fit(self, extra: Sequence[ExtraBlock], left_out: Sequence[Slot], venue: Venue) -> bool:
        """Return whether every extra block has hours of its own, or say whose they are."""
        rows = [entry.form for entry in self.extra if not entry.form.is_blank]
        for number, (row, block) in enumerate(zip(rows, extra, strict=True)):
            text = _taken_by_the_round(block, left_out, venue)
            text = text or _taken_above(block, extra[:number])
            if text:
                complain(row.starts, text)
        return not any(row.starts.errors for row in rows)

    def _note_errors(self) -> None:
        """Let what is said beside fields of rows count as mistakes of the whole form."""
        for rows in self.lists():
            rows.errors = [entry.errors for entry in rows if entry.errors]


def _taken_by_the_round(block: ExtraBlock, left_out: Sequence[Slot], venue: Venue) -> str:
    """Return that an extra block has hours of the round that are not left out, if it has."""
    taken = [
        one
        for one in venue.slots
        if one.overlaps(block.slot) and not any(one.overlaps(out) for out in left_out)
    ]
    if not taken:
        return ""
    whole = Slot(taken[0].starts_at, max(one.ends_at for one in taken))
    return str(
        _(
            "The round has slots %(when)s already. Leave these times out, or add tables instead.",
            when=times([whole]),
        )
    )


def _taken_above(block: ExtraBlock, above: Sequence[ExtraBlock]) -> str:
    """Return that an extra block shares hours with one above; in another hall it may."""
    shares = any(one.hall_id == block.hall_id and one.slot.overlaps(block.slot) for one in above)
    return str(_("An extra block above has this hall at these times.")) if shares else ""


def proposed(settings: PlanSettings, venue: Venue) -> dict[str, Any]:
    """Return what the form shows of settings."""
    closed: dict[int, list[str]] = {}
    for place in venue.places:
        if place.id in settings.closed_places:
            closed.setdefault(place.hall_id, []).append(place.code)
    return {
        "seconds": settings.seconds,
        "tables": [
            {**chosen(one.slot, venue), "hall": str(one.hall_id), "number": one.number}
            for one in settings.more_tables
        ],
        "closed": [
            {"hall": str(hall), "codes": ", ".join(codes)} for hall, codes in closed.items()
        ],
        "left_out": [chosen(slot, venue) for slot in settings.left_out],
        "extra": [
            {
                **shown(one.slot, venue),
                "minutes": one.slot_minutes,
                "tables": one.tables,
                "hall": str(one.hall_id),
            }
            for one in settings.extra_blocks
        ],
    }
