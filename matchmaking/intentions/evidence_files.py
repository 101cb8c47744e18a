"""The files of evidence as they are sent to people and programs: saved, never shown in a page."""

from pathlib import Path

from flask import Response, current_app, send_file

from matchmaking.core.errors import NotFoundError
from matchmaking.intentions.models import Intention


def evidence_folder() -> Path:
    """Return where the files are kept: outside everything the web server serves."""
    instance: Path = current_app.extensions["settings"].instance
    return instance / "evidence"


def forget_file(stored_as: str) -> None:
    """Delete a file no deal has any more."""
    (evidence_folder() / stored_as).unlink(missing_ok=True)


def evidence_of(deal: Intention, evidence_id: int) -> Response:
    """Answer with a file of a deal.

    Raises:
        NotFoundError: the deal has no such file, or it is not kept here.
    """
    found = next((row for row in deal.evidence if row.id == evidence_id), None)
    path = evidence_folder() / found.stored_as if found else None
    if found is None or path is None or not path.is_file():
        raise NotFoundError
    return send_file(
        path,
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.file_name,
        max_age=0,
    )
