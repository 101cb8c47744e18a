"""What was typed by somebody who was signed out by then: their page carries it until they send it.

Nothing of it is kept on the server. The sign-in page holds it as one hidden field, signed, so that
only what was really sent from here comes back.
"""

from typing import Any, NamedTuple, Self

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from matchmaking.web.urls import current_page

FIELD = "kept"
LONGEST = 30_000
PASSWORDS = frozenset({"password", "old", "new", "again"})
LEFT_OUT = PASSWORDS | {"csrf_token"}
PASSED_ON = ("Accept-Language", "Cookie", "User-Agent")


class Whose(NamedTuple):
    """Who was signed in last in this browser, and in which hat; nobody knows without a cookie."""

    account_id: int | None = None
    grant_id: int | None = None


class KeptForm(NamedTuple):
    """A form that was not sent: where it goes, the page it stood on, what was typed, by whom."""

    address: str
    page: str
    values: list[tuple[str, str]]
    whose: Whose
    is_whole: bool

    @classmethod
    def of_request(cls, whose: Whose) -> Self:
        """Return what is being sent, but for passwords and files."""
        values = [pair for pair in request.form.items(multi=True) if pair[0] not in LEFT_OUT]
        has_files = any(file.filename for file in request.files.values())
        is_whole = not has_files and not PASSWORDS & request.form.keys()
        return cls(request.full_path.rstrip("?"), current_page(), values, whose, is_whole)

    @classmethod
    def sent_along(cls) -> Self | None:
        """Return what the sign-in page carries, if it carries anything that we made."""
        try:
            address, page, values, whose, is_whole = _serialiser().loads(request.form[FIELD])
        except (BadData, KeyError):
            return None
        return cls(address, page, [tuple(pair) for pair in values], Whose(*whose), is_whole)

    @property
    def says_something(self) -> bool:
        """Return whether there is more in it than where to go afterwards."""
        return any(value for name, value in self.values if name != "next")

    @property
    def is_short(self) -> bool:
        """Return whether a page can carry it."""
        return sum(len(name) + len(value) for name, value in self.values) <= LONGEST

    @property
    def packed(self) -> str:
        """Return it as a page carries it."""
        return str(_serialiser().dumps(self))

    def sending(self) -> EnvironBuilder:
        """Return the request that would send it, from the page it stood on, without a token."""
        return self._request(self.address, method="POST", data=_grouped(self.values))

    def opening_its_page(self) -> EnvironBuilder:
        """Return the request for the page it stood on."""
        return self._request(self.page.removeprefix(request.script_root))

    def _request(self, address: str, **more: Any) -> EnvironBuilder:
        headers = Headers({name: request.headers.get(name, "") for name in PASSED_ON})
        headers["Referer"] = request.host_url.rstrip("/") + self.page
        path, _, query = address.partition("?")
        return EnvironBuilder(
            path=path,
            query_string=query,
            base_url=request.root_url,
            headers=headers,
            environ_overrides={"REMOTE_ADDR": request.remote_addr},
            **more,
        )


def _grouped(values: list[tuple[str, str]]) -> dict[str, list[str]]:
    return {name: [value for each, value in values if each == name] for name, _value in values}


def _serialiser() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="kept form")
