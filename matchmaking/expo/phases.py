"""Where an edition stands: being prepared, open, running, closed."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.changes import Sight, as_seen
from matchmaking.audit.services import record
from matchmaking.expo.correcting import deeds_on
from matchmaking.expo.deeds import ENTERED, KINDS
from matchmaking.expo.models import Edition
from matchmaking.expo.values import Phase


def enter_phase(
    session: Session, actor: Actor, edition: Edition, phase: Phase, *, seen: int, at: datetime
) -> None:
    """Open registration, begin the fair, or close it; nothing if it is in this phase.

    Raises:
        ChangedMeanwhileError: the edition is not what the person saw.
    """
    sight = Sight((KINDS[Edition], edition.id), seen, deeds_on(edition))
    with as_seen(session, edition, sight):
        if edition.phase is not phase:
            edition.phase = phase
            record(session, actor, ENTERED[phase].text, subject=sight.subject, at=at)
