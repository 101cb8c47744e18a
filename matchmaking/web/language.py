"""Languages: who reads what, and how sentences, names, times and amounts are worded for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_datetime,
    format_time,
    get_timezone_gmt,
    get_timezone_name,
)
from babel.numbers import format_decimal, get_currency_name
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Babel, get_locale, gettext, ngettext
from markupsafe import Markup

from matchmaking.core.money import Money, precision
from matchmaking.core.wording import Name, Sentence, VenueTime

LANGUAGES = {"en": "English", "zh_Hans": "中文"}
LANGUAGE_COOKIE = "language"
DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")
ENGLISH = Locale("en")


def setup_language(app: Flask) -> None:
    """Choose the language per request: the person's, else the cookie's, else the browser's."""
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=choose_language)


def choose_language() -> str:
    """Return the language for this request, English outside one."""
    if not has_request_context():
        return "en"
    chosen = g.get("language") or request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return str(chosen)
    return asked_language() or "en"


def asked_language() -> str | None:
    """Return the first of our languages that the request's header asks for, if there is one."""
    preferred = request.accept_languages.best_match(["en", "zh-CN", "zh-Hans", "zh"])
    if preferred is None:
        return None
    return "zh_Hans" if preferred.startswith("zh") else "en"


def language() -> str:
    """Return the language in use: ``en`` or ``zh_Hans``."""
    return "zh_Hans" if locale().language == "zh" else "en"


def other_language() -> str:
    """Return the language not in use."""
    return "en" if language().startswith("zh") else "zh_Hans"


def locale() -> Locale:
    """Return Babel's locale in use."""
    return get_locale() or ENGLISH


def venue_zone() -> ZoneInfo:
    """Return the time zone of the edition the person works in: all times shown are venue time."""
    zone: ZoneInfo = g.get("venue_zone", DEFAULT_ZONE) if has_app_context() else DEFAULT_ZONE
    return zone


def spoken(sentence: Sentence | str) -> str:
    """Put a sentence of the domain into the reader's language."""
    if isinstance(sentence, str):
        return sentence
    facts = {name: worded(fact) for name, fact in sentence.facts.items()}
    if sentence.plural is not None:
        return str(ngettext(sentence.text, sentence.plural, sentence.count, **facts))
    return str(gettext(sentence.text, **facts))


def worded(fact: Any) -> Any:  # noqa: ANN401 - facts are worded by their type
    """Word one fact for the reader: names by language, instants in venue time."""
    match fact:
        case Name():
            return fact.first(language())
        case Sentence():
            return spoken(fact)
        case VenueTime() | date():
            return _worded_time(fact)
        case Money():
            return amount(fact)
        case _:
            return fact


def _worded_time(fact: VenueTime | date) -> str:
    match fact:
        case VenueTime():
            return full_moment(fact.moment, fact.zone)
        case datetime():
            return f"{day(fact)} {clock_time(fact)}"
        case _:
            return day(fact)


def with_commas(*words: str) -> str:
    """Return words that say more and more about one thing, with the language's comma between."""
    return _joined("，" if language().startswith("zh") else ", ", words)


def in_a_row(*sentences: str) -> str:
    """Return sentences one after the other: Chinese leaves no space between them."""
    return _joined("" if language().startswith("zh") else " ", sentences)


def enumerated(words: Iterable[str]) -> str:
    """Return words of equal rank, with the mark the language enumerates by."""
    return _joined("、" if language().startswith("zh") else ", ", words)


def _joined(between: str, words: Iterable[str]) -> str:
    """Join words; what a page has made safe for HTML already is not made so once more."""
    listed = list(words)
    is_safe = any(isinstance(word, Markup) for word in listed)
    return (Markup(between) if is_safe else between).join(listed)  # noqa: S704 - a comma, a space


def day(moment: datetime | date) -> str:
    """Return ``Tue 5 Nov`` or ``11月5日周二``, in venue time."""
    on = moment.astimezone(venue_zone()) if isinstance(moment, datetime) else moment
    pattern = "MMMd日EEE" if language().startswith("zh") else "EEE d MMM"
    return format_date(on, pattern.replace("MMMd日", "M月d日"), locale=locale())


def long_day(moment: datetime | date) -> str:
    """Return ``Tuesday 5 November 2019`` or ``2019年11月5日星期二``, in venue time."""
    on = moment.astimezone(venue_zone()) if isinstance(moment, datetime) else moment
    pattern = "y年M月d日EEEE" if language().startswith("zh") else "EEEE d MMMM y"
    return format_date(on, pattern, locale=locale())


def clock_time(moment: datetime) -> str:
    """Return the hour and minute in venue time: ``14:30``."""
    return format_time(moment.astimezone(venue_zone()), "HH:mm", locale=locale())


def full_moment(moment: datetime, zone: ZoneInfo) -> str:
    """Return ``1 September 2019, 10:00 (China Standard Time, GMT+08:00)`` for readers anywhere."""
    when, where = dated(moment.astimezone(zone)), zone_name(moment, zone)
    return str(gettext("%(when)s (%(zone)s)", when=when, zone=where))


def dated(local: datetime) -> str:
    """Return ``1 September 2019, 10:00`` or ``2019年9月1日 10:00``, by the clock it is given by."""
    pattern = "y年M月d日 HH:mm" if language().startswith("zh") else "d MMMM y, HH:mm"
    return str(format_datetime(local.replace(tzinfo=None), pattern, locale=locale()))


def time_range(start: datetime, end: datetime) -> str:
    """Return ``14:30–15:00`` in venue time."""
    return f"{clock_time(start)}–{clock_time(end)}"


def zone_name(moment: datetime, zone: ZoneInfo | None = None) -> str:
    """Return what venue time is called then: ``China Standard Time, GMT+08:00``."""
    local = moment.astimezone(zone or venue_zone())
    return with_commas(
        get_timezone_name(local, locale=locale()), get_timezone_gmt(local, locale=locale())
    )


def iso_instant(moment: datetime) -> str:
    """Return the machine-readable form for a ``<time datetime>``."""
    return format_datetime(moment.astimezone(venue_zone()), "yyyy-MM-dd'T'HH:mm:ssxxx", locale="en")


def language_name(code: str) -> str:
    """Return how a language is called in the reader's: ``fr`` is French, 法语."""
    return str(locale().languages.get(code, code))


def number(value: float) -> str:
    """Return a number with the language's separators."""
    return format_decimal(value, locale=locale())


def amount(money: Money) -> str:
    """Return an exact amount with its code: ``USD 1,250,000.50``."""
    decimals = precision(money.currency)
    is_whole = decimals == 0 or money.minor % 10**decimals == 0
    pattern = "#,##0" if is_whole else f"#,##0.{'0' * decimals}"
    return f"{money.currency} {format_decimal(money.major, format=pattern, locale=locale())}"


def big_amount(money: Money) -> tuple[str, str]:
    """Return a large amount as figure and unit, in the reader's own units."""
    large = large_amount(money)
    return large.figure, large.scale


@dataclass(frozen=True)
class LargeAmount:
    """A large amount in the units of each language: 618.1 million US dollars, 6.18 亿美元."""

    figure: str
    scale: str
    unit: str
    other: str


def large_amount(money: Money) -> LargeAmount:
    """Word a large amount for the reader, with the other language's wording beside it."""
    figure, scale = _scaled(money, language())
    other_figure, other_scale = _scaled(money, other_language())
    other_unit = _unit(other_scale, money.currency, other_language())
    unit = _unit(scale, money.currency, language())
    return LargeAmount(figure, scale, unit, f"{other_figure} {other_unit}")


def millions(money: Money) -> str:
    """Return an amount in millions (in Chinese 万 by the ten thousand), for columns of figures."""
    scale = 10**4 if language().startswith("zh") else 10**6
    value = money.major / scale
    places = 0 if scale == 10**4 else 1 if abs(value) >= 10 else 2  # noqa: PLR2004
    return format_decimal(value, format=f"#,##0.{'0' * places}".rstrip("."), locale=locale())


def millions_unit(currency: str) -> str:
    """Return the unit ``millions`` counts in: ``million US dollars``, ``万美元``."""
    return _unit("万" if language().startswith("zh") else "million", currency, language())


def _scaled(money: Money, reader: str) -> tuple[str, str]:
    if reader.startswith("zh"):
        scale, unit, places = (10**8, "亿", 2) if abs(money.major) >= 10**8 else (10**4, "万", 1)
    else:
        is_huge = abs(money.major) >= 10**10
        scale, unit, places = (10**9, "billion", 2) if is_huge else (10**6, "million", 1)
    figure = format_decimal(money.major / scale, format=f"#,##0.{'0' * places}", locale=reader)
    return figure, unit


def _unit(scale: str, currency: str, reader: str) -> str:
    """Join a scale and the currency's name: these words are CLDR's, not ours to translate."""
    name = get_currency_name(currency, count=2, locale=reader)
    return f"{scale}{name}" if reader.startswith("zh") else f"{scale} {name}"


def language_choices(current: str) -> list[Mapping[str, Any]]:
    """Return the languages for the switch."""
    return [
        {"code": code, "label": label, "current": code == current}
        for code, label in LANGUAGES.items()
    ]
