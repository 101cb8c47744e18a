"""What marshmallow says of a call that doesn't fit, in our words and the caller's language."""

import re

from matchmaking.core.wording import say
from matchmaking.web.language import spoken

# The facts of a message are the groups of its pattern.
PATTERNS = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"Missing data for required field\.", say("This is needed.")),
        (r"Field may not be null\.", say("This can't be null.")),
        (r"Unknown field\.", say("There is no such field here.")),
        (r"Not a valid (?:utf-8 )?string\.", say("Send text.")),
        (r"Not a valid integer\.", say("Send a whole number.")),
        (r"Not a valid number\.", say("Send a number.")),
        (r"Number too large\.", say("This number is too large.")),
        (r"Not a valid boolean\.", say("Send true or false.")),
        (r"Not a valid date\.", say("Send a date such as 2019-11-05.")),
        (
            r"Not a valid (?:aware )?datetime\.",
            say("Send an instant with its time zone, such as 2019-11-05T14:30:00+08:00."),
        ),
        (r"Not a valid list\.", say("Send a list.")),
        (r"Not a valid mapping type\.|Invalid (?:input )?type\.", say("Send an object.")),
        (r"Invalid JSON body\.", say("The body is not JSON.")),
        (r"Must be one of: (?:, )?(?P<choices>.+)\.", say("Send one of: %(choices)s.")),
        (
            r"Must be greater than or equal to (?P<min>\S+) and less than .* to (?P<max>\S+)\.",
            say("Send a number from %(min)s to %(max)s."),
        ),
        (r"Must be greater than or equal to (?P<min>\S+)\.", say("Send at least %(min)s.")),
        (r"Must be less than or equal to (?P<max>\S+)\.", say("Send at most %(max)s.")),
        (
            r"Length must be between (?P<min>\d+) and (?P<max>\d+)\.",
            say("Send %(min)s to %(max)s characters or lines."),
        ),
        (r"Shorter than minimum length (?P<min>\d+)\.", say("Send at least %(min)s characters.")),
        (
            r"Longer than maximum length (?P<max>\d+)\.",
            say("Send at most %(max)s characters or lines."),
        ),
        (
            r"String does not match expected pattern\.|Invalid (?:input|value)\.",
            say("This does not have the form described."),
        ),
        (
            r"Text can't hold null characters or half characters \(lone surrogates\)\.",
            say("Text can't hold null characters or half characters (lone surrogates)."),
        ),
    )
)


def plain(message: str) -> str:
    """Return a message of marshmallow's in our words; one we don't know stays as it is."""
    for pattern, sentence in PATTERNS:
        if found := pattern.fullmatch(message):
            return spoken(say(sentence.text, **found.groupdict()))
    return message
