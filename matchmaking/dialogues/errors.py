"""Why somebody gets no seat, or a session can't be changed like this: each rule names itself."""

from datetime import datetime

from matchmaking.core.errors import ConflictError, ForbiddenError, InvalidInputError
from matchmaking.core.wording import Name, Sentence, say, say_count
from matchmaking.expo.values import Appointment


class DialogueFullError(ConflictError):
    """No seat is left for this guest."""

    rule = "session-full"

    def __init__(self, kept: int) -> None:
        super().__init__(
            say_count(
                "No seat is left for you: the %(num)d seat still free is kept for others. You can "
                "join the waiting list.",
                "No seat is left for you: the %(num)d seats still free are kept for others. You "
                "can join the waiting list.",
                kept,
            )
            if kept
            else say("All seats are taken. You can join the waiting list.")
        )


class SeatsFreeError(ConflictError):
    """There is nothing to wait for: a seat is free."""

    rule = "seat-free"

    def __init__(self) -> None:
        super().__init__(say("A seat is free now: book it instead of waiting."))


class AskFirstError(ConflictError):
    """The host decides who comes; nobody puts themselves on the waiting list."""

    rule = "ask-first"

    def __init__(self) -> None:
        super().__init__(
            say(
                "The host decides who comes. Ask for a seat; if none is left, the host can put you "
                "on the waiting list."
            )
        )


class AlreadyRegisteredError(ConflictError):
    """The guest has a seat here, waits for one, or has asked for one."""

    rule = "already-registered"

    def __init__(self, name: Name) -> None:
        super().__init__(
            say("%(name)s has a seat here already, or has asked for one.", name=name),
            field="representative_id",
        )


class NotRegisteredError(ConflictError):
    """There is nothing to cancel."""

    rule = "not-registered"

    def __init__(self) -> None:
        super().__init__(say("There is no seat and no place on the waiting list to give up."))


class GuestElsewhereError(ConflictError):
    """The guest would have to be in two places at once; what they have there is named."""

    rule = "in-two-places-at-once"

    def __init__(self, name: Name, appointment: Appointment | None) -> None:
        super().__init__(elsewhere(name, appointment), field="representative_id")
        self.appointment = appointment


def elsewhere(name: Name, appointment: Appointment | None) -> Sentence:
    """Say what a guest has at that time."""
    if appointment is None:
        return say("The calendar of %(name)s has just been filled at this time.", name=name)
    return say(
        "At this time %(name)s already has “%(what)s” (%(starts)s to %(ends)s).",
        name=name,
        what=appointment.what,
        starts=appointment.starts_at,
        ends=appointment.ends_at,
    )


class PlaceTakenError(ConflictError):
    """The place the session would be held at is taken; by what is named to who may know it."""

    rule = "place-taken"

    def __init__(self, place: Name, appointment: Appointment | None) -> None:
        super().__init__(
            say("At this time “%(place)s” is taken. Choose another place or time.", place=place)
            if appointment is None
            else say(
                "At this time “%(place)s” is taken by “%(what)s” (%(starts)s to %(ends)s). Choose "
                "another place or time.",
                place=place,
                what=appointment.what,
                starts=appointment.starts_at,
                ends=appointment.ends_at,
            ),
            field="place_id",
        )
        self.appointment = appointment


class SessionCancelledError(ConflictError):
    """The session does not take place."""

    rule = "session-cancelled"

    def __init__(self) -> None:
        super().__init__(say("This session has been cancelled."))


class SessionNotOpenError(ConflictError):
    """The session is still being prepared."""

    rule = "session-not-published"

    def __init__(self) -> None:
        super().__init__(say("This session has not been published yet."))


class SessionBegunError(ConflictError):
    """It is too late: the session has begun or is over."""

    rule = "session-begun"

    def __init__(self, starts_at: datetime, ends_at: datetime, *, at: datetime) -> None:
        super().__init__(
            say("The session is over since %(ends)s.", ends=ends_at)
            if at >= ends_at
            else say(
                "The session began at %(starts)s; seats can be booked and given up until then. Ask "
                "the host's staff at the door.",
                starts=starts_at,
            )
        )


class InvitationNeededError(ForbiddenError):
    """Only invited enterprises get a seat."""

    rule = "invitation-needed"

    def __init__(self, enterprise: Name, host: Name) -> None:
        super().__init__(
            say(
                "This session is for invited guests, and %(enterprise)s has not been invited. Ask "
                "the host, %(host)s.",
                enterprise=enterprise,
                host=host,
            )
        )


class ProfileNotApprovedError(ForbiddenError):
    """Seats are for enterprises whose profile has been approved."""

    rule = "profile-not-approved"

    def __init__(self) -> None:
        super().__init__(
            say(
                "Seats can be booked once your enterprise's profile has been approved. Complete "
                "and submit it first."
            )
        )


class NothingToDecideError(ConflictError):
    """The request was answered or taken back before."""

    rule = "request-answered"

    def __init__(self) -> None:
        super().__init__(say("This request has been answered or taken back already."))


class NotSeatedError(ConflictError):
    """Attendance is noted for people who have a seat."""

    rule = "not-seated"

    def __init__(self) -> None:
        super().__init__(say("Attendance is noted for people who have a seat."))


class TooEarlyError(ConflictError):
    """Attendance can't be noted before the session begins."""

    rule = "session-not-begun"

    def __init__(self, starts_at: datetime) -> None:
        super().__init__(
            say("The session begins at %(starts)s; note attendance from then on.", starts=starts_at)
        )


class CapacityTooSmallError(InvalidInputError):
    """There are more seats taken and kept than the new capacity has."""

    rule = "capacity-too-small"

    def __init__(self, taken: int, kept: int) -> None:
        super().__init__(
            say(
                "%(taken)d seats are taken and %(kept)d more are kept by allotments: the capacity "
                "can't be below %(least)d.",
                taken=taken,
                kept=kept,
                least=taken + kept,
            )
            if kept
            else say(
                "%(taken)d seats are taken: the capacity can't be below that.",
                taken=taken,
            ),
            field="capacity",
        )


class AllotmentTooLargeError(InvalidInputError):
    """The seats to keep are not there."""

    rule = "allotment-too-large"

    def __init__(self, free: int) -> None:
        super().__init__(
            say_count(
                "Only %(num)d seat can still be kept: the others are taken or kept already.",
                "Only %(num)d seats can still be kept: the others are taken or kept already.",
                free,
            ),
            field="capacity",
        )


class AllotmentInUseError(ConflictError):
    """Seats of the allotment are taken, or it has parts."""

    rule = "allotment-in-use"

    def __init__(self, taken: int) -> None:
        super().__init__(
            say_count(
                "%(num)d seat of this allotment is taken: it can be made smaller, but not removed.",
                "%(num)d seats of this allotment are taken: it can be made smaller, but not "
                "removed.",
                taken,
            )
            if taken
            else say("This allotment has parts: remove them first.")
        )


class TimesOutOfOrderError(InvalidInputError):
    """The end is not after the start."""

    rule = "times-out-of-order"

    def __init__(self, field: str = "ends") -> None:
        super().__init__(say("The end must be later than the start."), field=field)


class SessionOverError(ConflictError):
    """The session would be published when it is over."""

    rule = "session-over"

    def __init__(self) -> None:
        super().__init__(say("This session is over already. Change its time, then publish it."))


class AlreadyPublishedError(ConflictError):
    """A session is published once, and cancelled once."""

    rule = "session-not-draft"

    def __init__(self) -> None:
        super().__init__(say("Only a draft can be published."))


class SlotsOutsideError(InvalidInputError):
    """Signing slots would lie outside the ceremony's new time."""

    rule = "slots-outside-session"

    def __init__(self, first: datetime, last: datetime) -> None:
        super().__init__(
            say(
                "Signing slots from %(first)s to %(last)s would lie outside the ceremony. Remove "
                "them first.",
                first=first,
                last=last,
            ),
            field="starts",
        )


class SignsHereError(ConflictError):
    """Somebody who signs at the ceremony keeps their seat until then."""

    rule = "signs-here"

    def __init__(self, name: Name, subject: str, starts_at: datetime) -> None:
        super().__init__(
            say(
                "%(name)s signs “%(what)s” here at %(starts)s. Give up the signing slot first.",
                name=name,
                what=subject,
                starts=starts_at,
            )
        )


class SlotFreeError(ConflictError):
    """Nobody has the signing slot."""

    rule = "signing-slot-free"

    def __init__(self) -> None:
        super().__init__(say("Nobody has booked this signing slot."))


class StrangeSignerError(InvalidInputError):
    """Who signs must be of the party they sign for."""

    rule = "signer-of-another-party"

    def __init__(self, field: str) -> None:
        super().__init__(say("Choose somebody who represents this enterprise here."), field=field)


class SlotTakenError(ConflictError):
    """Somebody else has this signing slot."""

    rule = "signing-slot-taken"

    def __init__(self) -> None:
        super().__init__(
            say("Somebody else has just booked this signing slot. Choose another one.")
        )


class SlotOutsideSessionError(InvalidInputError):
    """A signing slot, or a point of the agenda, lies within the session."""

    rule = "slot-outside-session"

    def __init__(self) -> None:
        super().__init__(say("This must lie within the session's own time."), field="starts")


class SlotExistsError(InvalidInputError):
    """There is a slot at this time already."""

    rule = "slot-exists"

    def __init__(self) -> None:
        super().__init__(say("There is a signing slot at this time already."), field="starts")


class SamePartyError(InvalidInputError):
    """A party can't sign with itself."""

    rule = "same-party"

    def __init__(self) -> None:
        super().__init__(say("Choose another enterprise to sign with."), field="counterpart_id")
