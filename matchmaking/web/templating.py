"""Filters and globals of the templates, registered in one list."""

import json
from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment
from markupsafe import Markup

from matchmaking.core.clock import utc_now
from matchmaking.web import language
from matchmaking.web.translating import setup_translating
from matchmaking.web.urls import current_page, own_address


class PageEnvironment(Environment):
    """Jinja for our templates: they all share the same globals.

    Jinja would wrap them anew for each template, and compare the wrappings whenever a page
    imports a component: a sixteenth of a page's time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template."""
        return self.globals if d is None else super().make_globals(d)


def setup_templating(app: Flask) -> None:
    """Register what templates may use beside their own values."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.filters.update(
        spoken=language.spoken,
        day=language.day,
        long_day=language.long_day,
        clock=language.clock_time,
        iso=language.iso_instant,
        zone=language.zone_name,
        number=language.number,
        amount=language.amount,
        big_amount=language.big_amount,
        large_amount=language.large_amount,
        millions=language.millions,
        language_name=language.language_name,
        embedded_json=embedded_json,
    )
    setup_translating(app)
    app.jinja_env.globals.update(
        time_range=language.time_range,
        with_commas=language.with_commas,
        in_a_row=language.in_a_row,
        millions_unit=language.millions_unit,
        language=language.language,
        other_language=language.other_language,
        languages=language.LANGUAGES,
        now=utc_now,
        current_page=current_page,
        own_address=own_address,
    )


def embedded_json(value: object) -> Markup:
    """Write a value as JSON that is safe inside a ``<script type="application/json">``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704
