"""Sessions of the programme."""

from typing import Any

from sqlalchemy.orm import Session

from matchmaking.dialogues.models import Allotment, Dialogue, Registration
from matchmaking.dialogues.values import Audience, DialogueKind, RegistrationState
from matchmaking.enterprises.models import Representative
from matchmaking.expo.models import Edition
from matchmaking.expo.values import PlaceKind
from tests.factories import fresh
from tests.factories.expo import NOW, make_place, venue_time


def make_dialogue(session: Session, edition: Edition, **values: Any) -> Dialogue:
    """Make a dialogue on 5 November, 15:00 to 17:00, with ten seats open to everybody."""
    number = fresh()
    dialogue = Dialogue(
        **{
            "edition_id": edition.id,
            "kind": DialogueKind.DIALOGUE,
            "name_en": f"Dialogue {number}",
            "name_zh": f"对话会{number}",
            "host_en": "Host",
            "host_zh": "主办方",
            "place": values.pop("place", None) or make_place(session, edition, kind=PlaceKind.ROOM),
            "starts_at": venue_time(5, 15),
            "ends_at": venue_time(5, 17),
            "capacity": 10,
            **values,
        }
    )
    session.add(dialogue)
    session.flush()
    return dialogue


def make_allotment(session: Session, dialogue: Dialogue, **values: Any) -> Allotment:
    """Keep three seats for Global 500 enterprises, inside the allotment ``parent_id`` if given."""
    allotment = Allotment(
        **{
            "dialogue_id": dialogue.id,
            "audience": Audience.GLOBAL_500,
            "name_en": "Global 500",
            "name_zh": "世界500强",
            "capacity": 3,
            **values,
        }
    )
    session.add(allotment)
    parent = session.get(Allotment, allotment.parent_id) if allotment.parent_id else None
    if parent:
        parent.kept += allotment.capacity
    else:
        dialogue.kept += allotment.capacity
    session.flush()
    return allotment


def make_registration(
    session: Session, dialogue: Dialogue, representative: Representative, **values: Any
) -> Registration:
    """Write down a seat without taking it: for pages and lists, not for rules."""
    registration = Registration(
        **{
            "dialogue": dialogue,
            "representative": representative,
            "state": RegistrationState.BOOKED,
            "booked_at": NOW,
            **values,
        }
    )
    session.add(registration)
    session.flush()
    return registration
