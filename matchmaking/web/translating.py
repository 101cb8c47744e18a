"""The words of pages in the reader's language.

A page asks for dozens of them. Flask-Babel and Jinja would look for the catalogue anew for each,
which took a tenth of a page's time; here it is found by the reader's language in one step.
"""

from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Babel, Domain
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from matchmaking.web.catalogues import TRANSLATIONS
from matchmaking.web.language import language, number, other_language


class Words(Domain):
    """What ``gettext`` of Flask-Babel draws upon."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the language in use."""
        return catalogue_of(language())

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        """Return words about a number, with its thousands apart."""
        return str(_about(singular, plural, num) % {"num": number(num), **variables})


def setup_translating(app: Flask) -> None:
    """Let code and templates find their words in the catalogues here."""
    babel: Babel = app.extensions["babel"].instance
    babel.domain_instance = Words()
    app.jinja_env.globals.update(
        _=translated, gettext=translated, ngettext=counted, other_=in_other_language
    )


@cache
def catalogue_of(language_code: str) -> NullTranslations:
    """Return the catalogue of a language; English needs none."""
    return Translations.load(TRANSLATIONS.parent, [language_code])


@pass_eval_context
def translated(context: EvalContext, text: str, **facts: Any) -> str:
    """Return a template's words in the reader's language, with their facts put in."""
    return _filled(context, catalogue_of(language()).ugettext(text), facts)


@pass_eval_context
def counted(context: EvalContext, one: str, many: str, num: int, **facts: Any) -> str:
    """Return a template's words about a number in the reader's language."""
    return _filled(context, _about(one, many, num), {"num": number(num), **facts})


def _about(one: str, many: str, num: int) -> str:
    """Return words about a number; it comes as text, because its thousands are set apart."""
    words = catalogue_of(language()).ungettext(one, many, num)
    return str(words).replace("%(num)d", "%(num)s")


def in_other_language(text: str) -> str:
    """Return a page's words in the language not in use: small print beside the reader's own."""
    return str(catalogue_of(other_language()).ugettext(text))


def _filled(context: EvalContext, words: str, facts: dict[str, Any]) -> str:
    """Put facts in; in a page the words are safe as they are, and the facts are escaped."""
    safe = Markup(words) if context.autoescape else words  # noqa: S704 - our own words
    return safe % facts if "%" in words else safe
