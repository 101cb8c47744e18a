"""The timetable of a matchmaking round as fairs really have it: wishes, people, halls, days."""
