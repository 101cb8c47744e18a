"""Plans for sessions, made from what they are."""

from dataclasses import replace
from datetime import timedelta

from matchmaking.core.wording import Name
from matchmaking.dialogues.models import Dialogue
from matchmaking.dialogues.values import SessionPlan


def plan_of(dialogue: Dialogue) -> SessionPlan:
    """Return what a session is now as a plan."""
    return SessionPlan(
        kind=dialogue.kind,
        name=dialogue.label,
        about=Name("", ""),
        host=dialogue.host,
        host_delegation_id=dialogue.host_delegation_id,
        place_id=dialogue.place_id,
        starts_at=dialogue.starts_at,
        ends_at=dialogue.ends_at,
        languages=dialogue.languages,
        interpretation=dialogue.interpretation,
        admission=dialogue.admission,
        capacity=dialogue.capacity,
    )


def later(dialogue: Dialogue, hours: int = 1) -> SessionPlan:
    """Return the same session one hour later, or more."""
    by = timedelta(hours=hours)
    return replace(
        plan_of(dialogue), starts_at=dialogue.starts_at + by, ends_at=dialogue.ends_at + by
    )
