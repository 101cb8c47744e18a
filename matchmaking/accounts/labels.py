"""How roles are worded on pages."""

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Hat, Role
from matchmaking.core.wording import Name
from matchmaking.web.language import language

ROLE_LABELS = {
    Role.ORGANISER: _l("Organiser"),
    Role.DELEGATION_LEAD: _l("Delegation lead"),
    Role.ENTERPRISE_ADMIN: _l("Team administrator"),
    Role.ENTERPRISE_MEMBER: _l("Team member"),
    Role.STAFF: _l("On-site staff"),
}


def hat_label(hat: Hat | Grant) -> str:
    """Return ``Delegation lead · Chongqing`` in the reader's language."""
    scope = Name(hat.scope_en, hat.scope_zh).first(language())
    return f"{ROLE_LABELS[hat.role]} · {scope}" if scope else str(ROLE_LABELS[hat.role])
