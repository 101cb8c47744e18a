"""``flask user …`` and ``flask token …``: accounts, their roles and programs' tokens."""

from collections.abc import Iterable, Sequence

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from matchmaking.accounts import services
from matchmaking.accounts.errors import GrantedAlreadyError
from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.queries import account_by_email, tokens_of
from matchmaking.accounts.values import LONGEST_PASSWORD, SHORTEST_PASSWORD, Role
from matchmaking.core.clock import utc_now
from matchmaking.core.database import unique_or
from matchmaking.delegations.models import Delegation
from matchmaking.delegations.queries import delegation_by_code
from matchmaking.expo.models import Edition
from matchmaking.expo.queries import edition_by_code
from matchmaking.people.services.addresses import change_address
from matchmaking.people.services.roles import GRANTED_HERE, refuse_twice
from matchmaking.web.session import db

user = AppGroup("user", help="Accounts.")
token = AppGroup("token", help="Bearer tokens for the API.")
LONGEST_NAME = 100


class EmailAddress(click.ParamType[str]):
    """An address that mail can be sent to."""

    name = "email"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse what no mail reaches."""
        try:
            validate_email(value, check_deliverability=False)
        except EmailNotValidError:
            self.fail(f"“{value}” is not an e-mail address.", param, ctx)
        return value


class Text(click.ParamType[str]):
    """A text of some length, without white space at its ends."""

    name = "text"

    def __init__(self, shortest: int, longest: int) -> None:
        self.shortest = shortest
        self.longest = longest

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse what is too short or too long."""
        if not self.shortest <= len(value.strip()) <= self.longest:
            self.fail(f"It must have {self.shortest} to {self.longest} characters.", param, ctx)
        return value.strip()


def _roles(roles: Iterable[Role]) -> click.Choice[str]:
    return click.Choice([role.value for role in Role if role in roles], case_sensitive=False)


@user.command("create")
@click.argument("email", type=EmailAddress())
@click.argument("name", type=Text(1, LONGEST_NAME))
@click.password_option(type=Text(SHORTEST_PASSWORD, LONGEST_PASSWORD))
def create_user(email: str, name: str, password: str) -> None:
    """Make an account for EMAIL."""
    services.create_account(db.session, email=email, name=name, password=password, at=utc_now())
    db.session.commit()
    click.echo(f"{name} can sign in as {email}.")


@user.command("change-email")
@click.argument("email")
@click.argument("new", type=EmailAddress())
def change_email(email: str, new: str) -> None:
    """Let the person with EMAIL sign in with NEW instead; they are signed out everywhere."""
    account = _account(email)
    change_address(db.session, account, new, at=utc_now())
    db.session.commit()
    click.echo(f"{account.name} signs in as {account.email} from now on.")


@user.command("grant")
@click.argument("email")
@click.argument("role", type=_roles(GRANTED_HERE), metavar="ROLE")
@click.option("--edition", "code", required=True, help="The edition's code, such as ciie-2.")
@click.option("--delegation", "node", help="The delegation's code, for a lead.")
def grant_user(email: str, role: str, code: str, node: str | None) -> None:
    """Give EMAIL a ROLE in an edition: organiser, delegation_lead or staff."""
    account, edition = _account(email), _edition(code)
    led = _delegation(edition, node) if node else None
    if (role == Role.DELEGATION_LEAD) != (led is not None):
        message = (
            "A delegation lead needs --delegation with a code of this edition; others must not."
        )
        raise click.ClickException(message)
    key, scope = (led.id, led.label) if led else (None, edition.label)
    with unique_or(db.session, GrantedAlreadyError(account.email)):
        refuse_twice(account, edition.id, Role(role), key)
        services.grant_role(
            db.session,
            account,
            Role(role),
            edition_id=edition.id,
            at=utc_now(),
            scope=scope,
            delegation_id=key,
        )
    db.session.commit()
    click.echo(f"{account.name} now is {_worded(role)} of {scope.en or scope.zh}.")


@token.command("issue")
@click.argument("email")
@click.option(
    "--name", type=Text(1, LONGEST_NAME), default="command line", help="What the token is for."
)
@click.option("--role", type=_roles(Role), help="Which hat it wears, where there are several.")
@click.option("--edition", "code", help="In which edition, where there are several.")
def issue_token(email: str, name: str, role: str | None, code: str | None) -> None:
    """Print a bearer token with which a program acts as EMAIL; it is shown only once."""
    held = _edition(code) if code else None
    grants = [
        grant
        for grant in _account(email).grants
        if role in (None, grant.role.value) and (held is None or grant.edition_id == held.id)
    ]
    text = services.issue_token(db.session, _the_one(email, grants), name=name, at=utc_now())
    db.session.commit()
    click.echo(text)


@token.command("list")
@click.argument("email")
def list_tokens(email: str) -> None:
    """List the tokens with which programs act as EMAIL, by the number that revokes them."""
    for row in tokens_of(db.session, _account(email).id, at=utc_now()):
        hat = f"{_worded(row.grant.role.value)} of {row.grant.scope_en or row.grant.scope_zh}"
        click.echo(f"{row.id}  {row.name}  {hat}  until {row.expires_at:%Y-%m-%d}")


@token.command("revoke")
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
def revoke_token(number: int) -> None:
    """End the token with this NUMBER at once."""
    if not services.revoke_token(db.session, number, at=utc_now()):
        message = f"There is no token {number} in force."
        raise click.ClickException(message)
    db.session.commit()
    click.echo(f"Token {number} is no longer in force.")


def _the_one(email: str, grants: Sequence[Grant]) -> Grant:
    """Return the only hat there is to choose; which of several is not for us to guess."""
    if not grants:
        message = f"{email} has no such role."
        raise click.ClickException(message)
    if len(grants) > 1:
        held = ", ".join(
            f"{grant.role.value} of {grant.scope_en or grant.scope_zh}" for grant in grants
        )
        message = f"{email} has several roles: {held}. Choose with --role and --edition."
        raise click.ClickException(message)
    return grants[0]


def _account(email: str) -> Account:
    found = account_by_email(db.session, email)
    if found is None:
        message = f"There is no account for {email}."
        raise click.ClickException(message)
    return found


def _edition(code: str) -> Edition:
    found = edition_by_code(db.session, code)
    if found is None:
        message = f"There is no edition with the code {code}."
        raise click.ClickException(message)
    return found


def _delegation(edition: Edition, code: str) -> Delegation:
    found = delegation_by_code(db.session, edition.id, code)
    if found is None:
        message = f"There is no delegation with the code {code} in {edition.code}."
        raise click.ClickException(message)
    return found


def _worded(role: str) -> str:
    return role.replace("_", " ")
