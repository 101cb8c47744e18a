"""What belongs to a session: speakers, agenda, seats kept for audiences, signing slots."""

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import current_actor
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.core.wording import Name
from matchmaking.dialogues import labels, queries, services
from matchmaking.dialogues.forms.organising import (
    AgendaItemForm,
    AllotmentForm,
    ResizeForm,
    SlotForm,
    SpeakerForm,
    at_venue,
)
from matchmaking.dialogues.models import AgendaItem, Dialogue, Speaker
from matchmaking.dialogues.views.blueprint import blueprint
from matchmaking.dialogues.views.organising import managed_dialogue, runs_sessions
from matchmaking.expo.values import Slot
from matchmaking.web.forms import BaseForm
from matchmaking.web.session import db


@blueprint.get("/<int:dialogue_id>/content")
@runs_sessions
def content(dialogue_id: int) -> ResponseReturnValue:
    """Show who speaks, the agenda, and for whom seats are kept."""
    return content_page(managed_dialogue(dialogue_id))


@blueprint.post("/<int:dialogue_id>/speakers")
@runs_sessions
def add_speaker(dialogue_id: int) -> ResponseReturnValue:
    """Put somebody on the list of speakers."""
    found = managed_dialogue(dialogue_id)
    form = SpeakerForm(prefix="speaker-")

    def act() -> None:
        services.add_speaker(
            db.session,
            current_actor(),
            found,
            name=Name(form.name_en.data or "", form.name_zh.data or ""),
            title=Name(form.title_en.data or "", form.title_zh.data or ""),
            at=utc_now(),
        )

    return done_or_refused(dialogue_id, form, act, speaker_form=form)


@blueprint.post("/<int:dialogue_id>/speakers/<int:key>/remove")
@runs_sessions
def remove_speaker(dialogue_id: int, key: int) -> ResponseReturnValue:
    """Take somebody off the list of speakers."""
    return _remove(dialogue_id, Speaker, key)


@blueprint.post("/<int:dialogue_id>/agenda")
@runs_sessions
def add_agenda_item(dialogue_id: int) -> ResponseReturnValue:
    """Put a point on the agenda."""
    found = managed_dialogue(dialogue_id)
    form = AgendaItemForm(prefix="agenda-")

    def act() -> None:
        services.add_agenda_item(
            db.session,
            current_actor(),
            found,
            name=Name(form.name_en.data or "", form.name_zh.data or ""),
            starts_at=_on_the_day(found, form.starts.data),
            at=utc_now(),
        )

    return done_or_refused(dialogue_id, form, act, agenda_form=form)


@blueprint.post("/<int:dialogue_id>/agenda/<int:key>/remove")
@runs_sessions
def remove_agenda_item(dialogue_id: int, key: int) -> ResponseReturnValue:
    """Take a point off the agenda."""
    return _remove(dialogue_id, AgendaItem, key)


@blueprint.post("/<int:dialogue_id>/allotments")
@runs_sessions
def keep_seats(dialogue_id: int) -> ResponseReturnValue:
    """Keep seats for an audience."""
    found = managed_dialogue(dialogue_id)
    form = AllotmentForm(prefix="allotment-")
    form.offer(found)

    def act() -> None:
        services.keep_seats(db.session, current_actor(), found.id, form.proposal(), at=utc_now())

    return done_or_refused(dialogue_id, form, act, allotment_form=form)


@blueprint.post("/<int:dialogue_id>/allotments/<int:key>/resize")
@runs_sessions
def resize_allotment(dialogue_id: int, key: int) -> ResponseReturnValue:
    """Keep more or fewer seats."""
    found = managed_dialogue(dialogue_id)
    form = ResizeForm(prefix=f"resize-{key}-")

    def act() -> None:
        services.resize_allotment(
            db.session,
            current_actor(),
            found.id,
            key,
            capacity=form.capacity.data or 0,
            at=utc_now(),
        )

    return done_or_refused(dialogue_id, form, act, resizing={key: form})


@blueprint.post("/<int:dialogue_id>/allotments/<int:key>/release")
@runs_sessions
def release_allotment(dialogue_id: int, key: int) -> ResponseReturnValue:
    """Keep none of these seats any more."""
    found = managed_dialogue(dialogue_id)
    services.release_allotment(db.session, current_actor(), found.id, key, at=utc_now())
    return _done(dialogue_id)


@blueprint.post("/<int:dialogue_id>/signing-slots")
@runs_sessions
def add_slot(dialogue_id: int) -> ResponseReturnValue:
    """Offer a time on the stage."""
    found = managed_dialogue(dialogue_id)
    form = SlotForm(prefix="slot-")

    def act() -> None:
        slot = Slot(_on_the_day(found, form.starts.data), _on_the_day(found, form.ends.data))
        services.add_slot(db.session, current_actor(), found, slot, at=utc_now())

    return done_or_refused(dialogue_id, form, act, slot_form=form)


@blueprint.post("/<int:dialogue_id>/signing-slots/<int:slot_id>/remove")
@runs_sessions
def remove_slot(dialogue_id: int, slot_id: int) -> ResponseReturnValue:
    """Take a free time on the stage back."""
    found = managed_dialogue(dialogue_id)
    slot = queries.slot_in(db.session, found.id, slot_id)
    services.remove_slot(db.session, current_actor(), slot, at=utc_now())
    return _done(dialogue_id)


def _on_the_day(found: Dialogue, moment: Any) -> Any:  # noqa: ANN401 - a time of day
    zone = g.edition.zone
    return at_venue(found.starts_at.astimezone(zone).date(), moment, zone)


def _remove(
    dialogue_id: int, kind: type[Speaker] | type[AgendaItem], key: int
) -> ResponseReturnValue:
    found = managed_dialogue(dialogue_id)
    services.remove_content(db.session, current_actor(), found, kind, key, at=utc_now())
    return _done(dialogue_id)


def done_or_refused(
    dialogue_id: int, form: BaseForm, act: Callable[[], None], **forms: Any
) -> ResponseReturnValue:
    """Do it and go back to the page, or show the page again with what is wrong."""
    status = 422
    if form.validate_on_submit():
        try:
            act()
        except MatchmakingError as error:
            db.session.rollback()
            form.refuse(error)
            status = error.status
        else:
            return _done(dialogue_id)
    return content_page(managed_dialogue(dialogue_id), **forms), status


def _done(dialogue_id: int) -> ResponseReturnValue:
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(url_for(".content", dialogue_id=dialogue_id))


def content_page(found: Dialogue, **forms: Any) -> str:
    """Render the page of what belongs to a session."""
    allotment_form = forms.get("allotment_form") or AllotmentForm(
        formdata=None, prefix="allotment-"
    )
    allotment_form.offer(found)
    resizing = forms.get("resizing", {})
    return render_template(
        "dialogues/content.html",
        dialogue=found,
        labels=labels,
        speaker_form=forms.get("speaker_form") or SpeakerForm(formdata=None, prefix="speaker-"),
        agenda_form=forms.get("agenda_form") or AgendaItemForm(formdata=None, prefix="agenda-"),
        allotment_form=allotment_form,
        slot_form=forms.get("slot_form") or SlotForm(formdata=None, prefix="slot-"),
        resizing={
            one.id: resizing.get(one.id)
            or ResizeForm(
                formdata=None, prefix=f"resize-{one.id}-", data={"capacity": one.capacity}
            )
            for one in found.allotments
        },
        slots=queries.slots_of(db.session, found.id),
    )
