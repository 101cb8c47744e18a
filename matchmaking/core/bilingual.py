"""Columns for names in both languages of the fair."""

from sqlalchemy import Index, text
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


def once(name: str, within: str, *, where: str = "") -> tuple[Index, Index]:
    """Return the indexes that let a name be given once in each language, within a column.

    A name that is missing is none. ``where`` narrows down the rows that are looked at.
    """
    return _once(name, within, "name_en", where), _once(name, within, "name_zh", where)


def _once(name: str, within: str, language: str, where: str) -> Index:
    rows = text(f"{language} <> ''{where}")
    return Index(
        f"{name}_{language}",
        within,
        language,
        unique=True,
        sqlite_where=rows,
        postgresql_where=rows,
    )
