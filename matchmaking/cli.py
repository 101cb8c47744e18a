"""The commands of ``flask --app app …`` beside those of the slices."""

import logging
from datetime import datetime

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from matchmaking.accounts import services as accounts
from matchmaking.accounts.queries import account_by_email
from matchmaking.accounts.values import Role
from matchmaking.config import Settings
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.delegations.queries import delegation_by_code
from matchmaking.demonstration.commands import demo, load_demonstration, print_people
from matchmaking.demonstration.loader import is_loaded
from matchmaking.demonstration.people import demonstration_people
from matchmaking.expo import editions as expo
from matchmaking.expo.queries import edition_by_code
from matchmaking.intentions.commands import ledger
from matchmaking.migrating import alembic
from matchmaking.reference.commands import load_lists, reference
from matchmaking.scheduling.commands import schedule
from matchmaking.web import catalogues
from matchmaking.web.session import db

edition = AppGroup("edition", help="Editions of fairs.")
translations = AppGroup("translations", help="Collect and compile the words of the pages.")
user = AppGroup("user", help="Accounts.")
token = AppGroup("token", help="Bearer tokens for the API.")


def setup_commands(app: Flask) -> None:
    """Add our commands to the application."""
    settings: Settings = app.extensions["settings"]
    shown = demonstration_people if settings.demonstration else list
    app.extensions["demonstration_people"] = shown
    for command in (demo, edition, ledger, prepare, reference, schedule, token, translations, user):
        app.cli.add_command(command)


@click.command("prepare")
@click.pass_context
@with_appcontext
def prepare(context: click.Context) -> None:
    """Bring the database up to date; for a demonstration, load it and say who can sign in.

    What ``make run`` does before it serves: one start of the application instead of three.
    """
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with current_app.app_context():
        alembic.upgrade()  # its connection closes with the context
    settings: Settings = current_app.extensions["settings"]
    if settings.demonstration:
        was_loaded = is_loaded(db.session)
        context.invoke(load_demonstration)
        if was_loaded:
            context.invoke(print_people)
    else:
        context.invoke(load_lists)


@translations.command("update")
@click.argument("parts", nargs=-1)
def update_translations(parts: tuple[str, ...]) -> None:
    """Write new messages into the catalogues (of these PARTS only) and drop unused ones."""
    click.echo(f"{catalogues.update_catalogues(parts)} new messages.")
    catalogues.compile_catalogues()


@translations.command("compile")
def compile_translations() -> None:
    """Compile the catalogues."""
    catalogues.compile_catalogues()


@translations.command("check")
def check_translations() -> None:
    """Name what is not translated; exit 1 if anything is."""
    missing = catalogues.untranslated()
    for line in missing:
        click.echo(line)
    if missing:
        raise SystemExit(1)


@user.command("create")
@click.argument("email")
@click.argument("name")
@click.password_option()
def create_user(email: str, name: str, password: str) -> None:
    """Make an account for EMAIL."""
    try:
        accounts.create_account(db.session, email=email, name=name, password=password, at=utc_now())
    except MatchmakingError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(f"{name} can sign in as {email}.")


@token.command("issue")
@click.argument("email")
@click.option("--name", default="command line", help="What the token is for.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), help="Which hat it wears."
)
def issue_token(email: str, name: str, role: str | None) -> None:
    """Print a bearer token with which a program acts as EMAIL; it is shown only once."""
    account = account_by_email(db.session, email)
    if account is None:
        message = f"There is no account for {email}."
        raise click.ClickException(message)
    grants = [grant for grant in account.grants if role in (None, grant.role.value)]
    if not grants:
        message = f"{email} has no such role."
        raise click.ClickException(message)
    text = accounts.issue_token(db.session, grants[0], name=name, at=utc_now())
    db.session.commit()
    click.echo(text)


@user.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice([Role.ORGANISER, Role.STAFF, Role.DELEGATION_LEAD]))
@click.option("--edition", "code", required=True, help="The edition's code, such as ciie-2.")
@click.option("--delegation", "node", help="The delegation's code, for a lead.")
def grant_user(email: str, role: str, code: str, node: str | None) -> None:
    """Give EMAIL a ROLE in an edition."""
    account = account_by_email(db.session, email)
    held = edition_by_code(db.session, code)
    if account is None or held is None:
        message = f"There is no account for {email}, or no edition {code}."
        raise click.ClickException(message)
    delegation = delegation_by_code(db.session, held.id, node) if node else None
    if (role == Role.DELEGATION_LEAD) != (delegation is not None):
        message = (
            "A delegation lead needs --delegation with a code of this edition; others must not."
        )
        raise click.ClickException(message)
    accounts.grant_role(
        db.session,
        account,
        Role(role),
        edition_id=held.id,
        at=utc_now(),
        scope=delegation.label if delegation else held.label,
        delegation_id=delegation.id if delegation else None,
    )
    db.session.commit()
    click.echo(f"{account.name} now is {Role(role).value.replace('_', ' ')} of {code}.")


@edition.command("create")
@click.argument("code")
@click.option(
    "--series", required=True, help="The series' code, made if there is none, such as ciie."
)
@click.option("--ordinal", required=True, type=click.IntRange(1))
@click.option("--name-en", required=True)
@click.option("--name-zh", required=True)
@click.option("--city-en", required=True)
@click.option("--city-zh", required=True)
@click.option("--starts", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--ends", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--time-zone", default="Asia/Shanghai", show_default=True)
@click.option("--currency", default="USD", show_default=True)
def create_edition(code: str, series: str, starts: datetime, ends: datetime, **values: str) -> None:
    """Make an edition CODE of a fair, to which roles can be granted."""
    try:
        expo.create_edition(
            db.session, code=code, series=series, days=(starts.date(), ends.date()), values=values
        )
    except MatchmakingError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(f"Edition {code} is there; grant somebody the role organiser next.")
