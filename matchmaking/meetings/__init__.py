"""One-to-one meetings: request, answer, place, agenda."""
