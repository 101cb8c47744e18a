"""What can stand in the way of laying a round down or changing it, worded for people."""

from datetime import datetime

from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.core.wording import Name, say, say_count
from matchmaking.expo.values import Slot


class RoundTimesError(InvalidInputError):
    """The times of a round are not in order."""

    rule = "round-times"

    def __init__(self, *, field: str, starts_at: datetime | None = None) -> None:
        sentences = {
            "closes": say("Wishes must close after they open."),
            "past": say("Choose a time to come: this one is over, and nobody could wish any more."),
            "before": say(
                "Wishes must close before the first meetings, at %(when)s.", when=starts_at
            ),
            "lunch": say("Lunch must end after it begins; leave both empty for no lunch break."),
            "outside": say(
                "On none of its days does the round have meetings around this time. Choose a time "
                "during its blocks, or leave both empty for no lunch break."
            ),
        }
        target = "lunch_until" if field in {"lunch", "outside"} else "closes"
        super().__init__(sentences[field], field=target)


class BlockTakenError(ConflictError):
    """A meeting block belongs to one round at most."""

    rule = "block-in-one-round"

    def __init__(self) -> None:
        super().__init__(
            say("Another round already fills one of these blocks. Choose others."), field="blocks"
        )


class NoBlockError(InvalidInputError):
    """A round fills at least one block of this edition."""

    rule = "round-needs-a-block"

    def __init__(self) -> None:
        super().__init__(say("Choose at least one block of meeting slots."), field="blocks")


class SamePlacesError(ConflictError):
    """Two blocks would use the same places at the same time: of one round, or of two."""

    rule = "places-twice"

    def __init__(self, one: Name, other: Name, times: tuple[Slot, Slot], of: Name | None) -> None:
        facts = {
            "one": one,
            "starts": times[0].starts_at,
            "ends": times[0].ends_at,
            "other": other,
            "from": times[1].starts_at,
            "until": times[1].ends_at,
        }
        super().__init__(
            say(
                "“%(one)s” (%(starts)s to %(ends)s) and “%(other)s” (%(from)s to %(until)s) use "
                "the same places at the same time. Choose one of the two.",
                **facts,
            )
            if of is None
            else say(
                "“%(one)s” (%(starts)s to %(ends)s) uses places at which the round “%(round)s” "
                "has “%(other)s” (%(from)s to %(until)s) at the same time. Choose another block.",
                round=of,
                **facts,
            ),
            field="blocks",
        )


class SlotsLostError(ConflictError):
    """Published meetings stand in blocks that shall leave the round: asked before it is done."""

    rule = "published-meetings-lose-their-slot"

    def __init__(self, count: int) -> None:
        super().__init__(
            say_count(
                "%(num)d published meeting loses its slot: it stands in a block that this round "
                "would not fill any more. Nothing is saved yet.",
                "%(num)d published meetings lose their slots: they stand in blocks that this "
                "round would not fill any more. Nothing is saved yet.",
                count,
            ),
            field="blocks",
        )
        self.count = count
