"""What people do with meetings: ask, answer, cancel, report."""

from matchmaking.meetings.services.answers import confirm_meeting, decline_meeting
from matchmaking.meetings.services.attendance import report_attendance
from matchmaking.meetings.services.closing import (
    cancel_meeting,
    expire_overdue,
    expire_request,
    withdraw_request,
)
from matchmaking.meetings.services.moving import accept_time, decline_time
from matchmaking.meetings.services.people import reassign
from matchmaking.meetings.services.proposing import propose_time, take_time_back
from matchmaking.meetings.services.requests import obstacle, request_meeting
from matchmaking.meetings.services.vetoes import lift_veto, veto

__all__ = [
    "accept_time",
    "cancel_meeting",
    "confirm_meeting",
    "decline_meeting",
    "decline_time",
    "expire_overdue",
    "expire_request",
    "lift_veto",
    "obstacle",
    "propose_time",
    "reassign",
    "report_attendance",
    "request_meeting",
    "take_time_back",
    "veto",
    "withdraw_request",
]
