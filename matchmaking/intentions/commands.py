"""``flask ledger …``: prove a ledger, export its head, fold its tail anew."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup

from matchmaking.core.clock import utc_now
from matchmaking.expo.models import Edition
from matchmaking.intentions import chain, proof, snapshots
from matchmaking.intentions.models import LedgerHead
from matchmaking.web.session import db

ledger = AppGroup("ledger", help="The ledgers of the editions.")
edition_option = click.option("--edition", "code", help="The edition's code; all if left out.")


@ledger.command("verify")
@edition_option
@click.option(
    "--head",
    "kept",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A head exported before: it must still be part of the ledger.",
)
def verify(code: str | None, kept: Path | None) -> None:
    """Walk the chain; exit 1 naming the first broken entry."""
    _look_at_one_moment()
    is_whole = True
    exported = _kept_head(kept) if kept else None
    for edition in _verified(code, exported):
        found = proof.head_breaks(db.session, edition, exported) if exported else None
        found = found or proof.first_break(db.session, edition)
        head = proof.head_of(db.session, edition)
        if found is None:
            click.echo(f"{edition.code}: {head.sequence} entries, unbroken. Head {head.hash[:16]}")
        else:
            is_whole = False
            click.echo(f"{edition.code}: broken at {found}.")
    if not is_whole:
        raise SystemExit(1)


@ledger.command("head")
@click.option("--edition", "code", required=True, help="The edition's code.")
def head(code: str) -> None:
    """Print the ledger's end, signed, to be kept off this host."""
    secret = current_app.extensions["settings"].secret_key
    for edition in _editions(code):
        click.echo(proof.head_of(db.session, edition).signed(secret))


@ledger.command("refold")
@edition_option
def refold(code: str | None) -> None:
    """Delete the snapshots of totals and make them anew. No figure changes."""
    for edition in _editions(code):
        snapshots.forget(db.session, edition.id)
        db.session.commit()
        _fold(edition)


@ledger.command("fold")
@edition_option
def fold(code: str | None) -> None:
    """Bring the snapshots of totals up to the ledger's end."""
    for edition in _editions(code):
        _fold(edition)


def _look_at_one_moment() -> None:
    """Read without holding up anybody, and the same moment from the first entry to the last."""
    engine = current_app.extensions["reading_engine"]
    if isinstance(engine, sa.Engine) and engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    db.session.bind = engine


def _fold(edition: Edition) -> None:
    reached, before = 0, -1
    while reached != before:
        before = reached
        reached = snapshots.fold(db.session, edition.id, at=utc_now(), at_most=snapshots.KEEP_EVERY)
        db.session.commit()
    click.echo(f"{edition.code}: folded up to entry {reached}.")


def _editions(code: str | None) -> Iterator[Edition]:
    query = sa.select(Edition).order_by(Edition.id)
    if code is None:
        query = query.join(LedgerHead, LedgerHead.edition_id == Edition.id)
    else:
        query = query.where(Edition.code == code)
    found = db.session.scalars(query).all()
    if code is not None and not found:
        message = f"There is no edition with the code {code}."
        raise click.ClickException(message)
    if not found:
        click.echo("There is no ledger yet.", err=True)
    yield from found


def _verified(code: str | None, kept: proof.ExportedHead | None) -> list[Edition]:
    """Return the editions to walk: whoever took a ledger away has not made its kept head fit."""
    found = list(_editions(code))
    if kept is None:
        return found
    if code is not None and code != kept.edition:
        message = f"The kept head is of {kept.edition}, not of {code}."
        raise click.ClickException(message)
    if kept.edition in {edition.code for edition in found}:
        return found
    return [*found, *_editions(kept.edition)]


def _kept_head(path: Path) -> proof.ExportedHead:
    try:
        fields = json.loads(path.read_text())
        signature = fields.pop("signature")
        exported = proof.ExportedHead(**fields)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        message = f"{path} is not a head exported by “ledger head”."
        raise click.ClickException(message) from error
    secret = current_app.extensions["settings"].secret_key
    if signature != chain.signature_of(exported.statement(), secret):
        message = f"The signature of {path} does not fit it: it was changed, or made elsewhere."
        raise click.ClickException(message)
    return exported
