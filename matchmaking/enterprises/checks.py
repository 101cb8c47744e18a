"""Rules for what is typed into a profile; pure."""

from urllib.parse import urlsplit

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength

from matchmaking.core.errors import InvalidInputError
from matchmaking.core.wording import Sentence, say

MAINLAND_CHINA = "CN"
LONGEST_IDENTIFIER = 40
LONGEST_ADDRESS = 200
CODE_LENGTH = 18
LAST_RANK = 500


def checked_identifier(text: str, territory_code: str) -> str | None:
    """Return a legal identifier in its one way of writing, or nothing if none was typed.

    Raises:
        InvalidInputError: it is no Unified Social Credit Code, or too long elsewhere.
    """
    if not text.strip():
        return None
    if territory_code != MAINLAND_CHINA:
        return _registration_number(text)
    compact = uscc.compact(text)
    try:
        return uscc.validate(compact)
    except InvalidLength as wrong:
        sentence = say(
            "A Unified Social Credit Code has 18 characters; this one has %(count)d.",
            count=len(compact),
        )
        raise _identifier_error(sentence) from wrong
    except InvalidFormat as wrong:
        sentence = say(
            "A Unified Social Credit Code begins with 8 digits and has no letters I, O, S, V, Z."
        )
        raise _identifier_error(sentence) from wrong
    except InvalidChecksum as wrong:
        sentence = say(
            "The last character, the check digit, does not fit the others. Compare this code with "
            "your licence: one character is mistyped."
        )
        raise _identifier_error(sentence) from wrong


def _identifier_error(sentence: Sentence) -> InvalidInputError:
    return InvalidInputError(sentence, field="legal_identifier")


def _registration_number(text: str) -> str:
    number = " ".join(text.split()).upper()
    if len(number) > LONGEST_IDENTIFIER:
        raise InvalidInputError(
            say("A registration number can have at most 40 characters."), field="legal_identifier"
        )
    return number


def checked_website(text: str) -> str:
    """Return a website's address with ``https://``, which is added if no scheme was typed.

    Raises:
        InvalidInputError: another scheme, or no address at all.
    """
    address = text.strip()
    if not address:
        return ""
    if "://" not in address:
        address = f"https://{address}"
    if not address.lower().startswith("https://"):
        raise InvalidInputError(
            say("The website must begin with https:// so that its readers are safe."),
            field="website",
        )
    if len(address) > LONGEST_ADDRESS or not _is_host(address):
        raise InvalidInputError(
            say("This is not a website's address. Write it like https://www.example.com."),
            field="website",
        )
    return address


def _is_host(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    labels = host.split(".")
    is_spaced = any(char.isspace() or char in "<>\"'`" for char in address)
    return len(labels) > 1 and all(labels) and not is_spaced and "@" not in address


def checked_rank(rank: int | None) -> int | None:
    """Return a rank among the Global 500.

    Raises:
        InvalidInputError: it is not between 1 and 500.
    """
    if rank is not None and not 1 <= rank <= LAST_RANK:
        raise InvalidInputError(
            say("A rank among the Global 500 is a number from 1 to 500."), field="global_500_rank"
        )
    return rank
