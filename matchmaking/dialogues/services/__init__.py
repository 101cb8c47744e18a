"""What people do with the programme and its seats."""

from matchmaking.dialogues.services.booking import book_seat, cancel_seat, join_waiting_list
from matchmaking.dialogues.services.promotion import promote

__all__ = ["book_seat", "cancel_seat", "join_waiting_list", "promote"]
