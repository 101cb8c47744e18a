"""The page on which one thing of the fair is added or corrected, and where one goes from there."""

from collections.abc import Callable, Mapping, Sequence

from flask import request, url_for
from flask.typing import ResponseReturnValue

from matchmaking.audit.queries import Deed
from matchmaking.core.wording import Name
from matchmaking.expo.labels import told
from matchmaking.expo.models import Edition, ExhibitionArea, Hall, MeetingBlock, Place, Series
from matchmaking.web.editing import is_done, nothing, saved, shown
from matchmaking.web.forms import BaseForm
from matchmaking.web.session import db

PARTS: Mapping[type, str] = {
    Series: "edition",
    Edition: "edition",
    ExhibitionArea: "areas",
    Hall: "halls",
    Place: "halls",
    MeetingBlock: "blocks",
}


def list_of(hall_id: int) -> str:
    """Return the address of the page of a hall's places that one came from."""
    number, old = request.args.get("page", 1, type=int), request.args.get("old") or None
    return url_for(".hall", hall_id=hall_id, old=old, page=number if number > 1 else None)


def kept(
    form: BaseForm,
    title: str,
    part: str,
    act: Callable[[], object],
    *,
    note: str = "",
    offer: Callable[[], object] = nothing,
    back: str = "",
    about: Name | None = None,
    deeds: Sequence[Deed] = (),
    then: Callable[[], ResponseReturnValue | None] = nothing,
) -> ResponseReturnValue:
    """Show a form, or do what was sent with it and go back to its part of the fair."""
    back = back or url_for(".fair", open=part)
    offer()
    if is_done(form, act, again=offer):
        db.session.commit()
        answer = saved(back)
        return then() or answer
    facts = {"title": title, "back": back, "note": note, "about": about}
    return shown(form, "expo/add.html", **facts, deeds=deeds, told=told)
