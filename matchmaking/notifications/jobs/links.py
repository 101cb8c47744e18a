"""Mailing the links with which people choose another password."""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from matchmaking.accounts import password_links
from matchmaking.accounts.models import PasswordLink
from matchmaking.notifications.jobs.letters import Letter, Post, Words, hand_over


def deliver(session_factory: Callable[[], Session], post: Post) -> int:
    """Hand over every link that waits; return how many. Each gets its token now, and once."""
    with session_factory() as session:
        waiting = password_links.links_to_mail(session, at=post.at)
        letters = [LinkLetter(post, link) for link in waiting]
        return hand_over(session, post.transport, letters) if letters else 0


@dataclass
class LinkLetter(Letter):
    """A link that waits to be mailed."""

    post: Post
    link: PasswordLink

    @property
    def key(self) -> int:
        """Return the key of the link."""
        return self.link.id

    def claim(self, session: Session) -> EmailMessage | None:
        """Give the link its token."""
        token = password_links.give_token(session, self.link, at=self.post.at)
        if token is None:
            return None
        account = self.link.account
        return self.post.write(account.email, account.language, lambda: self._words(token))

    def give_back(self, session: Session) -> None:
        """Take the token back."""
        password_links.take_token_back(session, self.link)

    def _words(self, token: str) -> Words:
        return _("Choose another password"), [
            _("Dear %(name)s,", name=self.link.account.name),
            "",
            _("With this link you choose another password. It works for one hour, and once:"),
            f"{self.post.public_url}/new-password/{token}",
            "",
            _("If it was not you who asked for it, do nothing: your password stays as it is."),
        ]
