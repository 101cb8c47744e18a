"""The commands of ``flask --app app …`` beside those of the slices."""

import logging

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from matchmaking.accounts import services as accounts
from matchmaking.accounts.queries import account_by_email
from matchmaking.accounts.values import Role
from matchmaking.config import Settings
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.demonstration.commands import demo, load_demonstration, print_people
from matchmaking.demonstration.loader import is_loaded
from matchmaking.demonstration.people import demonstration_people
from matchmaking.intentions.commands import ledger
from matchmaking.migrating import alembic
from matchmaking.reference.commands import load_lists, reference
from matchmaking.scheduling.commands import schedule
from matchmaking.web import catalogues
from matchmaking.web.session import db

translations = AppGroup("translations", help="Collect and compile the words of the pages.")
user = AppGroup("user", help="Accounts.")
token = AppGroup("token", help="Bearer tokens for the API.")


def setup_commands(app: Flask) -> None:
    """Add our commands to the application."""
    settings: Settings = app.extensions["settings"]
    shown = demonstration_people if settings.demonstration else list
    app.extensions["demonstration_people"] = shown
    for command in (demo, ledger, prepare, reference, schedule, token, translations, user):
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
