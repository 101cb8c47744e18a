"""How roles are worded on pages."""

from flask_babel import lazy_gettext

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import ROLE_WORDS, Hat
from matchmaking.core.wording import Name
from matchmaking.web.language import language

ROLE_LABELS = {role: lazy_gettext(words.text) for role, words in ROLE_WORDS.items()}


def hat_label(hat: Hat | Grant) -> str:
    """Return ``Delegation lead · Chongqing`` in the reader's language."""
    scope = Name(hat.scope_en, hat.scope_zh).first(language())
    return f"{ROLE_LABELS[hat.role]} · {scope}" if scope else str(ROLE_LABELS[hat.role])
