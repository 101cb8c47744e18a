"""A fair with two delegations, two enterprises and everybody who may knock at a door."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.wording import say
from matchmaking.dialogues.models import AgendaItem, SigningSlot, Speaker
from matchmaking.enterprises.values import ParticipationState
from matchmaking.intentions.models import Evidence
from matchmaking.intentions.services.signing import countersign, sign
from matchmaking.intentions.values import Side
from matchmaking.notifications.services import notify
from tests.factories.accounts import actor, make_lead, make_organiser, make_staff, make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.dialogues import make_allotment, make_dialogue, make_registration
from tests.factories.enterprises import make_catalogue_item, make_participation, make_representative
from tests.factories.expo import make_edition
from tests.factories.intentions import make_intention
from tests.factories.meetings import make_meeting

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


@dataclass(frozen=True)
class World:
    """Who there is, and the key of one object of each kind, all of the first enterprise."""

    grants: dict[str, Grant | None]
    keys: dict[str, int | str]

    def key(self, name: str, rule: str) -> int | str:
        """Return what stands for an argument of an address."""
        if name == "key":
            name = next(kind for part, kind in PARTS.items() if f"/{part}/" in rule)
        if name == "grant_id" and rule.startswith("/people/"):
            name = "staff_grant_id"
        return self.keys.get(name, 0)

    def form(self, rule: str) -> dict[str, int | str]:
        """Return what is sent to an address about whom it is."""
        about_somebody = "/seats" in rule or "/registrations" in rule
        return {"representative_id": self.keys["representative_id"]} if about_somebody else {}


def make_world(session: Session) -> World:
    """Make the fair: the first enterprise meets and deals with its partner, not with the third."""
    edition = make_edition(session)
    above = make_delegation(session, edition)
    own_node = make_delegation(session, edition, parent=above)
    elsewhere = make_delegation(session, edition)
    team = make_participation(session, edition, delegation=own_node)
    partner = make_participation(session, edition, delegation=elsewhere)
    third = make_participation(session, edition, delegation=elsewhere)
    draft = make_participation(
        session, edition, delegation=own_node, state=ParticipationState.SUBMITTED
    )
    person, colleague = (make_representative(session, team) for _ in range(2))
    admin = make_team_member(session, team, representative=person)
    partner_admin = make_team_member(
        session, partner, representative=make_representative(session, partner)
    )
    staff = make_staff(session, edition)
    grants = {
        "nobody": None,
        "organiser": make_organiser(session, edition),
        "lead above": make_lead(session, edition, above),
        "lead elsewhere": make_lead(session, edition, elsewhere),
        "team's administrator": admin,
        "team's member": make_team_member(
            session, team, role=Role.ENTERPRISE_MEMBER, representative=colleague
        ),
        "partner's administrator": partner_admin,
        "third team's administrator": make_team_member(
            session, third, representative=make_representative(session, third)
        ),
        "staff": staff,
        "organiser of another edition": make_organiser(session, make_edition(session)),
    }
    meeting = make_meeting(
        session, edition, requester=team, receiver=partner, requester_representative=person
    )
    dialogue = make_dialogue(session, edition, host_delegation_id=own_node.id, taken=1)
    intention = make_intention(
        session,
        edition,
        buyer=team,
        seller=partner,
        author=admin.account,
        author_side=Side.BUYER,
    )
    sign(session, actor(admin), intention, at=utc_now())
    countersign(session, actor(partner_admin), intention, at=utc_now())
    evidence = Evidence(
        intention_id=intention.id,
        file_name="contract.pdf",
        media_type="application/pdf",
        size=4,
        sha256="0" * 64,
        stored_as="nothing-there",
        account_id=admin.account_id,
        added_at=utc_now(),
    )
    speaker = Speaker(dialogue_id=dialogue.id, name_en="Speaker")
    point = AgendaItem(dialogue_id=dialogue.id, name_en="Opening", starts_at=dialogue.starts_at)
    slot = SigningSlot(
        dialogue_id=dialogue.id,
        starts_at=dialogue.starts_at,
        ends_at=dialogue.starts_at + timedelta(minutes=30),
    )
    notice = notify(
        session,
        account_id=admin.account_id,
        sentence=say("Something happened."),
        path="/",
        at=utc_now(),
        edition_id=edition.id,
    )
    session.add_all([evidence, speaker, point, slot])
    session.flush()
    keys: dict[str, int | str] = {
        "delegation_id": own_node.id,
        "dialogue_id": dialogue.id,
        "participation_id": team.id,
        "submitted_participation_id": draft.id,
        "meeting_id": meeting.id,
        "intention_id": intention.id,
        "evidence_id": evidence.id,
        "representative_id": colleague.id,
        "item_id": make_catalogue_item(session, team).id,
        "allotment_id": make_allotment(session, dialogue).id,
        "registration_id": make_registration(session, dialogue, colleague).id,
        "speaker_id": speaker.id,
        "agenda_item_id": point.id,
        "slot_id": slot.id,
        "notice_id": notice.id,
        "grant_id": admin.id,
        "staff_grant_id": staff.id,
        "partner_id": partner.id,
        "code": edition.code,
        "step": "withdraw",
        "token": "made-up",
        "edition_id": edition.id,
    }
    return World(grants, keys)
