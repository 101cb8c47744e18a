"""Another time for a meeting through the interface."""

from sqlalchemy.orm import Session

from tests.api.conftest import Program
from tests.factories.expo import venue_time
from tests.factories.meetings import confirmed, make_scene, propose

AT_THREE = "2019-11-05T07:00:00+00:00"


def test_one_program_proposes_a_free_time_and_the_other_accepts(
    session: Session, program: Program
) -> None:
    scene = make_scene(session)
    path = f"/meetings/{confirmed(session, scene).id}"
    free = program.acting_as(scene.asker.grant).get(f"{path}/other-times").get_json()
    time = {"starts_at": free["items"][0]["starts_at"]}

    asked = program.post(f"{path}/other-time", {**time, "message": "Our train is late."})
    accepted = program.acting_as(scene.asked.grant).post(f"{path}/other-time/accept", time)

    assert free["partner"]["en"] == scene.asked.participation.label.en
    proposed = asked.get_json()["proposed"]
    assert proposed["starts_at"] == time["starts_at"] != asked.get_json()["starts_at"]
    assert (proposed["by_id"], proposed["message"]) == (
        scene.asker.participation.id,
        "Our train is late.",
    )
    assert accepted.get_json()["starts_at"] == time["starts_at"]
    assert accepted.get_json()["proposed"] is None


def test_a_time_that_is_not_free_is_refused_under_the_field_sent(
    session: Session, program: Program
) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    program.acting_as(scene.asker.grant)

    answer = program.post(
        f"/meetings/{meeting.id}/other-time", {"starts_at": "2019-11-05T06:07:00Z"}
    )

    found = answer.get_json()
    assert (answer.status_code, found["rule"]) == (409, "slot-not-offered")
    assert [error["field"] for error in found["errors"]] == ["starts_at"]
    assert len(found["alternatives"]) == 3


def test_a_time_that_was_replaced_is_not_accepted(session: Session, program: Program) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker, starts_at=venue_time(5, 16))
    program.acting_as(scene.asked.grant)

    answer = program.post(f"/meetings/{meeting.id}/other-time/accept", {"starts_at": AT_THREE})

    assert (answer.status_code, answer.get_json()["rule"]) == (409, "time-not-proposed")


def test_a_time_is_declined_or_taken_back(session: Session, program: Program) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    path = f"/meetings/{meeting.id}/other-time"
    time = {"starts_at": AT_THREE}
    program.acting_as(scene.asker.grant).post(path, time)

    declined = program.acting_as(scene.asked.grant).post(f"{path}/decline", time)
    program.acting_as(scene.asker.grant).post(path, time)
    taken_back = program.post(f"{path}/withdraw")

    for answer in (declined, taken_back):
        assert (answer.status_code, answer.get_json()["proposed"]) == (200, None)


def test_whoever_proposes_does_not_answer(session: Session, program: Program) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)
    program.acting_as(scene.asker.grant)

    answer = program.post(f"/meetings/{meeting.id}/other-time/accept", {"starts_at": AT_THREE})

    assert answer.status_code == 403
