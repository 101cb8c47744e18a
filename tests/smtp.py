"""A mail server that speaks SMTP on a socket, with encryption and sign-in."""

import base64
import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

from matchmaking.config import Encryption


@dataclass
class PostOffice:
    """What the server asks for, and what it was given."""

    encryption: Encryption
    context: ssl.SSLContext
    user: str = ""
    password: str = ""
    offers: bool = True
    port: int = 0
    mails: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


class Clerk(socketserver.StreamRequestHandler):
    """Serves one connection."""

    server: "Counter"

    def setup(self) -> None:
        """Encrypt from the start, if that is how this server does it."""
        self.post = self.server.post
        self.is_private = self.post.encryption is Encryption.TLS
        if self.is_private:
            self.request = self.post.context.wrap_socket(self.request, server_side=True)
        self.is_known = not self.post.user
        super().setup()

    def finish(self) -> None:
        """Hang up."""
        super().finish()
        self.request.close()

    def handle(self) -> None:
        """Answer line by line until the other side leaves."""
        self._say("220 here")
        for line in iter(self._line, ""):
            verb, _, rest = line.partition(" ")
            self.post.said.append(verb.upper())
            answer = getattr(self, f"_on_{verb.lower()}", lambda _rest: "502 what?")(rest)
            if answer:
                self._say(answer)

    def _line(self) -> str:
        return self.rfile.readline().decode().strip()

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _on_ehlo(self, _rest: str) -> str:
        can_encrypt = self.post.encryption is Encryption.STARTTLS and not self.is_private
        offered = ["STARTTLS"] if can_encrypt and self.post.offers else []
        offered += ["AUTH PLAIN"] if self.post.user and self.is_private else []
        return "\r\n".join(["250-here", *(f"250-{one}" for one in offered), "250 8BITMIME"])

    def _on_starttls(self, _rest: str) -> None:
        self._say("220 go on")
        self.request = self.post.context.wrap_socket(self.request, server_side=True)
        self.is_private = True
        super().setup()

    def _on_auth(self, rest: str) -> str:
        _, user, password = base64.b64decode(rest.split()[1]).decode().split("\x00")
        self.is_known = (user, password) == (self.post.user, self.post.password)
        return "235 welcome" if self.is_known else "535 5.7.8 Username and password not accepted"

    def _on_mail(self, _rest: str) -> str:
        return "250 yes" if self.is_known else "530 sign in first"

    def _on_rcpt(self, _rest: str) -> str:
        return "250 yes"

    def _on_data(self, _rest: str) -> str:
        self._say("354 tell")
        lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), ".")
        self.post.mails.append("\n".join(lines))
        return "250 taken"


class Counter(socketserver.ThreadingTCPServer):
    """Takes connections."""

    daemon_threads = True
    allow_reuse_address = True
    post: PostOffice

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: somebody who distrusts the certificate leaves in the middle."""


@contextmanager
def serving(post: PostOffice) -> Iterator[PostOffice]:
    """Serve while the block runs."""
    with Counter(("127.0.0.1", 0), Clerk) as counter:
        counter.post, post.port = post, counter.server_address[1]
        thread = Thread(target=counter.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield post
        finally:
            counter.shutdown()
            thread.join()
