"""Columns for names in both languages of the fair."""

from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.wording import Name


class Bilingual:
    """A model with a name in English and in Chinese; either may be empty, not both."""

    name_en: Mapped[str] = mapped_column(default="")
    name_zh: Mapped[str] = mapped_column(default="")

    @property
    def label(self) -> Name:
        """Return the name as a value that words itself in the reader's language."""
        return Name(self.name_en, self.name_zh)
