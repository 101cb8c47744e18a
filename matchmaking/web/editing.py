"""The frame of a page with one form: it is shown, or what was sent with it is done."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.core.database import Base
from matchmaking.core.errors import ChangedMeanwhileError, InvalidInputError, MatchmakingError
from matchmaking.web.forms import BaseForm, SeenForm
from matchmaking.web.session import db


def nothing() -> None:
    """Leave a form as it is."""


def is_done(
    form: BaseForm, act: Callable[[], object], *, again: Callable[[], object] = nothing
) -> bool:
    """Do what was sent with a form; if a rule forbids it, undo it and say so in the form.

    ``again`` offers what there is to choose from anew: it may have changed meanwhile. Whoever
    calls this commits: what was done is only in the transaction so far.
    """
    if not form.validate_on_submit():
        return False
    try:
        with db.session.begin_nested():
            act()
    except MatchmakingError as error:
        form.refuse(error)
        again()
        return False
    return True


def comparing(form: SeenForm, thing: Base) -> Callable[[], object]:
    """Return what shows a thing as it is now beside what was typed, if it is out of date."""

    def compare() -> None:
        if form.is_outdated:
            db.session.refresh(thing)
            present = {name: getattr(thing, name) for name in form.values()}
            form.compare(thing.version, present)  # type: ignore[attr-defined]

    return compare


def saved(back: str) -> ResponseReturnValue:
    """Say that it is saved, and go back."""
    flash(_("Saved."), "success")
    return redirect(back)


def shown(form: BaseForm, template: str, **facts: Any) -> ResponseReturnValue:
    """Show a form, with what was wrong with it if something was."""
    return render_template(template, form=form, **facts), _status_of(form)


def _status_of(form: BaseForm) -> int:
    if isinstance(form, SeenForm) and form.is_outdated:
        return ChangedMeanwhileError.status
    return InvalidInputError.status if form.errors else 200
