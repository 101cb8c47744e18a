"""Files made for one person, to be saved: never shown in a page, never kept on the way."""

import re
from io import BytesIO

from flask import Response, send_file

# Characters that one system or another refuses in the name of a file.
UNFIT = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]+')


def download(body: bytes, name: str, media_type: str) -> Response:
    """Answer with a file under a name that may be in any script."""
    response = send_file(
        BytesIO(body),
        mimetype=media_type,
        as_attachment=True,
        download_name=UNFIT.sub("-", name),
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
