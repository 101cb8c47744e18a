"""The words pages use for the kinds and states of the programme."""

from flask_babel import lazy_gettext as _l

from matchmaking.dialogues.values import (
    Admission,
    Audience,
    DialogueKind,
    DialogueState,
    RegistrationState,
)

KINDS = {
    DialogueKind.DIALOGUE: _l("Dialogue"),
    DialogueKind.TALKS: _l("Cooperation talks"),
    DialogueKind.FORUM: _l("Forum"),
    DialogueKind.PROMOTION: _l("Promotion"),
    DialogueKind.MATCHMAKING: _l("Supply-demand matchmaking"),
    DialogueKind.SIGNING_CEREMONY: _l("Signing ceremony"),
    DialogueKind.DEBUT: _l("Product debut"),
    DialogueKind.CULTURE: _l("Cultural event"),
}
STATES = {
    DialogueState.DRAFT: (_l("Draft"), "waiting"),
    DialogueState.PUBLISHED: (_l("Published"), "good"),
    DialogueState.CANCELLED: (_l("Cancelled"), "bad"),
}
ADMISSIONS = {
    Admission.OPEN: _l("Open: whoever books first has a seat"),
    Admission.APPROVAL: _l("On request: the host decides who comes"),
    Admission.INVITATION: _l("By invitation of the host"),
}
AUDIENCES = {
    Audience.GLOBAL_500: _l("Global 500 enterprises and their subsidiaries"),
    Audience.CHAMBER: _l("Chambers of commerce and associations"),
    Audience.INVITED: _l("Invited enterprises"),
    Audience.HOST_DELEGATION: _l("The host's own delegation"),
    Audience.EXHIBITOR: _l("Exhibitors"),
    Audience.BUYER: _l("Buyers"),
}
STANDINGS = {
    RegistrationState.REQUESTED: (_l("Seat requested"), "waiting"),
    RegistrationState.BOOKED: (_l("Seat booked"), "good"),
    RegistrationState.WAITLISTED: (_l("On the waiting list"), "waiting"),
    RegistrationState.DECLINED: (_l("Declined"), "bad"),
    RegistrationState.CANCELLED: (_l("Given up"), "muted"),
    RegistrationState.ATTENDED: (_l("Attended"), "good"),
    RegistrationState.NO_SHOW: (_l("Did not come"), "bad"),
}
