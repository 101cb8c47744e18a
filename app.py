"""The WSGI entry point: ``flask --app app …`` and the server start here."""

from matchmaking.application import create_app

app = create_app()
