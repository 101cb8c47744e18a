"""What can stand in the way of a meeting, worded for people."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.core.wording import Name, Sentence, say
from matchmaking.expo.values import Slot
from matchmaking.meetings.values import MeetingState

STATE_SENTENCES = {
    MeetingState.REQUESTED: say("This request still waits for an answer."),
    MeetingState.CONFIRMED: say("This meeting is confirmed already."),
    MeetingState.DECLINED: say("This request was declined."),
    MeetingState.WITHDRAWN: say("This request was withdrawn."),
    MeetingState.EXPIRED: say("This request expired without an answer."),
    MeetingState.SUPERSEDED: say("Another request was confirmed for this time."),
    MeetingState.CANCELLED: say("This meeting was cancelled."),
    MeetingState.HELD: say("This meeting was held."),
    MeetingState.NO_SHOW: say("At this meeting one side did not come."),
    MeetingState.DISPUTED: say("What happened at this meeting is disputed."),
}


class OtherTimesError(ConflictError):
    """A refusal that offers other times, free for both sides when it was worded."""

    def __init__(
        self, sentence: Sentence, *, alternatives: Sequence[Slot] = (), field: str | None = None
    ) -> None:
        super().__init__(sentence, field=field)
        self.alternatives = tuple(alternatives)

    def members(self) -> Mapping[str, Any]:
        """Tell programs the other times."""
        times = [
            {"starts_at": slot.starts_at.isoformat(), "ends_at": slot.ends_at.isoformat()}
            for slot in self.alternatives
        ]
        return {"alternatives": times}


class MeetingNotOpenError(OtherTimesError):
    """The meeting is not in a state in which this can be done; says who did what to it."""

    rule = "meeting-not-open"

    def __init__(
        self, state: MeetingState, *, by: Name | None = None, alternatives: Sequence[Slot] = ()
    ) -> None:
        fact = STATE_SENTENCES[state]
        sentence = say("%(fact)s That was done by %(who)s.", fact=fact, who=by) if by else fact
        super().__init__(sentence, alternatives=alternatives)
        self.state = state


class RequestExpiredError(ConflictError):
    """The time for an answer is over."""

    rule = "request-expired"

    def __init__(self, expired_at: datetime) -> None:
        super().__init__(
            say(
                "This request expired at %(when)s. You can ask for another time yourself.",
                when=expired_at,
            )
        )


class NobodyFreeError(OtherTimesError):
    """Nobody of one side is free at this time; says what stands in the way."""

    rule = "nobody-free"

    def __init__(
        self, side: Name, *, what: Name | None = None, alternatives: Sequence[Slot] = ()
    ) -> None:
        sentence = (
            say(
                "%(side)s has nobody free at this time: there is already “%(what)s”.",
                side=side,
                what=what,
            )
            if what
            else say("%(side)s has nobody free at this time.", side=side)
        )
        super().__init__(sentence, alternatives=alternatives, field="slot")


class PersonNotFreeError(OtherTimesError):
    """The chosen person can't come at this time."""

    rule = "person-not-free"

    def __init__(self, person: Name, what: Name, *, alternatives: Sequence[Slot] = ()) -> None:
        super().__init__(
            say(
                "%(person)s can't come at this time: there is already “%(what)s”.",
                person=person,
                what=what,
            ),
            alternatives=alternatives,
            field="person",
        )


class NoPlaceLeftError(OtherTimesError):
    """Every table and booth for this slot is taken."""

    rule = "no-place-left"

    def __init__(self, slot: Slot, *, alternatives: Sequence[Slot] = ()) -> None:
        super().__init__(
            say(
                "All places at %(when)s are taken: the last one has just gone to another meeting.",
                when=slot.starts_at,
            ),
            alternatives=alternatives,
            field="slot",
        )


class SlotNotOfferedError(OtherTimesError):
    """There is no meeting slot at this time, or it has begun."""

    rule = "slot-not-offered"

    def __init__(self, *, alternatives: Sequence[Slot] = ()) -> None:
        super().__init__(
            say("Choose one of the free times; the one you sent is none of them."),
            alternatives=alternatives,
            field="slot",
        )


class InterpreterTakenError(OtherTimesError):
    """The interpreter of the meeting has another one at the time proposed."""

    rule = "interpreter-taken"

    def __init__(self, slot: Slot) -> None:
        super().__init__(
            say(
                "Your interpreter has just been given another meeting at %(when)s.",
                when=slot.starts_at,
            ),
            field="slot",
        )


class TimeNotProposedError(ConflictError):
    """The other time that somebody answers is not proposed any more; ``now`` is what is."""

    rule = "time-not-proposed"

    def __init__(self, now: datetime | None = None) -> None:
        super().__init__(
            say("They propose %(when)s now. Look at it again, then answer.", when=now)
            if now
            else say("No other time is proposed any more. Everything stays as it is.")
        )


class PairHasMeetingError(ConflictError):
    """The two enterprises have an open request or meeting already."""

    rule = "one-meeting-per-pair"

    def __init__(self, partner: Name, starts_at: datetime | None, meeting_id: int | None) -> None:
        super().__init__(
            say(
                "You already have an open request or meeting with %(partner)s at %(when)s.",
                partner=partner,
                when=starts_at,
            )
            if starts_at
            else say(
                "You already have an open request or meeting with %(partner)s.", partner=partner
            )
        )
        self.meeting_id = meeting_id


class PairsHaveMeetingError(ConflictError):
    """Of the pairs a timetable brings together, one has got a request or meeting meanwhile."""

    rule = "one-meeting-per-pair"

    def __init__(self) -> None:
        super().__init__(
            say(
                "Two of the enterprises have just arranged a meeting themselves. "
                "Look at the difference again: it names them."
            )
        )


class NoLongerFreeError(ConflictError):
    """A meeting of a timetable can't stand: somebody or something was taken meanwhile."""

    rule = "no-longer-free"

    def __init__(self, meeting: Name, when: datetime, who: Name, what: Name | None) -> None:
        super().__init__(
            say(
                "“%(meeting)s” at %(when)s can't be arranged: %(who)s already has “%(what)s” then.",
                meeting=meeting,
                when=when,
                who=who,
                what=what,
            )
            if what
            else say(
                "“%(meeting)s” at %(when)s can't be arranged: %(who)s is no longer free then.",
                meeting=meeting,
                when=when,
                who=who,
            )
        )


class MeetingChangedError(ConflictError):
    """Somebody changed a meeting while a timetable was about to."""

    rule = "meeting-changed"

    def __init__(self, meeting: Name) -> None:
        super().__init__(
            say("The meeting “%(meeting)s” has just been changed by somebody.", meeting=meeting)
        )


class VetoError(ConflictError):
    """One side wants no meetings with the other; only whoever said so is told that it was them."""

    rule = "veto"

    def __init__(self, partner: Name, *, is_own: bool) -> None:
        super().__init__(
            say(
                "You want no meetings with %(partner)s, until you allow them again on the "
                "partner's page.",
                partner=partner,
            )
            if is_own
            else say("Meetings with %(partner)s can't be arranged.", partner=partner)
        )
        self.is_own = is_own


class PartnerNotBookableError(ConflictError):
    """One of the two has no approved profile, or both are the same."""

    rule = "profile-not-approved"

    def __init__(self, party: Name) -> None:
        super().__init__(
            say("Meetings can be arranged once the profile of %(party)s is approved.", party=party)
        )


class ReasonNeededError(InvalidInputError):
    """A late cancellation needs a reason."""

    rule = "reason-needed"

    def __init__(self, hours: int) -> None:
        super().__init__(
            say(
                "Say why: the meeting starts in less than %(hours)s hours, "
                "and the other side is told the reason.",
                hours=hours,
            ),
            field="reason",
        )


class NotOverYetError(ConflictError):
    """Attendance can be reported once the slot is over."""

    rule = "not-over-yet"

    def __init__(self, ends_at: datetime) -> None:
        super().__init__(
            say("You can report this once the meeting is over, at %(when)s.", when=ends_at)
        )


class AlreadyBegunError(ConflictError):
    """A meeting that has begun can't be cancelled any more."""

    rule = "already-begun"

    def __init__(self) -> None:
        super().__init__(
            say("This meeting has begun. Report afterwards whether the other side came.")
        )


class ComesAlreadyError(InvalidInputError):
    """The chosen person is the one who comes: nothing would change."""

    rule = "comes-already"

    def __init__(self, person: Name) -> None:
        super().__init__(
            say("%(person)s comes already. Choose somebody else.", person=person), field="person"
        )


class NotOnTheTeamError(InvalidInputError):
    """The chosen person does not represent this enterprise, or no longer."""

    rule = "not-on-the-team"

    def __init__(self) -> None:
        super().__init__(
            say("Choose one of your own people who represent you here."), field="person"
        )
