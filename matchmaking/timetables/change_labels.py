"""How it is worded what a what-if changes about the fair."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _, ngettext

from matchmaking.core.wording import Name
from matchmaking.expo.models import Hall
from matchmaking.timetables.plan_labels import languages, listed, named, times
from matchmaking.timetables.settings import ExtraBlock, MoreTables, PlanSettings


def more_tables(hall: Hall | None, count: int, when: str) -> str:
    """Return ``3 more tables in hall 2.2, Fri 8 Nov 10:00–11:00``."""
    return str(
        ngettext(
            "%(num)d more table in hall %(hall)s, %(when)s",
            "%(num)d more tables in hall %(hall)s, %(when)s",
            count,
            hall=code_of(hall),
            when=when,
        )
    )


def fewer_tables(hall: Hall | None, count: int, when: str) -> str:
    """Return ``3 tables fewer in hall 2.2, Fri 8 Nov 10:00–11:00``."""
    return str(
        ngettext(
            "%(num)d table fewer in hall %(hall)s, %(when)s",
            "%(num)d tables fewer in hall %(hall)s, %(when)s",
            count,
            hall=code_of(hall),
            when=when,
        )
    )


def comes_after_all(person: Name | None, when: str) -> str:
    """Return that somebody comes at a time at which they said they couldn't."""
    return str(_("%(person)s comes %(when)s after all", person=named(person), when=when))


def more_meetings(party: Name | None, count: int) -> str:
    """Return that an enterprise takes more meetings than it wants at most."""
    return str(
        ngettext(
            "%(party)s takes %(num)d meeting more than it wants at most",
            "%(party)s takes %(num)d meetings more than it wants at most",
            count,
            party=named(party),
        )
    )


def more_interpreters(codes: Sequence[str], when: str) -> str:
    """Return that somebody more interprets."""
    return str(
        _(
            "One more interpreter for %(languages)s, %(when)s",
            languages=languages(codes),
            when=when,
        )
    )


def code_of(hall: Hall | None) -> str:
    """Return the code of a hall."""
    return hall.code if hall else "?"


@dataclass(frozen=True)
class Changes:
    """Words what plans' settings change, with the names of those concerned at hand."""

    people: Mapping[int, Name] = field(default_factory=dict)
    parties: Mapping[int, Name] = field(default_factory=dict)
    halls: Mapping[int, Hall] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)

    def assumed(self, settings: PlanSettings) -> list[str]:
        """Return what there is to arrange for a plan with such settings."""
        return [*self._tables(settings), *self._of_people(settings)]

    def _tables(self, settings: PlanSettings) -> Iterator[str]:
        for one in settings.extra_tables:
            hall, when = self.halls.get(one.hall_id), times([one.slot])
            if isinstance(one, MoreTables):
                yield more_tables(hall, one.number, when)
            else:
                yield _block(one, hall, when)

    def _of_people(self, settings: PlanSettings) -> Iterator[str]:
        for one in settings.comes:
            yield comes_after_all(self.people.get(one.representative_id), times([one.slot]))
        for more in settings.more_meetings:
            yield more_meetings(self.parties.get(more.participation_id), more.number)
        for helper in settings.more_interpreters:
            yield more_interpreters(helper.languages, times([helper.slot]))

    def restricted(self, settings: PlanSettings) -> list[str]:
        """Return what a plan with such settings goes without."""
        found = [
            fewer_tables(self.halls.get(one.hall_id), -one.number, times([one.slot]))
            for one in settings.more_tables
            if one.number < 0
        ]
        closed = [code for key, code in self.places.items() if key in settings.closed_places]
        if closed:
            found.append(str(_("Closed: %(places)s", places=listed(closed))))
        return [
            *found,
            *(str(_("Left out: %(when)s", when=times([slot]))) for slot in settings.left_out),
        ]

    def briefly(self, settings: PlanSettings) -> str:
        """Return the first change, and how many there are besides."""
        first, *others = [*self.assumed(settings), *self.restricted(settings)] or [""]
        if not others:
            return first
        more = ngettext("and %(num)d more change", "and %(num)d more changes", len(others))
        return f"{first} {more}"


def _block(block: ExtraBlock, hall: Hall | None, when: str) -> str:
    return str(
        ngettext(
            "A block of %(minutes)d-minute slots with %(num)d table in hall %(hall)s, %(when)s",
            "A block of %(minutes)d-minute slots with %(num)d tables in hall %(hall)s, %(when)s",
            block.tables,
            minutes=block.slot_minutes,
            hall=code_of(hall),
            when=when,
        )
    )
