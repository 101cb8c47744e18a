"""``flask --app app demo …``."""

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup

from matchmaking.config import Settings
from matchmaking.demonstration.loader import is_loaded, load
from matchmaking.demonstration.people import demonstration_people
from matchmaking.demonstration.scale import SCALES, SMALL
from matchmaking.expo.models import Edition
from matchmaking.web.session import db

demo = AppGroup("demo", help="The demonstration: the 2nd China International Import Expo.")


@demo.command("load")
@click.option("--scale", "size", type=click.Choice(sorted(SCALES)), default=SMALL.name)
def load_demonstration(size: str) -> None:
    """Load the demonstration; a second time changes nothing."""
    settings: Settings = current_app.extensions["settings"]
    if settings.is_production:
        message = "The demonstration's passwords are known to everybody: not in production."
        raise click.ClickException(message)
    # On the session's own connection: a second one would wait for this one's turn for ever.
    if not sa.inspect(db.session.connection()).has_table(Edition.__tablename__):
        message = "The database has no tables yet. First run: flask --app app db upgrade"
        raise click.ClickException(message)
    if is_loaded(db.session):
        click.echo("The demonstration is loaded already; nothing was changed.")
        return
    click.echo(f"Loading the demonstration ({size}) …")
    load(db.session, SCALES[size], evidence=settings.instance / "evidence", report=click.echo)
    db.session.commit()
    click.echo("Loaded. Who can sign in:")
    _print_people()


@demo.command("people")
def print_people() -> None:
    """Print who can sign in, one for each role."""
    _print_people()


def _print_people() -> None:
    for person in demonstration_people():
        click.echo(f"  {person.email:34} {person.password}   {person.does}")
