"""The WSGI entry point: ``flask --app app …`` and the server start here."""

import sys
from itertools import pairwise

from flask import Flask


def _application() -> Flask:
    # Solving a problem file needs nothing of the application, whose start takes longer than most
    # files take to solve.
    if ("schedule", "solve") in pairwise(sys.argv):
        from matchmaking.scheduling.commands import solving_only  # noqa: PLC0415

        return solving_only()
    from matchmaking.application import create_app  # noqa: PLC0415
    from matchmaking.config import SettingsError  # noqa: PLC0415

    try:
        return create_app()
    except SettingsError as error:
        raise SystemExit(str(error)) from None


app = _application()
