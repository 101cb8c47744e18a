"""``flask edition …``: opening a new edition of a fair."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask.cli import AppGroup

from matchmaking.core.clock import utc_now
from matchmaking.core.errors import InvalidInputError
from matchmaking.expo import editions
from matchmaking.expo.phases import announce
from matchmaking.expo.values import Gate, Window
from matchmaking.web.language import spoken
from matchmaking.web.session import db

edition = AppGroup("edition", help="Editions of fairs.")
WRITTEN = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
ARGUMENTS = {"code": "CODE"}


class RefusedOption(click.ClickException):
    """What one of the options says can't be: one line that names it."""

    exit_code = 2

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{ARGUMENTS.get(field) or option_of(field)}: {why}")


class Moment(click.DateTime):
    """A date and a time by the venue's clock."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """Refuse what is not both, in one line."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            name = (param and param.name) or ""
            why = "Write a date and a time such as “2019-11-05 14:30”."
            raise RefusedOption(name, why) from error


def option_of(field: str) -> str:
    """Return the option that a field of an edition is given by."""
    return f"--{field.removesuffix('_at').replace('_', '-')}"


def dated(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take the moments at which the gates of an edition open and close."""
    for gate in reversed(Gate):
        for name, verb in ((gate.closes, "closes"), (gate.opens, "opens")):
            words = f"When {gate} {verb}, by the venue's clock: “2019-09-01 10:00”."
            option = click.option(
                option_of(name), name, type=Moment(WRITTEN), metavar="MOMENT", help=words
            )
            command = option(command)
    return command


@edition.command("create")
@click.argument("code")
@click.option(
    "--series", required=True, help="The series' code, made if there is none, such as ciie."
)
@click.option("--ordinal", required=True, type=click.IntRange(1, 9999))
@click.option("--name-en", required=True)
@click.option("--name-zh", required=True)
@click.option("--city-en", required=True)
@click.option("--city-zh", required=True)
@click.option("--starts", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--ends", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--time-zone", default="Asia/Shanghai", show_default=True)
@click.option("--currency", default="USD", show_default=True)
@dated
def create_edition(code: str, series: str, starts: datetime, ends: datetime, **values: Any) -> None:
    """Make an edition CODE of a fair, to which roles can be granted."""
    moments = {name: values.pop(name) for gate in Gate for name in (gate.opens, gate.closes)}
    days = (starts.date(), ends.date())
    try:
        made = editions.create_edition(
            db.session, code=code, series=series, days=days, values=values
        )
        windows = _windows(moments, made.zone)
        announce(db.session, made, windows, at=utc_now())
    except InvalidInputError as error:
        if error.field is None:
            raise
        raise RefusedOption(error.field, spoken(error.sentence)) from error
    db.session.commit()
    click.echo(f"Edition {code} is there; grant somebody the role organiser next.")


def _windows(moments: Mapping[str, datetime | None], zone: ZoneInfo) -> dict[Gate, Window]:
    """Return the windows that were given, by the clock of a zone."""
    local = {name: one and one.replace(tzinfo=zone) for name, one in moments.items()}
    return {gate: Window(local[gate.opens], local[gate.closes]) for gate in Gate}
