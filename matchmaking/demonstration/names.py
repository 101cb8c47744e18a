"""Believable names that nobody bears: people and enterprises, in both scripts."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import count
from random import Random

from pypinyin import lazy_pinyin

from matchmaking.core.wording import Name
from matchmaking.demonstration.sources import name_of, pairs, rows, table

# So often a trade name of two characters is tried before one of three.
SHORT_NAMES_TRIED = 20
LOCAL_WORDS = frozenset({"de", "fr", "es", "it", "pt"})
# How a Chinese enterprise ends, by who owns it: "state", or anybody else.
STATE_FORMS = (
    Name("Group Co., Ltd.", "集团有限公司"),
    Name("Import & Export Co., Ltd.", "进出口有限公司"),
    Name("Holdings Co., Ltd.", "控股有限公司"),
)
PRIVATE_FORMS = (
    Name("Co., Ltd.", "有限公司"),
    Name("Trading Co., Ltd.", "贸易有限公司"),
    Name("Technology Co., Ltd.", "科技有限公司"),
    Name("Industrial Co., Ltd.", "实业有限公司"),
)


# What tells enterprises apart where many have the same stems.
QUARTERS = pairs(
    "North 北方, South 南方, East 东方, West 西方, Coast 海岸, Valley 河谷, Harbour 港湾, "
    "Uplands 高地, Riverside 河畔, Lakeside 湖畔"
)


def spelt(chinese: str) -> str:
    """Return Chinese characters in pinyin, as one capitalised word."""
    return "".join(lazy_pinyin(chinese)).capitalize()


def slug(text: str) -> str:
    """Return text as it can stand in an address: ``Élodie O'Rourke`` as ``elodie-o-rourke``."""
    plain = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("ł", "l"))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


@cache
def _family(language: str) -> tuple[str, tuple[Name, ...], tuple[Name, ...]]:
    listed = table("names")[language]
    return listed["order"], pairs(listed["given"]), pairs(listed["family"])


@cache
def stems(language: str) -> tuple[Name, ...]:
    """Return the stems of enterprises' names in a language."""
    return pairs(table("names")[language]["stem"])


@cache
def trades() -> dict[str, dict[str, str]]:
    """Return the trades by their keys."""
    return {row["trade"]: row for row in rows("trades")}


class Naming:
    """Gives out names, none of them twice among enterprises."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self._taken: set[str] = set()
        self._addresses: set[str] = set()

    def person(self, language: str) -> Name:
        """Name somebody whose name sounds like a language; ``zh`` for Chinese."""
        if language == "zh":
            return self._chinese_person()
        order, given_names, family_names = _family(language)
        given, family = self.dice.choice(given_names), self.dice.choice(family_names)
        if order == "eastern":
            return Name(f"{family.en} {given.en}", f"{family.zh}{given.zh}")
        latin = f"{given.en} {family.en}"
        if order == "japanese":
            return Name(latin, f"{family.zh}{given.zh}")
        return Name(latin, f"{given.zh}·{family.zh}")

    def _chinese_person(self) -> Name:
        words = table("chinese")
        family = self.dice.choice(words["family"].split())
        given = self.dice.choice(words["given"].split())
        syllable = words["pinyin"].get(family, spelt(family)).capitalize()
        return Name(f"{syllable} {spelt(given)}", f"{family}{given}")

    def abroad(self, territory: dict[str, str], trade: str) -> Name:
        """Name an enterprise outside mainland China, in the words and legal forms of its home."""
        row, language = trades()[trade], territory["family"]
        word = row[language] if language in LOCAL_WORDS else row["en"]
        latin, _, chinese = self.dice.choice(territory["forms"].split(";")).partition("=")
        listed = stems(language)
        for attempt in count():
            stem = listed[attempt % len(listed)] if attempt else self.dice.choice(listed)
            if attempt >= len(listed):
                stem = _joined(stem, self.dice.choice(listed))
            if attempt >= 3 * len(listed):
                stem = _joined(stem, self.dice.choice(QUARTERS))
            name = Name(f"{stem.en} {word} {latin}", f"{stem.zh}{row['zh']}{chinese}")
            if self.claim(name):
                return name
        raise AssertionError

    def chamber(self, territory: dict[str, str]) -> Name:
        """Name a chamber of commerce."""
        return self._first_free(
            [
                Name(f"{stem.en} Chamber of Commerce", f"{stem.zh}商会")
                for stem in stems(territory["family"])
            ]
        )

    def chinese(self, place: Name, trade: str, *, is_state: bool) -> Name:
        """Name an enterprise in mainland China: place, trade name, branch, legal form."""
        branch = name_of(trades()[trade], "buyer_")
        form = self.dice.choice(STATE_FORMS if is_state else PRIVATE_FORMS)
        if branch.en.endswith(("Trading", "Technology")):
            form = STATE_FORMS[0] if is_state else PRIVATE_FORMS[0]
        return self._with_trade_name(place, branch, form, gap=" ")

    def institution(self, place: Name, kind: Name) -> Name:
        """Name a hospital, a college or another public institution in mainland China."""
        return self._with_trade_name(place, kind, Name("", ""), gap="")

    def _with_trade_name(self, place: Name, branch: Name, form: Name, *, gap: str) -> Name:
        words = table("chinese")
        first, second = words["first"].split(), words["second"].split()
        for attempt in count():
            own = self.dice.choice(first) + self.dice.choice(second)
            if attempt > SHORT_NAMES_TRIED:
                own = self.dice.choice(first) + own
            name = Name(
                f"{place.en} {spelt(own)} {branch.en}{gap}{form.en}",
                f"{place.zh}{own}{branch.zh}{form.zh}",
            )
            if self.claim(name):
                return name
        raise AssertionError

    def _first_free(self, names: Sequence[Name]) -> Name:
        return next(name for name in names if self.claim(name))

    def claim(self, name: Name) -> bool:
        """Take an enterprise's name, unless another has it in either script."""
        wanted = {name.en.casefold(), name.zh}
        if not wanted.isdisjoint(self._taken):
            return False
        self._taken |= wanted
        return True

    def address(self, person: str, domain: str) -> str:
        """Return an e-mail address nobody has; ``.example`` never receives mail."""
        local = slug(person).replace("-", ".")
        for number in count(1):
            address = f"{local}{number if number > 1 else ''}@{domain}.example"
            if address not in self._addresses:
                self._addresses.add(address)
                return address
        raise AssertionError


def _joined(one: Name, other: Name) -> Name:
    if one == other:
        return Name(f"{one.en} International", f"{one.zh}国际")
    if other in QUARTERS:
        return Name(f"{one.en} {other.en}", f"{one.zh}{other.zh}")
    return Name(f"{one.en} & {other.en}", f"{one.zh}与{other.zh}")
