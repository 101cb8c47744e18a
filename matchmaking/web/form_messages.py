"""What WTForms says of wrong input, in our plainer words and in the reader's language."""

from collections.abc import Mapping

from flask_babel import gettext

from matchmaking.core.wording import Sentence, say

# Each still takes the facts of WTForms' own message, by the same names.
PLAINER: Mapping[str, Sentence] = {
    "This field is required.": say("Please fill this in."),
    "Invalid input.": say("This can't be used here."),
    "Invalid email address.": say("Write an e-mail address such as name@example.com."),
    "Invalid URL.": say("Write a web address such as https://example.com."),
    "Not a valid integer value.": say("Write a whole number."),
    "Not a valid decimal value.": say("Write a number such as 1250.50."),
    "Not a valid float value.": say("Write a number such as 1250.50."),
    "Not a valid date value.": say("Write a date such as 2019-11-05."),
    "Not a valid datetime value.": say("Write a date and a time such as 2019-11-05 14:30."),
    "Not a valid time value.": say("Write a time such as 14:30."),
    "Not a valid choice.": say("Choose one of the list."),
    "Invalid Choice: could not coerce.": say("Choose one of the list."),
    "Invalid choice(s): one or more data inputs could not be coerced.": say(
        "Choose among the list."
    ),
    "'%(value)s' is not a valid choice for this field.": say("“%(value)s” is not in the list."),
    "'%(value)s' are not valid choices for this field.": say("“%(value)s” are not in the list."),
    "Field must be equal to %(other_name)s.": say("This must be the same as “%(other_name)s”."),
    "Field must be at least %(min)d character long.": say("Write at least %(min)d characters."),
    "Field cannot be longer than %(max)d character.": say("Write at most %(max)d characters."),
    "Field must be exactly %(max)d character long.": say("Write exactly %(max)d characters."),
    "Field must be between %(min)d and %(max)d characters long.": say(
        "Write between %(min)d and %(max)d characters."
    ),
    "Number must be at least %(min)s.": say("It must be at least %(min)s."),
    "Number must be at most %(max)s.": say("It must be at most %(max)s."),
    "Number must be between %(min)s and %(max)s.": say("It must be between %(min)s and %(max)s."),
    "Date must be at least %(min)s.": say("The date must be %(min)s or later."),
    "Date must be at most %(max)s.": say("The date must be %(max)s or earlier."),
    "Date must be between %(min)s and %(max)s.": say(
        "The date must be between %(min)s and %(max)s."
    ),
    "Invalid value, must be one of: %(values)s.": say("Choose one of: %(values)s."),
    "Invalid value, can't be any of: %(values)s.": say("This can't be any of: %(values)s."),
    "File does not have an approved extension.": say("Files of this kind can't be used here."),
}


class PlainMessages:
    """The translations WTForms asks for; it puts the facts in afterwards itself."""

    def gettext(self, string: str) -> str:
        """Return our sentence for one of WTForms', facts still to be put in."""
        plain = PLAINER.get(string)
        return str(gettext(plain.text if plain else string))

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return our sentence for one that depends on a number: ours don't."""
        plain = PLAINER.get(singular)
        return str(gettext(plain.text)) if plain else (singular if count == 1 else plural)
