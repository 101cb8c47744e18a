"""Fill the timetable of a matchmaking event."""
