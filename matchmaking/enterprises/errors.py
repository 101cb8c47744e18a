"""What can go wrong with enterprises, their profiles and their people."""

from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.core.wording import Name, Sentence, say, say_count
from matchmaking.enterprises.values import Gap
from matchmaking.expo.values import Appointment


class IdentifierTakenError(ConflictError):
    """An approved enterprise holds this identifier already."""

    rule = "identifier-taken"

    def __init__(self, holder: Name) -> None:
        super().__init__(
            say(
                "“%(holder)s” is registered with this identifier. Check that you typed yours. If "
                "this is your enterprise, ask its team to invite you; if not, tell the organiser.",
                holder=holder,
            ),
            field="legal_identifier",
        )


class ProfileIncompleteError(ConflictError):
    """Something is missing before the profile can be submitted; ``gaps`` says what."""

    rule = "profile-incomplete"

    def __init__(self, gaps: list[Gap]) -> None:
        super().__init__(
            say_count(
                "One thing is missing before this profile can be submitted.",
                "%(num)d things are missing before this profile can be submitted.",
                len(gaps),
            )
        )
        self.gaps = gaps


class WrongStateError(ConflictError):
    """The profile is in a state that does not allow this step."""

    rule = "profile-state"

    def __init__(self) -> None:
        super().__init__(
            say("The state of this profile has changed; this step is no longer possible.")
        )


class AlreadyTakingPartError(ConflictError):
    """The enterprise takes part in that edition already."""

    rule = "already-taking-part"

    def __init__(self, enterprise: Name, edition: Name) -> None:
        super().__init__(
            say(
                "“%(enterprise)s” takes part in %(edition)s already.",
                enterprise=enterprise,
                edition=edition,
            )
        )


class RegistrationClosedError(ConflictError):
    """The edition does not take registrations now."""

    rule = "registration-closed"

    def __init__(self, edition: Name, when: Sentence | None = None) -> None:
        closed = say("%(edition)s does not take registrations at present.", edition=edition)
        dated = say("%(edition)s: %(what)s", edition=edition, what=when)
        super().__init__(dated if when else closed, field="edition_id")


class StillBookedError(ConflictError):
    """A person has appointments ahead, so they can't just go."""

    rule = "still-booked"

    def __init__(self, person: Name, first: Appointment) -> None:
        super().__init__(
            say(
                "%(person)s still has appointments, the first “%(what)s” on %(starts)s. Cancel "
                "them first, so that the others learn of it.",
                person=person,
                what=first.what,
                starts=first.starts_at,
            )
        )


class LastAdministratorError(ConflictError):
    """Without this person nobody could manage the team."""

    rule = "last-administrator"

    def __init__(self) -> None:
        super().__init__(
            say("A team needs an administrator. Give somebody else this role first."),
            field="role",
        )


class AlreadyOnTeamError(ConflictError):
    """The account acts for this team already."""

    rule = "already-on-team"

    def __init__(self, email: str) -> None:
        super().__init__(say("%(email)s is on this team already.", email=email), field="email")


class UnknownParentError(InvalidInputError):
    """No registered enterprise has the name that was typed as parent."""

    rule = "unknown-parent"

    def __init__(self, typed: str) -> None:
        super().__init__(
            say(
                "No approved enterprise is called “%(typed)s”. Choose one from the suggestions, or "
                "leave this empty.",
                typed=typed,
            ),
            field="parent",
        )


class OwnParentError(InvalidInputError):
    """An enterprise would be its own parent, directly or round a circle."""

    rule = "own-parent"

    def __init__(self) -> None:
        super().__init__(
            say("An enterprise can't belong to itself or to one of its own subsidiaries."),
            field="parent",
        )
