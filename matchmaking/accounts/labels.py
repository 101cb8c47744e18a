"""How roles are worded on pages."""

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.values import Role

ROLE_LABELS = {
    Role.ORGANISER: _l("Organiser"),
    Role.DELEGATION_LEAD: _l("Delegation lead"),
    Role.ENTERPRISE_ADMIN: _l("Team administrator"),
    Role.ENTERPRISE_MEMBER: _l("Team member"),
    Role.STAFF: _l("On-site staff"),
}
