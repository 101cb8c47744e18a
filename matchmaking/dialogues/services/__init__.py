"""What people do with the programme and its seats."""

from matchmaking.dialogues.services.allotting import keep_seats, release_allotment, resize_allotment
from matchmaking.dialogues.services.booking import book_seat, cancel_seat, join_waiting_list
from matchmaking.dialogues.services.content import add_agenda_item, add_speaker, remove_content
from matchmaking.dialogues.services.guests import (
    approve_request,
    decline_request,
    invite,
    note_attendance,
    uninvite,
)
from matchmaking.dialogues.services.organising import (
    cancel_session,
    change_session,
    create_session,
    publish_session,
)
from matchmaking.dialogues.services.promotion import promote
from matchmaking.dialogues.services.signing import add_slot, book_slot, release_slot, remove_slot

__all__ = [
    "add_agenda_item",
    "add_slot",
    "add_speaker",
    "approve_request",
    "book_seat",
    "book_slot",
    "cancel_seat",
    "cancel_session",
    "change_session",
    "create_session",
    "decline_request",
    "invite",
    "join_waiting_list",
    "keep_seats",
    "note_attendance",
    "promote",
    "publish_session",
    "release_allotment",
    "release_slot",
    "remove_content",
    "remove_slot",
    "resize_allotment",
    "uninvite",
]
