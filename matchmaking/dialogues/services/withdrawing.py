"""Taking a guest's registration away."""

from sqlalchemy.orm import Session

from matchmaking.dialogues.services import registering, seats
from matchmaking.dialogues.values import Candidacy, RegistrationState
from matchmaking.expo.services import vacate


def withdraw(session: Session, candidacy: Candidacy, state: RegistrationState) -> None:
    """Take a guest's registration away, and free the seat and their calendar if they have one.

    From a freed seat on, this transaction holds the session's row.

    Raises:
        ChangedMeanwhileError: the registration was changed at the same moment.
    """
    standing = candidacy.standing
    registering.move(session, standing, state=state, allotment_id=None, waiting_number=None)
    if standing.is_seated and standing.registration_id is not None:
        vacate(session, registering.seat_holder(standing.registration_id))
        session.flush()
        seats.free_seat(session, candidacy.terms.dialogue_id, standing.allotment_id)
