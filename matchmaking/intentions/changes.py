"""What a correction changes, in words: old and new of whatever differs."""

from matchmaking.core.wording import Sentence, say
from matchmaking.intentions.models import Correction
from matchmaking.intentions.terms import Amounts


def changes_of(correction: Correction) -> list[Sentence]:
    """Return what differs from the amounts that stood, the one that counts first.

    Of what the correction was made to nothing may be known any more: then both new amounts.
    """
    new, old = correction.amounts, correction.old_amounts
    if old is None:
        return [new.in_words]
    found = []
    if new.one_year != old.one_year:
        found.append(_within_one_year(new, old))
    if new.full_value != old.full_value:
        found.append(_in_all(new, old))
    return found


def change_of(correction: Correction) -> Sentence:
    """Return the same as one part of a sentence."""
    first, *others = changes_of(correction)
    return say("%(one)s; %(other)s", one=first, other=others[0]) if others else first


def _within_one_year(new: Amounts, old: Amounts) -> Sentence:
    return say("%(new)s within one year, instead of %(old)s", new=new.one_year, old=old.one_year)


def _in_all(new: Amounts, old: Amounts) -> Sentence:
    return say(
        "%(new)s as the full value, instead of %(old)s", new=new.full_value, old=old.full_value
    )
