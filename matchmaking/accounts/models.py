"""Accounts, their sign-ins, grants of roles, and tokens for programs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.values import Role
from matchmaking.core.database import Base


class Account(Base):
    """A person who can sign in, known by an e-mail address kept in lower case."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    language: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    grants: Mapped[list["Grant"]] = relationship(back_populates="account", order_by="Grant.id")


class Grant(Base):
    """A role given to a person, with its scope: what a "hat" in the switch stands for.

    An organiser or a member of the on-site staff has the edition as scope; a lead a delegation
    and everything below it; a team member the participation of one enterprise.
    """

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint(
            "(role = 'delegation_lead') = (delegation_id IS NOT NULL)", name="lead_has_delegation"
        ),
        CheckConstraint(
            "(role IN ('enterprise_admin', 'enterprise_member')) = (participation_id IS NOT NULL)",
            name="team_has_participation",
        ),
        UniqueConstraint("account_id", "edition_id", "role", "delegation_id", "participation_id"),
        Index(
            "uq_grants_edition_wide",
            "account_id",
            "edition_id",
            "role",
            unique=True,
            sqlite_where=text("delegation_id IS NULL AND participation_id IS NULL"),
            postgresql_where=text("delegation_id IS NULL AND participation_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    role: Mapped[Role]
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegations.id"), index=True)
    participation_id: Mapped[int | None] = mapped_column(
        ForeignKey("participations.id"), index=True
    )
    representative_id: Mapped[int | None] = mapped_column(ForeignKey("representatives.id"))
    scope_en: Mapped[str] = mapped_column(default="")
    scope_zh: Mapped[str] = mapped_column(default="")
    granted_at: Mapped[datetime]

    account: Mapped[Account] = relationship(back_populates="grants")


class SignIn(Base):
    """One sign-in of a person on one device; deleting the row signs the device out for good.

    The browser holds the token, this table only its digest.
    """

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("grants.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(default="")

    account: Mapped[Account] = relationship()


class SignInAttempt(Base):
    """How often signing in failed of late, per account or network address (digested)."""

    __tablename__ = "sign_in_attempts"

    subject: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime]


class PasswordLink(Base):
    """A link with which somebody who forgot their password sets another, once.

    One that was asked for has no token until it is mailed; only its digest is kept.
    """

    __tablename__ = "password_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    asked_at: Mapped[datetime]
    token_digest: Mapped[str | None] = mapped_column(unique=True)
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class AddressChange(Base):
    """A person's wish to sign in with another address, until a link sent there is opened.

    It has no token until that is mailed; only its digest is kept. ``told_at`` is when the old
    address heard of it, or, once it is confirmed, of that.
    """

    __tablename__ = "address_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    old_email: Mapped[str]
    new_email: Mapped[str]
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    token_digest: Mapped[str | None] = mapped_column(unique=True)
    expires_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class ApiToken(Base):
    """A bearer token with which a program acts in one of a person's hats."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grants.id"), index=True)
    name: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    grant: Mapped[Grant] = relationship()
