"""A matchmaking round as the solver sees it, and which rows of the database it speaks of."""

from matchmaking.timetables.questions.building import build
from matchmaking.timetables.questions.facts import Held
from matchmaking.timetables.questions.question import Question, Skipped, Spot, WhySkipped
from matchmaking.timetables.questions.reading import read

__all__ = ["Held", "Question", "Skipped", "Spot", "WhySkipped", "build", "read"]
