"""Which planned meetings their two sides have moved themselves since: no plan changes those."""

import sqlalchemy as sa

from matchmaking.audit.models import AuditEntry
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.moving import MOVED


def is_agreed() -> sa.ColumnElement[bool]:
    """Say whether the time of a meeting is one that its two sides agreed on by "another time".

    Publishing leaves such a meeting alone from then on, so what was agreed once still holds.
    """
    deed = sa.select(AuditEntry.id).where(
        AuditEntry.object_kind == "meeting",
        AuditEntry.object_id == Meeting.id,
        AuditEntry.action == MOVED.text,
    )
    return deed.correlate(Meeting).exists()
