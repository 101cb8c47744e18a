"""Lists that every edition shares."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.bilingual import Bilingual
from matchmaking.core.database import Base
from matchmaking.reference.values import dotted


class HsCode(Bilingual, Base):
    """A heading of the Harmonised System 2022: 2 (chapter), 4 or 6 digits.

    Chapters have titles in both languages, finer headings in English.
    """

    __tablename__ = "hs_codes"
    __table_args__ = (CheckConstraint("length(code) IN (2, 4, 6)", name="digits"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    parent: Mapped[str | None] = mapped_column(ForeignKey("hs_codes.code"), index=True)
    section: Mapped[str] = mapped_column(default="")

    @property
    def dotted(self) -> str:
        """Return the code as tariffs print it."""
        return dotted(self.code)


class Territory(Bilingual, Base):
    """A country or region, by its ISO 3166-1 alpha-2 code."""

    __tablename__ = "territories"

    code: Mapped[str] = mapped_column(primary_key=True)
    alpha3: Mapped[str]
    world_region: Mapped[str] = mapped_column(default="")
    currency: Mapped[str] = mapped_column(default="")
    is_least_developed: Mapped[bool] = mapped_column(default=False)


class ExchangeRate(Base):
    """One unit of ``base`` in units of ``quote`` on a day, with its source; never changed.

    The value is kept as decimal text: SQLite has no decimals.
    """

    __tablename__ = "exchange_rates"
    __table_args__ = (UniqueConstraint("base", "quote", "quoted_on", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    base: Mapped[str]
    quote: Mapped[str]
    quoted_on: Mapped[date]
    source: Mapped[str]
    value: Mapped[str]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    @property
    def rate(self) -> Decimal:
        """Return the exact rate."""
        return Decimal(self.value)
