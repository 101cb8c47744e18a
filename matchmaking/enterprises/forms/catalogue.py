"""The form of an offer or a need."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import Length

from matchmaking.core.wording import Name
from matchmaking.enterprises.labels import KINDS
from matchmaking.enterprises.models import CatalogueItem
from matchmaking.enterprises.values import CatalogueKind, ItemText
from matchmaking.reference.values import dotted
from matchmaking.web.forms import BaseForm, choices


class ItemForm(BaseForm):
    """Something an enterprise offers or needs."""

    kind = RadioField(_l("Kind"), choices=choices(KINDS.items()), coerce=CatalogueKind)
    title_en = StringField(_l("What it is, in English"), [Length(max=160)])
    title_zh = StringField(_l("What it is, in Chinese"), [Length(max=160)])
    hs_code = StringField(_l("HS code"), [Length(max=200)])
    keywords = StringField(_l("Keywords"), [Length(max=300)])

    @classmethod
    def of(cls, item: CatalogueItem) -> "ItemForm":
        """Return the form filled in with what is known."""
        return cls(
            data={
                "kind": item.kind,
                "title_en": item.title_en,
                "title_zh": item.title_zh,
                "hs_code": dotted(item.hs_code or ""),
                "keywords": item.keywords,
            }
        )

    def text(self) -> ItemText:
        """Return what was typed as the value the service takes."""
        return ItemText(
            kind=self.kind.data,
            title=Name(self.title_en.data or "", self.title_zh.data or ""),
            hs_code=self.hs_code.data or "",
            keywords=self.keywords.data or "",
        )
