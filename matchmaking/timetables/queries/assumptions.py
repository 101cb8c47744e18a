"""What a what-if uses that there is not: it has to be arranged before a plan can be published.

Whatever a what-if may add is looked for in the meetings themselves, so that what no meeting uses
holds up nothing: tables, slots, people who come after all, meetings beyond what somebody wants,
and people who interpret. Going without something (fewer tables, closed places, times left out)
needs nothing that there is not: such a plan can be published.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from babel import Locale
from sqlalchemy.orm import Session, aliased

from matchmaking.core.wording import Name, Sentence, say, say_count
from matchmaking.enterprises.models import Representative
from matchmaking.expo.models import Hall
from matchmaking.expo.values import Slot
from matchmaking.timetables.models import Absence, Plan, PlannedMeeting, WishList
from matchmaking.timetables.queries.ground import spoken
from matchmaking.timetables.queries.plans import names_of_parties
from matchmaking.timetables.questions import WhySkipped, build, read
from matchmaking.timetables.settings import PlanSettings, unpacked

NAMED_IN = (Locale("en"), Locale("zh"))


def assumptions_of(session: Session, plan: Plan, *, at: datetime) -> list[Sentence]:
    """Return what is only assumed, worded as what to arrange."""
    settings = unpacked(plan.settings)
    return [
        *_tables(session, plan),
        *_slots(session, plan, settings),
        *_comes(session, plan, settings),
        *_maxima(session, plan, settings, at),
        *_interpreters(session, plan, settings),
    ]


def _tables(session: Session, plan: Plan) -> list[Sentence]:
    """Word per hall how many tables more the plan needs at most at a time, and when."""
    query = (
        sa.select(Hall.code, PlannedMeeting.starts_at, PlannedMeeting.ends_at)
        .join(Hall, Hall.id == PlannedMeeting.extra_hall_id)
        .where(PlannedMeeting.plan_id == plan.id)
        .order_by(Hall.code, PlannedMeeting.starts_at)
    )
    at_once: dict[str, Counter[datetime]] = {}
    until: dict[str, datetime] = {}
    for hall, starts_at, ends_at in session.execute(query):
        if starts_at is not None and ends_at is not None:
            at_once.setdefault(hall, Counter())[starts_at] += 1
            until[hall] = max(until.get(hall, ends_at), ends_at)
    return [
        say_count(
            "%(num)d more table in hall %(hall)s, %(starts)s to %(ends)s.",
            "%(num)d more tables in hall %(hall)s, %(starts)s to %(ends)s.",
            max(counts.values()),
            hall=hall,
            starts=min(counts),
            ends=until[hall],
        )
        for hall, counts in at_once.items()
    ]


def _slots(session: Session, plan: Plan, settings: PlanSettings) -> Iterator[Sentence]:
    """Word the blocks whose slots the plan uses though the round has none there."""
    query = sa.select(PlannedMeeting.starts_at, PlannedMeeting.ends_at).where(
        PlannedMeeting.plan_id == plan.id,
        PlannedMeeting.starts_at.is_not(None),
        PlannedMeeting.block_id.is_(None),
    )
    used = [
        Slot(starts, ends)
        for starts, ends in session.execute(query)
        if starts is not None and ends is not None
    ]
    blocks = {(one.slot, one.slot_minutes) for one in settings.extra_blocks}
    for slot, minutes in sorted(blocks):
        if not any(slot.overlaps(one) for one in used):
            continue
        yield say(
            "A meeting block of this round with slots of %(minutes)s minutes, "
            "%(starts)s to %(ends)s.",
            minutes=minutes,
            starts=slot.starts_at,
            ends=slot.ends_at,
        )
        for out in settings.left_out:
            if out.overlaps(slot):
                yield say(
                    "The block that is there so far gives up %(starts)s to %(ends)s for it.",
                    starts=out.starts_at,
                    ends=out.ends_at,
                )


def _comes(session: Session, plan: Plan, settings: PlanSettings) -> Iterator[Sentence]:
    """Word who is seated at times at which their wish list still says they can't come."""
    keys = {one.representative_id for one in settings.comes}
    if not keys:
        return
    query = (
        sa.select(
            Representative.name_en,
            Representative.name_zh,
            sa.func.min(PlannedMeeting.starts_at),
            sa.func.max(PlannedMeeting.ends_at),
        )
        .join(PlannedMeeting, _attends())
        .join(WishList, WishList.participation_id == Representative.participation_id)
        .join(Absence, _is_missed())
        .where(
            Representative.id.in_(keys),
            PlannedMeeting.plan_id == plan.id,
            WishList.round_id == plan.round_id,
        )
        .group_by(Representative.id, Representative.name_en, Representative.name_zh)
        .order_by(Representative.id)
    )
    for name_en, name_zh, starts, ends in session.execute(query):
        yield say(
            "%(person)s comes after all, %(starts)s to %(ends)s: "
            "first the absence has to come off the wish list.",
            person=Name(name_en, name_zh),
            starts=starts,
            ends=ends,
        )


def _attends() -> sa.ColumnElement[bool]:
    return Representative.id.in_(
        (PlannedMeeting.a_representative_id, PlannedMeeting.b_representative_id)
    )


def _is_missed() -> sa.ColumnElement[bool]:
    """Return whether an absence of a wish list lies over a meeting of somebody it is about."""
    return sa.and_(
        Absence.wish_list_id == WishList.id,
        sa.or_(Absence.representative_id.is_(None), Absence.representative_id == Representative.id),
        Absence.starts_at < PlannedMeeting.ends_at,
        PlannedMeeting.starts_at < Absence.ends_at,
    )


def _maxima(
    session: Session, plan: Plan, settings: PlanSettings, at: datetime
) -> Iterator[Sentence]:
    """Word who gets more meetings than their wish list allows, counted as a search counts."""
    keys = {one.participation_id for one in settings.more_meetings}
    if not keys:
        return
    question = build(read(session, plan.round, at=at), PlanSettings())
    met = {one.pair for one in question.skipped if one.why is WhySkipped.MET}
    given = Counter(key for pair in _seated(session, plan) - met for key in pair)
    names = names_of_parties(session, keys)
    for key, party in zip(question.parties, question.problem.parties, strict=True):
        if key in keys and party.maximum is not None and given[key] > party.maximum:
            yield say_count(
                "%(party)s takes %(num)d meeting more than it wants at most: "
                "first it has to raise that on its wish list.",
                "%(party)s takes %(num)d meetings more than it wants at most: "
                "first it has to raise that on its wish list.",
                given[key] - party.maximum,
                party=names[key],
            )


def _seated(session: Session, plan: Plan) -> set[tuple[int, int]]:
    query = sa.select(PlannedMeeting.a_id, PlannedMeeting.b_id).where(
        PlannedMeeting.plan_id == plan.id, PlannedMeeting.starts_at.is_not(None)
    )
    return {(a, b) for a, b in session.execute(query)}


def _interpreters(session: Session, plan: Plan, settings: PlanSettings) -> Iterator[Sentence]:
    """Word between which languages nobody interprets yet, and how many are needed at a time."""
    if not settings.more_interpreters or not plan.round.needs_languages:
        return
    needed: dict[tuple[str, str], list[tuple[datetime, datetime]]] = {}
    for one, other, starts, ends in _without_interpreter(session, plan):
        if one and other and one.isdisjoint(other):
            low, high = sorted((min(one), min(other)))
            needed.setdefault((low, high), []).append((starts, ends))
    for languages, times in needed.items():
        yield say_count(
            "%(num)d more interpreter for %(one)s and %(other)s, %(starts)s to %(ends)s.",
            "%(num)d more interpreters for %(one)s and %(other)s, %(starts)s to %(ends)s.",
            max(Counter(starts for starts, _ends in times).values()),
            one=_language(languages[0]),
            other=_language(languages[1]),
            starts=min(starts for starts, _ends in times),
            ends=max(ends for _starts, ends in times),
        )


def _without_interpreter(
    session: Session, plan: Plan
) -> Iterator[tuple[frozenset[str], frozenset[str], datetime, datetime]]:
    """Yield what both sides speak where nobody interprets, and from when until when they meet."""
    a, b = aliased(Representative), aliased(Representative)
    query = (
        sa.select(a.languages, b.languages, PlannedMeeting.starts_at, PlannedMeeting.ends_at)
        .join(a, a.id == PlannedMeeting.a_representative_id)
        .join(b, b.id == PlannedMeeting.b_representative_id)
        .where(PlannedMeeting.plan_id == plan.id, PlannedMeeting.interpreter_id.is_(None))
        .order_by(PlannedMeeting.starts_at, PlannedMeeting.id)
    )
    for one, other, starts, ends in session.execute(query):
        if starts is not None and ends is not None:
            yield spoken(one), spoken(other), starts, ends


def _language(code: str) -> Name:
    return Name(*(str(locale.languages.get(code, code)) for locale in NAMED_IN))
