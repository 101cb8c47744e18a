"""The commands of ``flask --app app reference …``."""

import click
from flask.cli import AppGroup

from matchmaking.core.wording import Name
from matchmaking.reference.services import load_reference, rename_territory
from matchmaking.web.session import db

reference = AppGroup("reference", help="HS codes, countries and regions.")


@reference.command("load")
def load_lists() -> None:
    """Load HS codes, countries and regions, or bring them up to date."""
    counts = load_reference(db.session)
    db.session.commit()
    click.echo(f"{counts['hs_codes']} HS codes, {counts['territories']} countries and regions.")


@reference.command("rename")
@click.argument("code")
@click.argument("english")
@click.argument("chinese")
def rename(code: str, english: str, chinese: str) -> None:
    """Show the country or region with the ISO CODE under other names."""
    rename_territory(db.session, code, Name(english, chinese))
    db.session.commit()
    click.echo(f"{code.upper()} is now called {english}, {chinese}.")
