"""A fair with two delegations, two enterprises and everybody who may knock at a door."""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.wording import say
from matchmaking.delegations.models import Delegation
from matchmaking.dialogues.models import AgendaItem, SigningSlot, Speaker
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.models import Edition, Interpreter
from matchmaking.intentions.models import Evidence, Intention
from matchmaking.intentions.services.signing import countersign, sign
from matchmaking.intentions.values import Side
from matchmaking.notifications.services import notify
from matchmaking.notifications.values import NoticeKind
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.models import Absence, ArrangedMeeting
from tests.factories.accounts import actor, make_lead, make_organiser, make_staff, make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.dialogues import make_allotment, make_dialogue, make_registration
from tests.factories.enterprises import make_catalogue_item, make_participation, make_representative
from tests.factories.expo import make_area, make_block, make_edition, make_hall, make_place
from tests.factories.intentions import make_intention
from tests.factories.meetings import make_meeting
from tests.factories.timetables import make_plan, make_planned, make_round, make_wish_list
from tests.runs import FOLDER

# The columns of the table, in this order.
ROLES = (
    "nobody",
    "organiser",
    "lead above",
    "lead elsewhere",
    "team's administrator",
    "team's member",
    "partner's administrator",
    "third team's administrator",
    "staff",
    "organiser of another edition",
)


# What a session consists of, by the part of the address that speaks of it.
PARTS = {"agenda": "agenda_item_id", "allotments": "allotment_id", "speakers": "speaker_id"}

# What a program sends to ask the partner for a meeting, or to record a deal with them.
AT_THREE: dict[str, int | str] = {"starts_at": "2019-11-05T07:00:00Z"}
BY_ENDING: dict[str, dict[str, int | str]] = {
    "/correct": {"full_value": "900", "reason": "a part is not delivered"},
    "/report": {"met": 1},
    "/other-time": AT_THREE,
    "/other-time/accept": AT_THREE,
    "/other-time/decline": AT_THREE,
}
TO_PARTNER: dict[str, dict[str, int | str]] = {
    "/api/v1/meetings": {"starts_at": "2019-11-05T07:00:00Z", "topic": "Gear boxes"},
    "/api/v1/intentions": {
        "side": "buyer",
        "kind": "contract",
        "title": "Gear boxes",
        "currency": "USD",
        "full_value": "1,000",
        "signed_on": "2019-11-05",
    },
}


@dataclass(frozen=True)
class World:
    """Who there is, and the key of one object of each kind, all of the first enterprise."""

    grants: dict[str, Grant | None]
    keys: dict[str, int | str]

    def key(self, name: str, rule: str) -> int | str:
        """Return what stands for an argument of an address."""
        if name == "key":
            name = next(kind for part, kind in PARTS.items() if f"/{part}/" in rule)
        if name == "step" and rule.startswith("/timetable/"):
            return "up"
        if name == "grant_id" and rule.startswith("/people/"):
            name = "staff_grant_id"
        return self.keys.get(name, "0")

    def form(self, rule: str) -> dict[str, int | str]:
        """Return what is sent to an address about whom it is."""
        if rule in TO_PARTNER:
            return {"partner_id": self.keys["partner_id"], **TO_PARTNER[rule]}
        if rule.startswith("/timetable/"):
            # A wish for the third enterprise; the meeting whose cheapest change is tried.
            return {"partner": self.keys["third_id"], "meeting": self.keys["planned_id"]}
        if rule.startswith("/api/v1/intentions/") and rule.endswith("/edit"):
            terms = TO_PARTNER["/api/v1/intentions"]
            return {name: value for name, value in terms.items() if name != "side"}
        for ending, facts in BY_ENDING.items():
            if rule.endswith(ending):
                return facts
        about_somebody = "/seats" in rule or "/registrations" in rule or "/reassign" in rule
        return {"representative_id": self.keys["representative_id"]} if about_somebody else {}


@dataclass(frozen=True)
class Ground:
    """The edition, three delegation nodes and three enterprises; the first one's two people."""

    edition: Edition
    above: Delegation
    own_node: Delegation
    elsewhere: Delegation
    team: Participation
    partner: Participation
    third: Participation
    person: Representative
    colleague: Representative


def make_world(session: Session) -> World:
    """Make the fair: the first enterprise meets and deals with its partner, not with the third."""
    ground = _lay_ground(session)
    grants = _grant(session, ground)
    admin = grants["team's administrator"]
    partner_admin = grants["partner's administrator"]
    return World(
        {"nobody": None, **grants},
        {
            "delegation_id": ground.own_node.id,
            "participation_id": ground.team.id,
            "partner_id": ground.partner.id,
            "third_id": ground.third.id,
            "representative_id": ground.colleague.id,
            "item_id": make_catalogue_item(session, ground.team).id,
            "edition_id": ground.edition.id,
            "code": ground.edition.code,
            "grant_id": admin.id,
            "staff_grant_id": grants["staff"].id,
            "step": "withdraw",
            "token": "made-up",
            **_programme(session, ground),
            **_business(session, ground, admin, partner_admin),
            **_timetable(session, ground),
        },
    )


def _lay_ground(session: Session) -> Ground:
    edition = make_edition(session)
    above = make_delegation(session, edition)
    own_node = make_delegation(session, edition, parent=above)
    elsewhere = make_delegation(session, edition)
    team = make_participation(session, edition, delegation=own_node)
    return Ground(
        edition,
        above,
        own_node,
        elsewhere,
        team,
        make_participation(session, edition, delegation=elsewhere),
        make_participation(session, edition, delegation=elsewhere),
        make_representative(session, team),
        make_representative(session, team),
    )


def _grant(session: Session, ground: Ground) -> dict[str, Grant]:
    def administrator(of: Participation, who: Representative | None = None) -> Grant:
        person = who or make_representative(session, of)
        return make_team_member(session, of, representative=person)

    return {
        "organiser": make_organiser(session, ground.edition),
        "lead above": make_lead(session, ground.edition, ground.above),
        "lead elsewhere": make_lead(session, ground.edition, ground.elsewhere),
        "team's administrator": administrator(ground.team, ground.person),
        "team's member": make_team_member(
            session, ground.team, role=Role.ENTERPRISE_MEMBER, representative=ground.colleague
        ),
        "partner's administrator": administrator(ground.partner),
        "third team's administrator": administrator(ground.third),
        "staff": make_staff(session, ground.edition),
        "organiser of another edition": make_organiser(session, make_edition(session)),
    }


def _programme(session: Session, ground: Ground) -> dict[str, int | str]:
    dialogue = make_dialogue(
        session, ground.edition, host_delegation_id=ground.own_node.id, taken=1
    )
    speaker = Speaker(dialogue_id=dialogue.id, name_en="Speaker")
    point = AgendaItem(dialogue_id=dialogue.id, name_en="Opening", starts_at=dialogue.starts_at)
    slot = SigningSlot(
        dialogue_id=dialogue.id,
        starts_at=dialogue.starts_at,
        ends_at=dialogue.starts_at + timedelta(minutes=30),
    )
    session.add_all([speaker, point, slot])
    session.flush()
    return {
        "dialogue_id": dialogue.id,
        "allotment_id": make_allotment(session, dialogue).id,
        "registration_id": make_registration(session, dialogue, ground.colleague).id,
        "speaker_id": speaker.id,
        "agenda_item_id": point.id,
        "slot_id": slot.id,
    }


def _business(
    session: Session, ground: Ground, admin: Grant, partner_admin: Grant
) -> dict[str, int | str]:
    meeting = make_meeting(
        session,
        ground.edition,
        requester=ground.team,
        receiver=ground.partner,
        requester_representative=ground.person,
    )
    # Arranged by a round of its own: of the other none is published.
    past = make_round(session, ground.edition)
    session.add(ArrangedMeeting(meeting_id=meeting.id, round_id=past.id))
    intention = make_intention(
        session,
        ground.edition,
        buyer=ground.team,
        seller=ground.partner,
        author=admin.account,
        author_side=Side.BUYER,
    )
    sign(session, actor(admin), intention, at=utc_now())
    countersign(session, actor(partner_admin), intention, at=utc_now())
    notice = notify(
        session,
        account_id=admin.account_id,
        kind=NoticeKind.MEETINGS,
        sentence=say("Something happened."),
        path="/",
        at=utc_now(),
        edition_id=ground.edition.id,
    )
    session.flush()
    evidence = _evidence(session, intention, admin)
    return {
        "meeting_id": meeting.id,
        "intention_id": intention.id,
        "evidence_id": evidence.id,
        "notice_id": notice.id,
    }


def _timetable(session: Session, ground: Ground) -> dict[str, int | str]:
    gathering = make_round(session, ground.edition, wishes_close_at=utc_now() + timedelta(days=1))
    wish_list = make_wish_list(session, gathering, ground.team, {ground.partner: Grade.WANT})
    absence = Absence(
        wish_list=wish_list,
        starts_at=gathering.blocks[0].starts_at,
        ends_at=gathering.blocks[0].ends_at,
    )
    interpreter = Interpreter(
        edition_id=ground.edition.id, name_en="Interpreter", languages="en,zh"
    )
    session.add_all([absence, interpreter])
    session.flush()
    plan = make_plan(session, gathering)
    more = {"kind": "maximum", "times": [], "number": 1, "moves": 0, "party": ground.team.id}
    planned = make_planned(
        session,
        plan,
        (ground.person, make_representative(session, ground.partner)),
        obstacle={"kind": "maximum", "times": [], "people": [], "party": None, "remedy": more},
    )
    return {
        "round_id": gathering.id,
        "wish_list_id": wish_list.id,
        "wish_id": wish_list.wishes[0].id,
        "absence_id": absence.id,
        "interpreter_id": interpreter.id,
        "duty": "off",
        "plan_id": plan.id,
        "planned_id": planned.id,
        "place_id": make_place(session, ground.edition).id,
        "area_id": make_area(session, ground.edition).id,
        "hall_id": make_hall(session, ground.edition).id,
        "block_id": make_block(session, ground.edition, []).id,
    }


def _evidence(session: Session, intention: Intention, admin: Grant) -> Evidence:
    evidence = Evidence(
        intention_id=intention.id,
        file_name="contract.pdf",
        media_type="application/pdf",
        size=4,
        sha256="0" * 64,
        stored_as="shown-to-those-who-may",
        account_id=admin.account_id,
        added_at=utc_now(),
    )
    session.add(evidence)
    session.flush()
    folder = Path(os.environ[FOLDER]) / "instance" / "evidence"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / evidence.stored_as).write_bytes(b"%PDF")
    return evidence
