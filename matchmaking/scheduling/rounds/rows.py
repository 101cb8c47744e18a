"""What meetings take up, as rows of a linear program over shares of meetings.

A share of a meeting in a slot takes as much of one person of each party, of one place and, where
it has to be, of one interpreter; and whoever meets through lunch has no lunch. Locked meetings
always have room.
"""

from matchmaking.scheduling.linear_program import LinearProgram
from matchmaking.scheduling.rounds.space import Key, Space
from matchmaking.scheduling.rounds.values import WantedMeeting


class Rows:
    """Rows that are written down as they are needed."""

    def __init__(self, program: LinearProgram, space: Space) -> None:
        """Begin with no rows."""
        self._program = program
        self._space = space
        self._rows: dict[Key, int] = {}

    def enter(
        self, meeting: WantedMeeting, slot: int | None, variable: int, *, is_helped: bool
    ) -> None:
        """Let a share of a meeting in a slot (None: in any) count in all that it takes up."""
        self._count(("slot", 0, slot), variable)
        for party in (meeting.a, meeting.b):
            self._count(("party", party, slot), variable)
            if self._space.problem.parties[party].maximum is not None:
                self._count(("quota", party, None), variable)
        if is_helped:
            self._count(("help", 0, slot), variable)
        if slot is None:
            return
        for lunch in self._space.lunches[slot]:
            for party in (meeting.a, meeting.b):
                self._count(("party at lunch", party, lunch), variable)
            if is_helped:
                self._count(("help at lunch", 0, lunch), variable)

    def sit(self, site: int, slot: int, variable: int) -> None:
        """Let a share of a meeting take a place of a site."""
        self._count(("site", site, slot), variable)

    def _count(self, key: Key, variable: int) -> None:
        if key not in self._rows:
            self._rows[key] = self._program.row(low=0.0, high=float(self._space.room(key)))
        self._program.term(self._rows[key], variable)
