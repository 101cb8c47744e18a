"""What can stand in the way of wishes, rounds and plans, worded for people."""

from datetime import datetime

from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.core.wording import Name, Sentence, say, say_count
from matchmaking.expo.values import Slot


class WishesClosedError(ConflictError):
    """Wishes can be changed only while their round gathers them."""

    rule = "wishes-closed"

    def __init__(self, *, opens_at: datetime | None = None, closed_at: datetime) -> None:
        super().__init__(
            say("Wishes can be handed in from %(when)s.", when=opens_at)
            if opens_at
            else say(
                "Wishes closed at %(when)s and can't be changed any more. "
                "The organiser can still open them again.",
                when=closed_at,
            )
        )


class NotApprovedError(ConflictError):
    """Only enterprises whose profile is approved meet others."""

    rule = "profile-not-approved"

    def __init__(self, party: Name) -> None:
        super().__init__(
            say("Wishes are possible once the profile of %(party)s is approved.", party=party)
        )


class WishesBegunError(ConflictError):
    """Only who has not begun a wish list can be uninvited."""

    rule = "wishes-begun"

    def __init__(self, who: Name) -> None:
        super().__init__(say("%(who)s has begun its wishes by now: the invitation stays.", who=who))


class TooManyMustsError(ConflictError):
    """A list has as many musts as the round allows."""

    rule = "too-many-musts"

    def __init__(self, most: int) -> None:
        super().__init__(
            say_count(
                "At most %(num)d wish can be a must. First grade that one lower.",
                "At most %(num)d wishes can be a must. First grade one of them lower.",
                most,
            ),
            field="grade",
        )


class TooManyWishesError(ConflictError):
    """A list is as long as it may be."""

    rule = "too-many-wishes"

    def __init__(self, most: int) -> None:
        super().__init__(
            say("A list holds at most %(most)s wishes. First remove one you need less.", most=most)
        )


class WishExistsError(ConflictError):
    """The partner is on the list already."""

    rule = "wish-exists"

    def __init__(self, partner: Name) -> None:
        super().__init__(say("%(partner)s is on your list already.", partner=partner))


class WishGoneError(ConflictError):
    """The wish or absence is not on the list any more."""

    rule = "wish-gone"

    def __init__(self) -> None:
        super().__init__(say("This is not on your list any more."))


class LimitsError(InvalidInputError):
    """The most meetings somebody wants must not be fewer than the least."""

    rule = "limits-in-order"

    def __init__(self) -> None:
        super().__init__(
            say("At most must not be fewer than at least."),
            field="maximum",
        )


class AbsenceError(InvalidInputError):
    """An absence must lie within the round's slots, and be somebody's of the team."""

    rule = "absence-in-round"

    def __init__(self, *, field: str) -> None:
        sentences = {
            "starts_at": say("Choose a time at which a slot of this round begins."),
            "ends_at": say("Choose an end after the beginning."),
            "person": say("Choose one of your own people who represent you here."),
            "most": say("That is more absences than anybody needs; remove some first."),
        }
        super().__init__(sentences[field], field=field)


class NameNeededError(InvalidInputError):
    """A round or an interpreter has a name in one language at least."""

    rule = "name-needed"

    def __init__(self) -> None:
        super().__init__(say("Give a name in English or in Chinese."), field="name_en")


class NobodyToRemindError(ConflictError):
    """Everybody has handed in or was reminded today."""

    rule = "nobody-to-remind"

    def __init__(self) -> None:
        super().__init__(
            say("Nobody was reminded: all have handed in, or were reminded today already.")
        )


class TwoLanguagesNeededError(InvalidInputError):
    """Whoever interprets speaks two languages at least."""

    rule = "two-languages"

    def __init__(self) -> None:
        super().__init__(say("Choose at least two languages."), field="languages")


class PlanNotReadyError(ConflictError):
    """The plan is still being sought, or its search failed."""

    rule = "plan-not-ready"

    def __init__(self) -> None:
        super().__init__(say("This plan is not finished: wait for its search, or start another."))


class HypotheticalPlanError(ConflictError):
    """A what-if uses what there is not, or counts on what nobody agreed to: arrange it first."""

    rule = "plan-hypothetical"

    def __init__(self, first: Sentence) -> None:
        super().__init__(
            say(
                "This plan uses what there is not yet. Arrange it first, then make a plan "
                "again: %(first)s",
                first=first,
            )
        )


class PublishedMeanwhileError(ConflictError):
    """Another plan was published, or one undone, since the page was shown."""

    rule = "published-meanwhile"

    def __init__(self, who: str = "", number: int = 0, when: datetime | None = None) -> None:
        super().__init__(
            say(
                "%(who)s published plan %(number)s at %(when)s. Nothing of yours was published: "
                "look at the difference to what stands now.",
                who=who,
                number=number,
                when=when,
            )
            if when
            else say(
                "What stands has changed since this page was shown. Nothing was published: "
                "look at the difference again."
            )
        )


class PlanInForceError(ConflictError):
    """The plan is in force already, and nothing has changed since."""

    rule = "plan-in-force"

    def __init__(self) -> None:
        super().__init__(say("This plan is in force: everything stands as it says."))


class PlanHinderedError(ConflictError):
    """Something stands in the way of some of the plan's meetings; nothing was published."""

    rule = "plan-hindered"

    def __init__(self, count: int) -> None:
        super().__init__(
            say_count(
                "Nothing was published: %(num)d meeting can't stand as planned any more. "
                "It is named below.",
                "Nothing was published: %(num)d meetings can't stand as planned any more. "
                "They are named below.",
                count,
            )
        )


class RepairOutdatedError(ConflictError):
    """What a repair mends is not as it was when it was computed: it would change too much."""

    rule = "repair-outdated"

    def __init__(self) -> None:
        super().__init__(
            say(
                "Nothing was published: what this repairs has changed. Look again at what fits now."
            )
        )


class NotInForceError(ConflictError):
    """Only the publication in force can be undone."""

    rule = "publication-not-in-force"

    def __init__(self) -> None:
        super().__init__(
            say("Only what is in force can be undone. It was undone, or another plan published.")
        )


class UndoHinderedError(ConflictError):
    """Some meetings can't stand again as they did; nothing was undone."""

    rule = "undo-hindered"

    def __init__(self, count: int) -> None:
        super().__init__(
            say_count(
                "Nothing was undone: %(num)d meeting can't stand again as it did. "
                "It is named below; the rest can be undone.",
                "Nothing was undone: %(num)d meetings can't stand again as they did. "
                "They are named below; the rest can be undone.",
                count,
            )
        )


class NothingToUndoError(ConflictError):
    """Not one of the meetings can stand again as it did: undoing would change but a name."""

    rule = "nothing-to-undo"

    def __init__(self) -> None:
        super().__init__(
            say(
                "Nothing was undone: none of the meetings can stand again as it did. "
                "The plan stays in force."
            )
        )


class AbsenceKnownError(ConflictError):
    """An absence that is on the list already, or lies within one that is, says nothing new."""

    rule = "absence-known"

    def __init__(self, slot: Slot) -> None:
        super().__init__(
            say(
                "Your list says so already: %(starts)s to %(ends)s.",
                starts=slot.starts_at,
                ends=slot.ends_at,
            ),
            field="starts_at",
        )


class RoundPublishedError(ConflictError):
    """What was in force once stays on record, even if it was undone."""

    rule = "round-published"

    def __init__(self) -> None:
        super().__init__(
            say("A plan of this round was published: the round stays, as the record of it.")
        )
