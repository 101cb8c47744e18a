"""What can go wrong with intentions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from matchmaking.core.errors import ConflictError, ForbiddenError, InvalidInputError
from matchmaking.core.money import Money
from matchmaking.core.wording import Name, Sentence, say


class StepNotPossibleError(ConflictError):
    """The intention does not stand where this step begins."""

    rule = "not-in-this-state"

    def __init__(self, state: Sentence) -> None:
        super().__init__(
            say("This can't be done any more: the intention stands at “%(state)s”.", state=state)
        )


class CorrectionAnsweredError(StepNotPossibleError):
    """The correction has its answer, or went with the deal."""

    def __init__(self, state: Sentence) -> None:
        ConflictError.__init__(
            self,
            say(
                "The correction has been answered already; the intention stands at “%(state)s”.",
                state=state,
            ),
        )


class RateMissingError(ConflictError):
    """Nobody has an exchange rate for the currency on the signing date; an organiser may."""

    rule = "rate-missing"

    def __init__(self, currency: str, on: date) -> None:
        super().__init__(
            say(
                "The European Central Bank has no rate for %(currency)s on %(day)s. An organiser "
                "has to enter one before this can be signed.",
                currency=currency,
                day=on,
            ),
            field="currency",
        )
        self.currency = currency
        self.on = on


class SigningDateError(InvalidInputError):
    """The signing date does not belong to this edition, or has not come yet."""

    rule = "signing-date"

    def __init__(self, first: date, last: date) -> None:
        super().__init__(
            say(
                "Enter a signing date from %(first)s to %(last)s.",
                first=first.isoformat(),
                last=last.isoformat(),
            ),
            field="signed_on",
        )


class OneYearTooLargeError(InvalidInputError):
    """More would be due in one year than in all."""

    rule = "one-year-within-full"

    def __init__(self, full_value: Money) -> None:
        super().__init__(
            say(
                "The one-year amount can't be more than the full value, %(full)s.", full=full_value
            ),
            field="one_year",
        )


class OneYearMissingError(InvalidInputError):
    """A deal over more than a year must say what falls within one."""

    rule = "one-year-missing"

    def __init__(self) -> None:
        super().__init__(
            say("The term is longer than a year: say how much of the value falls within one year."),
            field="one_year",
        )


class AmountMissingError(InvalidInputError):
    """Only an intention may be without an amount."""

    rule = "amount-missing"

    def __init__(self) -> None:
        super().__init__(
            say("Enter an amount above 0. Only an intention or memorandum may be without one."),
            field="full_value",
        )


class TermError(InvalidInputError):
    """A term nobody signs for."""

    rule = "term"

    def __init__(self, most: int) -> None:
        super().__init__(
            say("Enter the term in months, from 1 to %(most)d.", most=most), field="term_months"
        )


class LinesTooLargeError(InvalidInputError):
    """The lines come to more than the whole."""

    rule = "lines-within-full"

    def __init__(self, lines: Money, full_value: Money) -> None:
        super().__init__(
            say(
                "The lines come to %(lines)s, more than the full value of %(full)s.",
                lines=lines,
                full=full_value,
            ),
            field="lines",
        )


class QuantityError(InvalidInputError):
    """A quantity that counts nothing."""

    rule = "quantity"

    def __init__(self, typed: str, field: str) -> None:
        super().__init__(
            say("“%(text)s” is not a quantity. Write it like 1250.5 or 1,250.5.", text=typed),
            field=field,
        )


class FrameworkMissingError(InvalidInputError):
    """A call-off names the framework agreement of the same parties it is made under."""

    rule = "framework"

    def __init__(self) -> None:
        super().__init__(
            say("Choose the signed framework agreement between these two parties."),
            field="framework_id",
        )


class NotReplaceableError(InvalidInputError):
    """What was named can't be replaced by this deal."""

    rule = "replaces"

    def __init__(self) -> None:
        super().__init__(
            say("Choose a signed intention between these two parties that this deal replaces."),
            field="replaces_id",
        )


class PartnerError(InvalidInputError):
    """There is no such partner in this edition."""

    rule = "partner"

    def __init__(self) -> None:
        super().__init__(
            say("Choose the other party among the approved enterprises of this edition."),
            field="partner",
        )


class NotApprovedError(ForbiddenError):
    """An enterprise files deals once its own profile is approved."""

    rule = "not-approved"

    def __init__(self) -> None:
        super().__init__(say("You can record intentions once your profile has been approved."))


class AlreadyFiledError(ConflictError):
    """One of the parties has filed what seems to be the same deal."""

    rule = "already-filed"

    def __init__(self, first_id: int, number: int, title: str, party: Name | None) -> None:
        """Name the other party that recorded it; ``None`` if one's own team did."""
        sentence = say(
            "You have already recorded what seems to be the same deal: no. %(number)d, "
            "“%(title)s”. Look at that one, or say that this is a different deal.",
            number=number,
            title=title,
        )
        if party is not None:
            sentence = say(
                "%(party)s has already recorded what seems to be the same deal: no. %(number)d, "
                "“%(title)s”. Countersign that one, or say that yours is a different deal.",
                party=party,
                number=number,
                title=title,
            )
        super().__init__(sentence)
        self.first_id = first_id

    def members(self) -> Mapping[str, Any]:
        """Tell programs which deal to countersign instead."""
        return {"first_id": self.first_id}


class InsiderError(ForbiddenError):
    """Whoever signed a deal or works for one of its parties can't verify or judge it."""

    rule = "insider"

    def __init__(self) -> None:
        super().__init__(say("You belong to one of the parties, so another officer must do this."))


class VerifiedByYouError(ConflictError):
    """Above the threshold two different officers verify."""

    rule = "verified-by-you"

    def __init__(self) -> None:
        super().__init__(
            say("You have verified this already. A second officer must confirm a deal this large.")
        )


class CorrectionOpenError(ConflictError):
    """One correction at a time."""

    rule = "correction-open"

    def __init__(self) -> None:
        super().__init__(
            say("A correction of the amount is waiting for an answer. Answer it first.")
        )


class NothingToCorrectError(InvalidInputError):
    """The corrected amounts are those that stand."""

    rule = "nothing-to-correct"

    def __init__(self) -> None:
        super().__init__(
            say("These are the amounts recorded already. Enter what they should be."),
            field="full_value",
        )


class ReasonMissingError(InvalidInputError):
    """This step tells the others why."""

    rule = "reason-missing"

    def __init__(self) -> None:
        super().__init__(say("Say why, so that the other side understands."), field="reason")


class EvidenceRefusedError(InvalidInputError):
    """A file we don't take."""

    rule = "evidence"

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence, field="file")
