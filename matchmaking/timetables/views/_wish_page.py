"""The page of a team's wishes, as it stands or with a form that was refused."""

from datetime import date

from flask import g, render_template, request

from matchmaking.accounts.access import current_actor
from matchmaking.core.clock import utc_now
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.booking import booking_of
from matchmaking.meetings.models import Veto
from matchmaking.meetings.queries import vetoes_of
from matchmaking.reference.values import dotted
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables import labels, policies
from matchmaking.timetables.forms.wishes import AbsenceForm, LimitsForm
from matchmaking.timetables.models import Round, WishList
from matchmaking.timetables.queries import rounds as round_queries, wishes as queries
from matchmaking.web.language import language
from matchmaking.web.session import db

LONGEST_SEARCH = 100


def wish_page(
    round_: Round,
    own: Participation,
    *,
    limits: LimitsForm | None = None,
    absence: AbsenceForm | None = None,
) -> str:
    """Render what a team wishes of a round."""
    at = utc_now()
    found = queries.wish_list_of(db.session, round_.id, own.id)
    stage = round_queries.stages_of(db.session, [round_], at)[round_.id]
    vetoes = vetoes_of(db.session, own.id)
    # A late arrival may still wish once a plan is in force: a repair may find what is free.
    gathers = round_.wishes_open_at <= at < round_.wishes_close_at
    may_edit = gathers and policies.can_edit_wishes(current_actor(), own)
    is_approved = own.state is ParticipationState.APPROVED
    musts = sum(wish.grade is Grade.MUST for wish in found.wishes) if found else 0
    return render_template(
        "timetables/wish_list.html",
        round=round_,
        stage=stage,
        gathers=gathers,
        own=own,
        is_approved=is_approved,
        may_ask=is_approved and booking_of(g.edition, at).is_open,
        list=found,
        first_day=_first_day(round_),
        arranged=queries.arranged_for(db.session, round_.id, own.id),
        vetoes=vetoes,
        may_edit=may_edit,
        may_veto=current_actor().administers(own.id),
        musts_left=round_.most_musts - musts,
        limits=limits or _limits(found),
        absence=absence or _absence(round_, own),
        labels=labels,
        dotted=dotted,
        **(_partners(own, found, vetoes) if may_edit else {}),
    )


def _first_day(round_: Round) -> date | None:
    """Return the day from which on the round's meetings are, for a link to the agenda."""
    starts = min((block.starts_at for block in round_.blocks), default=None)
    return starts.astimezone(g.edition.zone).date() if starts else None


def _partners(own: Participation, found: WishList | None, vetoes: list[Veto]) -> dict[str, object]:
    """Return whom one could add: those searched for, or those whose goods meet ours."""
    taken = [wish.partner_id for wish in found.wishes] if found else []
    taken += [veto.partner_id for veto in vetoes]
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    if words:
        search = queries.partners_found(own, words, taken, session=db.session, language=language())
        return {"words": words, "search": search, "recommended": []}
    return {"words": "", "search": [], "recommended": queries.recommended(db.session, own, taken)}


def _limits(found: WishList | None) -> LimitsForm:
    form = LimitsForm(formdata=None)
    if found is not None:
        form.minimum.data, form.maximum.data = found.minimum or None, found.maximum
    return form


def _absence(round_: Round, own: Participation) -> AbsenceForm:
    form = AbsenceForm(formdata=None)
    form.offer(own.representatives, queries.slots_of(round_))
    return form
