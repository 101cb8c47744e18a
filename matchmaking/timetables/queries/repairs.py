"""Whether a repair still mends what there is to mend."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.timetables.models import Plan, Round
from matchmaking.timetables.queries.changes import Offer, digest_of, fallen, offer_for
from matchmaking.timetables.queries.differences import difference_of
from matchmaking.timetables.queries.publications import in_force
from matchmaking.timetables.values import Kind


def causes_of(session: Session, round_: Round, plan: Plan | None, *, at: datetime) -> str:
    """Return a mark of what a repair of a plan mends now; without one, of what stands."""
    if plan is None:
        return causes_in(offer_for(session, round_, at=at))
    found = difference_of(session, plan, at=at)
    return digest_of(tuple(fallen(one, found.ground) for one in found.hindrances))


def causes_in(offer: Offer | None) -> str:
    """Return a mark of what a repair of what stands would mend, as an offer names it."""
    return offer.digest if offer else digest_of(())


def mended_plan(repair: Plan) -> Plan | None:
    """Return the plan a repair mends; nothing if it mends what stands."""
    return repair.parent if repair.findings.get("repair", {}).get("is_of_plan") else None


def is_outdated(session: Session, plan: Plan, *, at: datetime) -> bool:
    """Return whether a plan is a repair of something that has changed since it was computed.

    One that is in force has done what it was for.
    """
    noted = plan.findings.get("repair", {}).get("causes")
    if plan.kind is not Kind.REPAIR or noted is None:
        return False
    standing = in_force(session, plan.round_id)
    if standing is not None and standing.plan_id == plan.id:
        return False
    return bool(noted != causes_of(session, plan.round, mended_plan(plan), at=at))
