"""The commands of ``flask --app app …`` beside those of the slices."""

import logging
from typing import cast

import click
from alembic.util.exc import CommandError
from flask import Flask, current_app
from flask.cli import AppGroup, ScriptInfo, with_appcontext
from sqlalchemy.exc import DatabaseError

from matchmaking.config import Settings
from matchmaking.core.errors import MatchmakingError
from matchmaking.demonstration.commands import demo, load_demonstration, print_people
from matchmaking.demonstration.loader import is_loaded
from matchmaking.demonstration.people import demonstration_people
from matchmaking.expo.commands import edition
from matchmaking.intentions.commands import ledger
from matchmaking.migrating import alembic, database_revision, newest_revision
from matchmaking.people.commands import token, user
from matchmaking.reference.commands import load_lists, reference
from matchmaking.scheduling.commands import schedule
from matchmaking.web import catalogues
from matchmaking.web.session import db

translations = AppGroup("translations", help="Collect and compile the words of the pages.")


def setup_commands(app: Flask) -> None:
    """Add our commands to the application."""
    settings: Settings = app.extensions["settings"]
    shown = demonstration_people if settings.demonstration else list
    app.extensions["demonstration_people"] = shown
    app.cli.add_command(prepare)
    for group in (demo, edition, ledger, reference, schedule, token, translations, user):
        app.cli.add_command(PlainGroup.of(group))
    app.cli.add_command(PlainGroup.of(cast("click.Group", app.cli.commands["db"])))


class PlainGroup(click.Group):
    """Commands that end in one clear line instead of a trace when they can't do their work."""

    @classmethod
    def of(cls, group: click.Group) -> "PlainGroup":
        """Return a group's commands as plain ones."""
        return cls(
            name=group.name, commands=group.commands, help=group.help, callback=group.callback
        )

    def invoke(self, ctx: click.Context) -> object:
        """Run a command.

        Raises:
            ClickException: a rule refuses it, or the database is not there or not up to date.
        """
        try:
            return super().invoke(ctx)
        except (MatchmakingError, CommandError) as error:
            raise click.ClickException(str(error)) from error
        except DatabaseError as error:
            raise click.ClickException(_database_trouble(ctx, error)) from error


def _database_trouble(ctx: click.Context, error: DatabaseError) -> str:
    """Say what to do about the database; never the statement, which may carry what is secret."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    app = ctx.ensure_object(ScriptInfo).load_app()
    try:
        is_behind = database_revision(app.extensions["reading_engine"]) != newest_revision()
    except DatabaseError:
        is_behind = False
    if is_behind:
        return "The database is not up to date. First run: flask --app app db upgrade"
    return f"The database refused: {str(error.orig).splitlines()[0]}"


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
