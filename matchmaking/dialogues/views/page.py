"""What the page of one session shows to whoever looks."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask import url_for

from matchmaking.accounts.values import Actor
from matchmaking.core.errors import MatchmakingError
from matchmaking.core.wording import Name
from matchmaking.dialogues import labels, policies, queries
from matchmaking.dialogues.forms.booking import SeatForm
from matchmaking.dialogues.models import Allotment, Dialogue, SigningSlot
from matchmaking.dialogues.seating import Part, Seats
from matchmaking.dialogues.services.rules import why_not_for, why_not_now
from matchmaking.dialogues.values import (
    Admission,
    Audience,
    Candidacy,
    DialogueKind,
    DialogueState,
    RegistrationState,
)
from matchmaking.expo.errors import BookingClosedError
from matchmaking.expo.models import Edition
from matchmaking.expo.values import Appointment
from matchmaking.web.language import day, enumerated, language, locale, time_range, with_commas
from matchmaking.web.session import db


@dataclass(frozen=True)
class SeatLine:
    """Seats kept for an audience, or open to everybody, as the page lists them."""

    name: Name
    audience: str
    capacity: int
    left: int
    is_ours: bool
    is_part: bool


@dataclass(frozen=True)
class SlotLine:
    """A signing slot, and what the reader may do with it."""

    slot: SigningSlot
    url: str
    can_book: bool
    can_release: bool


class DialoguePage:
    """One session, seen by one person at one moment."""

    def __init__(self, dialogue: Dialogue, actor: Actor, edition: Edition, *, at: datetime) -> None:
        self.dialogue = dialogue
        self.actor = actor
        self.edition = edition
        self.at = at
        self.can_book = policies.can_book(actor, dialogue)
        self.can_manage = policies.can_manage(actor, dialogue)
        self.is_ceremony = dialogue.kind is DialogueKind.SIGNING_CEREMONY
        self.form = SeatForm()
        if self.can_book:
            self.form.offer(self.candidates, self.elsewhere, myself=actor.representative_id)

    @cached_property
    def team(self) -> list[Candidacy]:
        """Return where each of the reader's team stands."""
        if not self.can_book or self.actor.participation_id is None:
            return []
        return queries.team_candidacies(db.session, self.dialogue.id, self.actor.participation_id)

    @property
    def candidates(self) -> list[Candidacy]:
        """Return whom one can book for: who has nothing here, or waits though a seat is free."""
        return [
            one
            for one in self.team
            if one.standing.is_outside or (one.standing.is_waiting and self.has_seat_for_us)
        ]

    @property
    def registered(self) -> list[Candidacy]:
        """Return who of the team has a seat, waits for one or was declined."""
        hidden = {None, RegistrationState.CANCELLED}
        return [one for one in self.team if one.standing.state not in hidden]

    @cached_property
    def elsewhere(self) -> dict[int, Appointment]:
        """Return what those of the team who have no seat here have at that time."""
        free = [one.guest.representative_id for one in self.team if not one.standing.is_seated]
        return queries.elsewhere_at(db.session, free, self.dialogue.slot) if free else {}

    @cached_property
    def line(self) -> dict[int, int]:
        """Return the places in the line of waiting people, if one of the team waits."""
        if not any(one.standing.is_waiting for one in self.team):
            return {}
        return queries.places_in_line(db.session, self.dialogue.id)

    @cached_property
    def seats(self) -> Seats:
        """Return the seats as they stand."""
        one = self.dialogue
        parts = tuple(
            Part(part.id, part.parent_id, part.audience, part.capacity, part.taken, part.kept)
            for part in one.allotments
        )
        return Seats(one.capacity, one.taken, one.kept, parts)

    @property
    def seat_lines(self) -> list[SeatLine]:
        """Return the seats by allotment, those open to everybody last."""
        if not self.dialogue.allotments:
            return []
        mine = self.team[0].guest.audiences if self.team else frozenset()
        lines = [
            SeatLine(
                name=part.label,
                audience=str(labels.AUDIENCES[part.audience]),
                capacity=part.capacity,
                left=part.capacity - part.taken,
                is_ours=all(link.audience in mine for link in self.seats.chain(part.id)),
                is_part=part.parent_id is not None,
            )
            for part in self._allotments_in_order
        ]
        kept = sum(part.capacity for part in self.seats.parts if part.parent_id is None)
        everybody = SeatLine(
            name=Name("", ""),
            audience="",
            capacity=self.seats.capacity - kept,
            left=self.seats.free,
            is_ours=True,
            is_part=False,
        )
        return [*lines, everybody]

    @property
    def _allotments_in_order(self) -> list[Allotment]:
        """Return the allotments, each followed by its parts."""
        chains = {one.id: self.seats.chain(one.id) for one in self.dialogue.allotments}
        return sorted(
            self.dialogue.allotments,
            key=lambda one: [link.id for link in reversed(chains[one.id])],
        )

    @cached_property
    def refusal(self) -> MatchmakingError | None:
        """Return why nobody of the team can book now, if so."""
        if not self.team:
            return None
        first = self.team[0]
        return why_not_now(first.terms, at=self.at) or why_not_for(first.terms, first.guest)

    @property
    def when_and_where(self) -> str:
        """Return the day, the time and the place in one line."""
        one = self.dialogue
        place = one.place.label.first(language()) or one.place.code
        when = with_commas(day(one.starts_at), time_range(one.starts_at, one.ends_at))
        where = with_commas(one.place.hall.label.first(language()), place)
        return f"{when} · {where}"

    @property
    def filled_share(self) -> int:
        """Return how many of a hundred seats are taken or kept, as the programme counts."""
        return 100 * (self.dialogue.taken + self.dialogue.kept) // max(1, self.dialogue.capacity)

    @property
    def languages(self) -> str:
        """Return the languages spoken, named in the reader's."""
        return languages_named(self.dialogue.languages)

    @property
    def interpretation(self) -> str:
        """Return the languages it is interpreted into, named in the reader's."""
        return languages_named(self.dialogue.interpretation)

    @property
    def about(self) -> str:
        """Return what it is about, in the reader's language if it was written in it."""
        return Name(self.dialogue.about_en, self.dialogue.about_zh).first(language())

    @property
    def slot_lines(self) -> list[SlotLine]:
        """Return the signing slots of a ceremony, by time."""
        may_book = policies.can_book_slot(self.actor, self.dialogue) and self._is_open
        return [
            SlotLine(
                slot=slot,
                url=url_for(".book_slot", dialogue_id=self.dialogue.id, slot_id=slot.id),
                can_book=may_book and slot.participation_id is None,
                can_release=policies.can_release_slot(self.actor, self.dialogue, slot),
            )
            for slot in queries.slots_of(db.session, self.dialogue.id)
        ]

    @property
    def _is_open(self) -> bool:
        is_published = self.dialogue.state is DialogueState.PUBLISHED
        return is_published and self.at < self.dialogue.ends_at

    @property
    def is_asking(self) -> bool:
        """Return whether one asks the host for a seat instead of taking one."""
        return self.dialogue.admission is Admission.APPROVAL

    @property
    def is_invited(self) -> bool:
        """Return whether the reader's enterprise is invited."""
        return bool(self.team) and Audience.INVITED in self.team[0].guest.audiences

    @property
    def has_seat_for_us(self) -> bool:
        """Return whether somebody of the team could sit now."""
        return bool(self.team) and bool(self.seats.choices(self.team[0].guest.audiences))

    @property
    def can_give_up(self) -> bool:
        """Return whether seats can still be given up."""
        return self.at < self.dialogue.starts_at

    @cached_property
    def alternatives(self) -> list[queries.Alternative]:
        """Return other sessions of the day, if this one has no seat for whoever would come."""
        person = self._who_would_come
        if person is None:
            return []
        is_free = person.guest.representative_id not in self.elsewhere
        if self.has_seat_for_us and is_free and self.refusal is None:
            return []
        if isinstance(self.refusal, BookingClosedError):
            return []  # the others take nobody either
        zone = self.edition.zone
        day = queries.bounds_of(self.dialogue.starts_at.astimezone(zone).date(), zone)
        return queries.alternatives(db.session, person, day, at=self.at)

    @property
    def _who_would_come(self) -> Candidacy | None:
        chosen = self.form.representative_id.data or self.form.proposed
        outside = [one for one in self.team if one.standing.is_outside]
        asked = [one for one in outside if one.guest.representative_id == chosen]
        return next(iter(asked or outside), None)


def languages_named(codes: str) -> str:
    """Return codes such as ``en,zh`` as names in the reader's language; other text as it is."""
    names = [code.strip() for code in codes.split(",") if code.strip()]
    known = [locale().languages.get(name, name) for name in names]
    return enumerated(str(name) for name in known)
