"""What the page of one deal shows to whoever looks."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from matchmaking.accounts.values import Actor
from matchmaking.core.money import Money
from matchmaking.core.wording import Name, Sentence
from matchmaking.expo.models import Edition
from matchmaking.intentions import labels, policies, words
from matchmaking.intentions.changes import changes_of
from matchmaking.intentions.counting import BUCKET_OF_STATE, needs_two_officers
from matchmaking.intentions.models import Correction, Intention, LedgerEntry
from matchmaking.intentions.queries.deals import entries_of, names_of, related
from matchmaking.intentions.queries.people import is_insider
from matchmaking.intentions.values import IntentionState, Side
from matchmaking.web.language import clock_time, day, enumerated, language, spoken, with_commas
from matchmaking.web.session import db

PROGRESS = (IntentionState.SIGNED, IntentionState.COUNTERSIGNED, IntentionState.VERIFIED)


@dataclass(frozen=True)
class Related:
    """Another deal this one has to do with."""

    term: str
    deal: Intention
    is_visible: bool


class IntentionPage:
    """One deal, seen by one person."""

    def __init__(self, intention: Intention, actor: Actor, edition: Edition) -> None:
        self.intention = intention
        self.actor = actor
        self.edition = edition
        self.tags = labels.tags(intention)
        self.sides = words.sides_of(intention.kind)
        self.can_edit = policies.can_edit(actor, intention)
        self.can_sign = policies.can_sign(actor, intention)
        self.can_countersign = policies.can_countersign(actor, intention)
        self.can_dispute = policies.can_dispute(actor, intention)
        self.can_settle = policies.can_settle(actor, intention)
        self.can_withdraw = policies.can_withdraw(actor, intention)
        self.can_correct = policies.can_correct(actor, intention)
        self.can_answer = policies.can_answer_correction(actor, intention)
        self.can_take_back = policies.can_take_back_correction(actor, intention)
        self.can_add_evidence = policies.can_add_evidence(actor, intention)

    @cached_property
    def is_insider(self) -> bool:
        """Return whether the person, as an officer, belongs to a party after all."""
        return is_insider(db.session, self.actor.account_id, [self.intention])

    @cached_property
    def can_verify(self) -> bool:
        """Return whether the person may verify the deal."""
        return policies.can_verify(self.actor, self.intention) and not self.is_insider

    @cached_property
    def can_resolve(self) -> bool:
        """Return whether the person may decide whether the held deal repeats another."""
        first = self.others.get(self.intention.held_for_id or 0)
        return first is not None and policies.can_resolve(self.actor, self.intention, first)

    @property
    def correction(self) -> Correction | None:
        """Return the correction that waits for an answer."""
        return policies.open_correction(self.intention)

    @staticmethod
    def changes(correction: Correction) -> list[Sentence]:
        """Return what a correction changes, old and new."""
        return changes_of(correction)

    @property
    def other_party(self) -> Name:
        """Return the name of the side that countersigns."""
        intention = self.intention
        side = Side.SELLER if intention.author_side is Side.BUYER else Side.BUYER
        return intention.party(side).label

    @property
    def base(self) -> Money | None:
        """Return the amount that counts in the base currency, if it was converted."""
        minor = self.intention.base_minor
        is_converted = self.intention.currency != self.edition.base_currency
        return (
            Money(minor, self.edition.base_currency) if is_converted and minor is not None else None
        )

    @property
    def meeting_url(self) -> str:
        """Return the address of the meeting the deal came from, for who was there."""
        if self.intention.meeting_id is None:
            return ""
        return url_for("meetings.meeting", meeting_id=self.intention.meeting_id)

    @property
    def missing_officers(self) -> int:
        """Return how many officers must still verify, if it is more than the next one."""
        if self.intention.state is not IntentionState.COUNTERSIGNED:
            return 0
        wanted = 2 if needs_two_officers(self.edition, self.intention.base_minor or 0) else 1
        return wanted - len(self.intention.verifications)

    @cached_property
    def entries(self) -> list[LedgerEntry]:
        """Return what the ledger says of the deal."""
        return entries_of(db.session, self.intention)

    @cached_property
    def names(self) -> dict[int, str]:
        """Return the names of everybody who did something here."""
        intention = self.intention
        rows: list[Any] = [
            *intention.signatures,
            *intention.verifications,
            *intention.evidence,
            *intention.corrections,
        ]
        people = {row.account_id for row in (*rows, *self.entries)} | {intention.author_id}
        found = names_of(db.session, intention.edition_id, people)
        return {key: name.first(language()) for key, name in found.items()}

    @cached_property
    def others(self) -> dict[int, Intention]:
        """Return the deals this one refers to."""
        return related(db.session, self.intention)

    @property
    def related(self) -> list[Related]:
        """Return the deals this one refers to, each with what it is to it."""
        intention = self.intention
        terms = (
            (_("Under the framework agreement"), intention.framework_id),
            (_("Replaces"), intention.replaces_id),
            (_("Superseded by"), intention.superseded_by_id),
            (_("May repeat"), intention.held_for_id),
        )
        return [
            Related(term, self.others[key], policies.can_view(self.actor, self.others[key]))
            for term, key in terms
            if key in self.others
        ]

    @property
    def steps(self) -> list[dict[str, str]]:
        """Return how far the deal has come."""
        intention = self.intention
        is_closed = intention.state not in {IntentionState.DRAFT, *BUCKET_OF_STATE}
        reached = PROGRESS.index(intention.state) if intention.state in PROGRESS else -1
        notes = self._notes()
        steps = [
            {
                "label": spoken(words.STATES[state]),
                "note": notes.get(state, ""),
                "state": _stage(place, reached, is_closed=is_closed, is_done=state in notes),
            }
            for place, state in enumerate(PROGRESS)
        ]
        if is_closed:
            closed = {
                "label": spoken(words.STATES[intention.state]),
                "note": "",
                "state": "stopped",
            }
            steps.append(closed)
        return steps

    def _notes(self) -> dict[IntentionState, str]:
        """Return who took each step, and when."""
        intention = self.intention
        notes: dict[IntentionState, str] = {}
        for row in intention.signatures:
            is_author = row.side is intention.author_side
            state = IntentionState.SIGNED if is_author else IntentionState.COUNTERSIGNED
            notes[state] = self._by(row.account_id, row.signed_at)
        if intention.verifications:
            notes[IntentionState.VERIFIED] = enumerated(
                self._by(row.account_id, row.verified_at) for row in intention.verifications
            )
        return notes

    def _by(self, account_id: int, at: datetime) -> str:
        return with_commas(self.names.get(account_id, ""), f"{day(at)} {clock_time(at)}")

    @cached_property
    def _begins(self) -> set[int]:
        """Return the first entry of each step: most take out of one state and put into another."""
        first: dict[tuple[str, datetime], int] = {}
        for entry in self.entries:
            first.setdefault((entry.step, entry.at), entry.sequence)
        return set(first.values())

    def who_and_why(self, entry: LedgerEntry) -> list[str]:
        """Return who took the step that an entry begins, and the reason they gave."""
        if entry.sequence not in self._begins:
            return []
        why = f"“{entry.reason}”" if entry.reason else ""
        return [told for told in (self.names.get(entry.account_id, ""), why) if told]

    @property
    def disputed_by(self) -> str:
        """Return by whom the deal is disputed: one of its parties, else an officer."""
        intention = self.intention
        parties = {intention.buyer_id: Side.BUYER, intention.seller_id: Side.SELLER}
        side = parties.get(intention.disputed_by_id or 0)
        if side is None:
            return str(_("Disputed by an officer"))
        party = intention.party(side).label.first(language())
        return str(_("Disputed by %(party)s", party=party))

    @staticmethod
    def moved(entry: LedgerEntry) -> Money:
        """Return what an entry moved, as signed."""
        return Money(entry.amount_minor, entry.currency)

    @staticmethod
    def step_word(entry: LedgerEntry) -> Sentence | str:
        """Return what an entry of the ledger was written for."""
        return words.STEPS.get(entry.step, entry.step)


def _stage(place: int, reached: int, *, is_closed: bool, is_done: bool) -> str:
    if is_closed:
        return "done" if is_done else "todo"
    if place <= reached:
        return "done"
    return "current" if place == reached + 1 else "todo"
