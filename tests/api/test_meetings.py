"""Meetings through the interface: asking, answering, and what is refused."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.clock import set_clock
from matchmaking.meetings import services
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import MeetingState
from tests.api.conftest import Program
from tests.factories.accounts import make_organiser
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW, venue_time
from tests.factories.meetings import Scene, ask, make_scene, make_side

AT_TWO = "2019-11-05T06:00:00+00:00"


def request_body(scene: Scene, **changes: object) -> dict[str, object]:
    asked = scene.asked.participation.id
    return {"partner_id": asked, "starts_at": AT_TWO, "topic": "Gear boxes", **changes}


def state_of(session: Session, meeting_id: int) -> MeetingState:
    session.expire_all()
    return session.scalars(sa.select(Meeting.state).where(Meeting.id == meeting_id)).one()


def test_a_free_time_is_asked_for_and_confirmed(session: Session, program: Program) -> None:
    scene = make_scene(session)
    partner = {"with": scene.asked.participation.id}
    free = program.acting_as(scene.asker.grant).get("/meetings/free-slots", **partner).get_json()
    asked = program.post("/meetings", request_body(scene, starts_at=free["items"][0]["starts_at"]))
    path = f"/meetings/{asked.get_json()['id']}"

    confirmed = program.acting_as(scene.asked.grant).post(f"{path}/confirm")

    assert (asked.status_code, asked.get_json()["state"]) == (201, "requested")
    assert (confirmed.status_code, confirmed.get_json()["state"]) == (200, "confirmed")
    assert confirmed.get_json()["starts_at"] == free["items"][0]["starts_at"]
    assert confirmed.get_json()["place"]["hall"] == scene.hall.code
    assert program.get(path).get_json() == confirmed.get_json()


def test_a_confirmation_sent_twice_happens_once(session: Session, program: Program) -> None:
    scene = make_scene(session)
    path = f"/meetings/{ask(session, scene).id}/confirm"
    program.acting_as(scene.asked.grant)

    first, again = program.post(path, key="once"), program.post(path, key="once")
    anew = program.post(path)

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.get_data() == first.get_data()
    assert (anew.status_code, anew.get_json()["rule"]) == (409, "meeting-not-open")


def test_a_time_that_is_taken_is_refused_under_the_field_sent(
    session: Session, program: Program
) -> None:
    scene = make_scene(session)
    program.acting_as(scene.asker.grant)

    answer = program.post("/meetings", request_body(scene, starts_at="2019-11-05T06:07:00Z"))

    found = answer.get_json()
    assert (answer.status_code, found["rule"]) == (409, "slot-not-offered")
    assert [error["field"] for error in found["errors"]] == ["starts_at"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Meeting)) == 0


@pytest.mark.parametrize(
    "change, field",
    [
        ({"topic": "  "}, "topic"),
        ({"topic": "a\x00b"}, "topic"),
        ({"topic": "\ud800"}, "topic"),
        ({"topic": "x" * 121}, "topic"),
        ({"starts_at": "soon"}, "starts_at"),
        ({"partner_id": 2**40}, "partner_id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_request_that_does_not_fit_names_its_field(
    session: Session, program: Program, change: dict[str, object], field: str
) -> None:
    scene = make_scene(session)
    program.acting_as(scene.asker.grant)

    answer = program.post("/meetings", request_body(scene, **change))

    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


def test_a_stranger_s_colleague_can_t_be_sent(session: Session, program: Program) -> None:
    scene = make_scene(session)
    program.acting_as(scene.asker.grant)

    answer = program.post("/meetings", request_body(scene, representative_id=scene.asked.person.id))

    assert (answer.status_code, answer.get_json()["rule"]) == (422, "not-on-the-team")
    assert answer.get_json()["errors"][0]["field"] == "representative_id"


def test_two_that_meet_already_have_no_free_times(session: Session, program: Program) -> None:
    scene = make_scene(session)
    ask(session, scene)
    partner = {"with": scene.asked.participation.id}

    answer = program.acting_as(scene.asker.grant).get("/meetings/free-slots", **partner)

    assert (answer.status_code, answer.get_json()["rule"]) == (409, "one-meeting-per-pair")


def test_a_veto_is_refused_without_saying_whose(session: Session, program: Program) -> None:
    scene = make_scene(session)
    asker, asked = scene.asker.participation, scene.asked.participation
    services.veto(session, scene.asked.actor, asked, asker, at=venue_time(5, 12))
    program.acting_as(scene.asker.grant)

    refused = program.post("/meetings", request_body(scene))
    slots = program.get("/meetings/free-slots", **{"with": asked.id})

    for answer in (refused, slots):
        found = answer.get_json()
        assert (answer.status_code, found["rule"]) == (409, "veto")
        assert found["detail"] == f"Meetings with {asked.label} can't be arranged."


@pytest.mark.parametrize(
    "step, side, becomes",
    [
        ("decline", lambda scene: scene.asked, MeetingState.DECLINED),
        ("withdraw", lambda scene: scene.asker, MeetingState.WITHDRAWN),
    ],
)
def test_a_request_is_closed_by_its_own_side_only(
    session: Session,
    program: Program,
    step: str,
    side: Callable[[Scene], object],
    becomes: MeetingState,
) -> None:
    scene = make_scene(session)
    meeting_id = ask(session, scene).id
    own = scene.asked if side(scene) is scene.asked else scene.asker
    other = scene.asker if own is scene.asked else scene.asked

    refused = program.acting_as(other.grant).post(f"/meetings/{meeting_id}/{step}")
    before = state_of(session, meeting_id)
    done = program.acting_as(own.grant).post(f"/meetings/{meeting_id}/{step}")

    assert (refused.status_code, refused.get_json()["rule"]) == (403, "forbidden")
    assert (before, done.status_code) == (MeetingState.REQUESTED, 200)
    assert state_of(session, meeting_id) is becomes


def test_a_late_cancellation_needs_a_reason(session: Session, program: Program) -> None:
    scene = make_scene(session)
    path = f"/meetings/{ask(session, scene).id}"
    program.acting_as(scene.asked.grant).post(f"{path}/confirm")

    silent = program.post(f"{path}/cancel")
    said = program.post(f"{path}/cancel", {"reason": "Our train is late."})

    assert (silent.status_code, silent.get_json()["rule"]) == (422, "reason-needed")
    assert silent.get_json()["errors"][0]["field"] == "reason"
    assert (said.status_code, said.get_json()["state"]) == (200, "cancelled")
    assert said.get_json()["reason"] == "Our train is late."


@pytest.mark.parametrize("step", ["confirm", "decline"])
def test_an_answer_after_the_deadline_closes_the_request(
    session: Session, program: Program, step: str
) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    meeting_id, deadline = meeting.id, meeting.expires_at
    program.acting_as(scene.asked.grant)
    set_clock(deadline + timedelta(minutes=1))

    answer = program.post(f"/meetings/{meeting_id}/{step}")

    assert (answer.status_code, answer.get_json()["rule"]) == (409, "request-expired")
    assert state_of(session, meeting_id) is MeetingState.EXPIRED


def test_a_stranger_s_meeting_reads_like_a_missing_one(session: Session, program: Program) -> None:
    scene = make_scene(session)
    meeting_id = ask(session, scene).id
    program.acting_as(make_side(session, scene.edition).grant)

    for theirs, missing in [
        (program.get(f"/meetings/{meeting_id}"), program.get("/meetings/987654")),
        (
            program.post(f"/meetings/{meeting_id}/confirm"),
            program.post("/meetings/987654/confirm"),
        ),
    ]:
        assert theirs.status_code == missing.status_code == 404
        assert theirs.get_data() == missing.get_data()


def test_the_list_shows_one_s_own_meetings_in_a_state(session: Session, program: Program) -> None:
    scene = make_scene(session)
    own = ask(session, scene)
    third = make_side(session, scene.edition)
    other = ask(session, scene, asker=third, starts_at=venue_time(5, 15))

    ours = program.acting_as(scene.asker.grant).get("/meetings", state="requested").get_json()
    none = program.get("/meetings", state="confirmed").get_json()
    everybody = program.acting_as(make_organiser(session, scene.edition)).get("/meetings")

    assert [row["id"] for row in ours["items"]] == [own.id]
    assert (none["items"], none["total"]) == ([], 0)
    assert [row["id"] for row in everybody.get_json()["items"]] == [own.id, other.id]
    assert program.get("/meetings", state="dreamt").status_code == 422


def test_a_refused_request_lists_other_times_that_are_free(
    session: Session, program: Program
) -> None:
    scene = make_scene(session)
    program.acting_as(scene.asker.grant)

    answer = program.post("/meetings", request_body(scene, starts_at="2019-11-05T06:10:00Z"))
    others = answer.get_json()["alternatives"]
    accepted = program.post("/meetings", request_body(scene, starts_at=others[1]["starts_at"]))

    assert (answer.status_code, len(others)) == (409, 3)
    assert set(others[0]) == {"starts_at", "ends_at"}
    assert accepted.status_code == 201


def test_who_comes_too_late_to_confirm_is_told_other_times(
    session: Session, program: Program
) -> None:
    scene = make_scene(session)
    late, first = (ask(session, scene, asker=make_side(session, scene.edition)) for _ in range(2))
    program.acting_as(scene.asked.grant)
    program.post(f"/meetings/{first.id}/confirm")

    answer = program.post(f"/meetings/{late.id}/confirm")

    assert (answer.status_code, answer.get_json()["rule"]) == (409, "meeting-not-open")
    assert len(answer.get_json()["alternatives"]) == 3


def test_both_sides_report_and_what_differs_is_disputed(session: Session, program: Program) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    path, over = f"/meetings/{meeting.id}", meeting.ends_at
    program.acting_as(scene.asked.grant).post(f"{path}/confirm")
    early = program.post(f"{path}/report", {"met": True})
    set_clock(over)

    ours = program.post(f"{path}/report", {"met": True})
    theirs = program.acting_as(scene.asker.grant).post(f"{path}/report", {"met": False})

    assert early.status_code == 409
    assert (ours.status_code, ours.get_json()["state"]) == (200, "held")
    assert theirs.get_json()["state"] == "disputed"


def test_an_administrator_sends_somebody_else(session: Session, program: Program) -> None:
    scene = make_scene(session)
    path = f"/meetings/{ask(session, scene).id}/reassign"
    colleague = make_representative(session, scene.asker.participation)
    program.acting_as(scene.asker.grant)

    changed = program.post(path, {"representative_id": colleague.id})
    stranger = program.post(path, {"representative_id": scene.asked.person.id})

    assert changed.status_code == 200
    assert changed.get_json()["requester_representative"]["id"] == colleague.id
    assert stranger.status_code in {409, 422}
    assert [error["field"] for error in stranger.get_json()["errors"]] == ["representative_id"]


def test_programs_read_the_dates_and_are_told_by_the_same_rule(
    program: Program, session: Session
) -> None:
    scene = make_scene(session)
    opens = NOW + timedelta(days=1)
    scene.edition.booking_opens_at = opens
    session.flush()
    program.acting_as(scene.asker.grant)

    edition = program.get(f"/editions/{scene.edition.code}").get_json()
    refused = program.get("/meetings/free-slots", **{"with": scene.asked.participation.id})

    assert edition["booking"] == {"opens_at": opens.isoformat(), "closes_at": None}
    assert edition["registration"] == {"opens_at": None, "closes_at": None}
    assert refused.get_json()["rule"] == "booking-closed"
    assert "Booking opens on 6 November 2019, 12:40" in refused.get_json()["detail"]
