"""What is to be done before a fair, and what of it is done already."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.wording import say
from matchmaking.dashboards.figures import Step
from matchmaking.delegations.models import Delegation
from matchmaking.dialogues.models import Dialogue
from matchmaking.dialogues.values import DialogueState
from matchmaking.expo.models import Edition, ExhibitionArea, MeetingBlock, Place
from matchmaking.expo.values import Gate, Phase, Window

FAIR = "expo.fair"
# In the order in which they are best done, by what is there once they are.
STEPS: dict[type | Gate, Step] = {
    ExhibitionArea: Step(
        say("Add the exhibition areas"),
        say("Every enterprise exhibits in one, or looks for goods of one."),
        FAIR,
        {"open": "areas"},
    ),
    Delegation: Step(
        say("Form the delegations"),
        say("Buyers belong to delegations, which their leads look after."),
        FAIR,
        {"open": "delegations"},
        is_optional=True,
    ),
    Place: Step(
        say("Add halls and put up places"),
        say("Booths, tables for meetings, rooms for sessions."),
        FAIR,
        {"open": "halls"},
    ),
    MeetingBlock: Step(
        say("Open meeting blocks"),
        say("They say when meetings are held, and at the tables of which halls."),
        FAIR,
        {"open": "blocks"},
    ),
    Dialogue: Step(
        say("Publish the first session"),
        say("Enterprises book seats at the sessions of the programme."),
        "dialogues.programme",
        is_optional=True,
    ),
    Gate.BOOKING: Step(
        say("Say when booking opens"),
        say("Without a date, enterprises ask for meetings as soon as their profile is approved."),
        FAIR,
        {"open": "edition"},
        is_optional=True,
    ),
    Gate.REGISTRATION: Step(
        say("Say when registration opens"),
        say("It opens by itself at that moment; or open it at once."),
        FAIR,
        {"open": "edition"},
    ),
}


def steps_before(session: Session, edition: Edition, *, at: datetime) -> list[Step]:
    """Return the steps that make a fair ready; none once it is open and lacks nothing."""
    phase = edition.phase_at(at)
    if phase is Phase.CLOSED:
        return []
    done = _what_is_done(session, edition) | _what_is_dated(edition, phase)
    steps = [replace(step, is_done=done[what]) for what, step in STEPS.items()]
    is_needed = phase is Phase.PREPARING or any(step.is_missing for step in steps)
    return steps if is_needed else []


def _what_is_dated(edition: Edition, phase: Phase) -> dict[type | Gate, bool]:
    windows = edition.windows
    return {
        Gate.BOOKING: windows[Gate.BOOKING] != Window(),
        Gate.REGISTRATION: phase is not Phase.PREPARING
        or windows[Gate.REGISTRATION].opens_at is not None,
    }


def _what_is_done(session: Session, edition: Edition) -> dict[type | Gate, bool]:
    conditions: dict[type, sa.ColumnElement[bool]] = {
        ExhibitionArea: ExhibitionArea.edition_id == edition.id,
        Delegation: Delegation.edition_id == edition.id,
        Place: Place.edition_id == edition.id,
        MeetingBlock: MeetingBlock.edition_id == edition.id,
        Dialogue: sa.and_(
            Dialogue.edition_id == edition.id, Dialogue.state == DialogueState.PUBLISHED
        ),
    }
    query = sa.select(*(sa.exists().where(one) for one in conditions.values()))
    return dict(zip(conditions, session.execute(query).one(), strict=True))
