"""Where sessions are held: one at a time in a place, whatever moves."""

from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.wording import Name
from matchmaking.dialogues import services
from matchmaking.dialogues.errors import PlaceTakenError
from matchmaking.dialogues.models import Dialogue, SigningSlot
from matchmaking.dialogues.values import DialogueKind, SessionPlan, SigningPlan
from matchmaking.expo.models import Edition, Occupancy, Place
from matchmaking.expo.services import occupy
from matchmaking.expo.values import Holder, HolderKind, PlaceKind, Resource, ResourceKind
from tests.databases import Database
from tests.dialogues.plans import later, plan_of
from tests.dialogues.scene import book, drop_constraint, make_people, make_person, outcome
from tests.factories.accounts import actor, make_lead, make_organiser
from tests.factories.delegations import make_delegation
from tests.factories.dialogues import make_dialogue
from tests.factories.expo import NOW, make_edition, make_hall, make_place, venue_time
from tests.racing import together


@pytest.fixture
def edition(session: Session) -> Edition:
    return make_edition(session)


@pytest.fixture
def host(session: Session, edition: Edition) -> Actor:
    return actor(make_organiser(session, edition))


@pytest.fixture
def room(session: Session, edition: Edition) -> Place:
    names = {"name_en": "Yangtze Room", "name_zh": "长江厅"}
    return make_place(session, edition, kind=PlaceKind.ROOM, **names)


@pytest.fixture
def plan(session: Session, edition: Edition, room: Place) -> SessionPlan:
    """Return the plan of a session in the room, 15:00 to 17:00."""
    pattern = make_dialogue(session, edition, place=room, name_en="Gear day", name_zh="齿轮日")
    plan = plan_of(pattern)
    session.delete(pattern)
    session.flush()
    return plan


def put_on(session: Session, host: Actor, plan: SessionPlan) -> Dialogue:
    """Draft a session."""
    assert host.edition_id is not None
    return services.create_session(session, host, plan, edition_id=host.edition_id, at=NOW)


def test_a_second_session_at_one_time_and_place_is_refused_by_the_name_of_the_first(
    session: Session, host: Actor, plan: SessionPlan
) -> None:
    put_on(session, host, plan)

    with pytest.raises(PlaceTakenError) as refusal:
        put_on(session, host, replace(plan, starts_at=venue_time(5, 16, 55)))

    assert str(refusal.value).startswith("At this time “Yangtze Room” is taken by “Gear day”")
    assert refusal.value.field == "place_id"


def test_one_session_may_begin_when_the_other_ends(
    session: Session, host: Actor, plan: SessionPlan
) -> None:
    first = put_on(session, host, plan)

    put_on(session, host, later(first, hours=2))


def test_a_session_takes_a_place_at_which_several_could_meet_as_a_whole(
    session: Session, edition: Edition, host: Actor, plan: SessionPlan
) -> None:
    wide = make_place(session, edition, kind=PlaceKind.ROOM, meetings_at_once=3)
    third = Resource(ResourceKind.PLACE, wide.id, unit=2)
    meeting = Holder(HolderKind.MEETING, 1)
    first = put_on(session, host, plan)
    occupy(session, [third], first.slot, meeting, what=Name("Meeting", "洽谈"))

    with pytest.raises(PlaceTakenError, match="“Meeting”"):
        services.change_session(session, host, first, replace(plan, place_id=wide.id), at=NOW)


def test_moving_a_session_frees_its_old_time_and_takes_the_new(
    session: Session, host: Actor, plan: SessionPlan
) -> None:
    first = put_on(session, host, plan)

    services.change_session(session, host, first, later(first), at=NOW)

    put_on(session, host, replace(plan, ends_at=venue_time(5, 16)))
    with pytest.raises(PlaceTakenError):
        put_on(session, host, replace(plan, starts_at=venue_time(5, 16)))


def test_a_session_is_not_moved_to_where_another_is(
    session: Session, host: Actor, plan: SessionPlan
) -> None:
    first = put_on(session, host, plan)
    second = put_on(session, host, later(first, hours=2))

    with pytest.raises(PlaceTakenError, match="is taken by “Gear day”"):
        services.change_session(session, host, second, plan, at=NOW)


def test_a_session_called_off_leaves_its_place_to_others(
    session: Session, host: Actor, plan: SessionPlan
) -> None:
    first = put_on(session, host, plan)

    services.cancel_session(session, host, first, reason="", at=NOW)

    put_on(session, host, plan)


def test_a_lead_is_not_told_of_another_delegations_draft(
    session: Session, edition: Edition, host: Actor, plan: SessionPlan
) -> None:
    delegation = make_delegation(session, edition)
    lead = actor(make_lead(session, edition, delegation))
    theirs = replace(plan, host_delegation_id=delegation.id)
    first = put_on(session, host, plan)

    with pytest.raises(PlaceTakenError) as of_draft:
        put_on(session, lead, theirs)
    session.delete(session.scalars(sa.select(Dialogue).order_by(Dialogue.id.desc())).first())
    services.publish_session(session, host, first, at=NOW)
    with pytest.raises(PlaceTakenError) as of_published:
        put_on(session, lead, theirs)

    assert "Gear day" not in str(of_draft.value)
    assert "Gear day" in str(of_published.value)


def test_calendars_follow_a_session_to_its_hall_and_its_new_name(
    session: Session, edition: Edition, host: Actor
) -> None:
    ceremony = make_dialogue(session, edition, kind=DialogueKind.SIGNING_CEREMONY)
    slot = SigningSlot(
        dialogue_id=ceremony.id, starts_at=ceremony.starts_at, ends_at=venue_time(5, 15, 20)
    )
    session.add(slot)
    me, partner = make_person(session, edition), make_person(session, edition)
    parties = (me.actor.participation_id or 0, partner.actor.participation_id or 0)
    services.book_slot(
        session, host, slot, SigningPlan(*parties, "Gear boxes", signer_id=me.key), at=NOW
    )
    [guest] = make_people(session, edition, 1)
    book(session, guest, ceremony.id)
    far = make_place(session, edition, hall=make_hall(session, edition), kind=PlaceKind.STAGE)

    plan = replace(plan_of(ceremony), place_id=far.id, name=Name("Signing day", "签约日"))
    services.change_session(session, host, ceremony, plan, at=NOW)

    rows = session.execute(
        sa.select(
            Occupancy.holder_kind, Occupancy.label_en, Occupancy.label_zh, Occupancy.hall_id
        ).distinct()
    )
    assert {tuple(row) for row in rows} == {
        (HolderKind.REGISTRATION, "Signing day", "签约日", far.hall_id),
        (HolderKind.SIGNING, "Gear boxes", "Gear boxes", far.hall_id),
        (HolderKind.DIALOGUE, "Signing day", "签约日", far.hall_id),
    }


def eight_for_one_room(database: Database) -> list[object]:
    """Let eight organisers put on a session in one room at one time."""
    with database.session() as session:
        edition = make_edition(session)
        pattern = make_dialogue(session, edition)
        plan = plan_of(pattern)
        hosts = [actor(make_organiser(session, edition)) for _ in range(8)]
        session.commit()

    def draft(session: Session, host: Actor) -> str:
        put_on(session, host, plan)
        return "put on"

    return together(*(partial(outcome, database.engine, draft, host) for host in hosts))


def test_of_many_who_want_one_room_one_gets_it(race_database: Database) -> None:
    results = eight_for_one_room(race_database)

    assert (results.count("put on"), results.count(PlaceTakenError)) == (1, 7)


def test_without_the_calendars_key_a_room_would_be_given_to_all(race_database: Database) -> None:
    drop_constraint(race_database.engine, "occupancy", "pk_occupancy")

    results = eight_for_one_room(race_database)

    assert results.count("put on") == 8
