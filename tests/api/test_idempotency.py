import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.api.models import IdempotencyRecord
from matchmaking.dialogues.models import Dialogue, Registration
from matchmaking.enterprises.models import Representative
from tests.api.conftest import Program
from tests.factories.accounts import make_team_member
from tests.factories.dialogues import make_dialogue
from tests.factories.enterprises import make_participation, make_representative
from tests.factories.expo import make_edition


def team_and_dialogue(session: Session, program: Program) -> tuple[Representative, Dialogue]:
    edition = make_edition(session)
    participation = make_participation(session, edition)
    person = make_representative(session, participation)
    program.acting_as(make_team_member(session, participation, representative=person))
    return person, make_dialogue(session, edition)


def taken(session: Session, dialogue: Dialogue) -> int:
    return session.scalars(sa.select(Dialogue.taken).where(Dialogue.id == dialogue.id)).one()


def test_the_same_key_and_body_get_the_same_answer_and_one_seat(
    session: Session, program: Program
) -> None:
    person, dialogue = team_and_dialogue(session, program)
    path, body = f"/dialogues/{dialogue.id}/registrations", {"representative_id": person.id}

    first = program.post(path, body, key="once")
    again = program.post(path, body, key="once")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_data() == first.get_data()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert taken(session, dialogue) == 1


def test_the_same_key_with_another_body_is_refused(session: Session, program: Program) -> None:
    person, dialogue = team_and_dialogue(session, program)
    path = f"/dialogues/{dialogue.id}/registrations"
    program.post(path, {"representative_id": person.id}, key="once")

    other = program.post(path, {"representative_id": person.id, "wait": True}, key="once")

    assert (other.status_code, other.get_json()["rule"]) == (422, "idempotency-key-reused")
    assert taken(session, dialogue) == 1


def test_a_write_without_a_key_is_refused_and_changes_nothing(
    session: Session, program: Program
) -> None:
    person, dialogue = team_and_dialogue(session, program)

    answer = program.post(
        f"/dialogues/{dialogue.id}/registrations", {"representative_id": person.id}, key=None
    )

    assert (answer.status_code, answer.get_json()["rule"]) == (400, "idempotency-key-missing")
    assert taken(session, dialogue) == 0


def test_what_was_refused_may_be_tried_again_with_its_key(
    session: Session, program: Program
) -> None:
    person, dialogue = team_and_dialogue(session, program)
    path = f"/dialogues/{dialogue.id}/registrations"
    refused = program.post(path, {"representative_id": "nobody"}, key="once")

    answer = program.post(path, {"representative_id": person.id}, key="once")

    assert (refused.status_code, answer.status_code) == (422, 201)


def test_the_key_is_kept_with_the_effect(session: Session, program: Program) -> None:
    person, dialogue = team_and_dialogue(session, program)

    program.post(
        f"/dialogues/{dialogue.id}/registrations", {"representative_id": person.id}, key="kept"
    )

    record = session.scalars(sa.select(IdempotencyRecord)).one()
    seats = session.scalars(sa.select(Registration)).all()
    assert (record.key, record.status, len(seats)) == ("kept", 201, 1)


def test_a_representative_of_another_team_is_not_there(session: Session, program: Program) -> None:
    _person, dialogue = team_and_dialogue(session, program)
    edition_id = dialogue.edition_id
    stranger = make_representative(
        session, make_participation(session, make_edition(session), edition_id=edition_id)
    )

    answer = program.post(
        f"/dialogues/{dialogue.id}/registrations", {"representative_id": stranger.id}
    )

    assert (answer.status_code, answer.get_json()["rule"]) == (404, "not-found")


def test_a_seat_is_given_up_through_the_interface(session: Session, program: Program) -> None:
    person, dialogue = team_and_dialogue(session, program)
    program.post(f"/dialogues/{dialogue.id}/registrations", {"representative_id": person.id})

    answer = program.post(f"/dialogues/{dialogue.id}/registrations/{person.id}/cancel")

    assert (answer.status_code, answer.get_json()["state"]) == (200, "cancelled")
    assert taken(session, dialogue) == 0
