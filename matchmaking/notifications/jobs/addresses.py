"""Mailing both addresses of people who change theirs: the old one is told, the new one asked."""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from matchmaking.accounts import address_changes
from matchmaking.accounts.models import Account, AddressChange
from matchmaking.accounts.queries import account_by_email
from matchmaking.notifications.jobs.letters import Letter, Post, Words, addressed, hand_over


def deliver(session_factory: Callable[[], Session], post: Post) -> int:
    """Hand over what waits, old addresses first: nobody gets a link before they were told."""
    with session_factory() as session:
        letters: list[Letter] = [
            *(ToldLetter(post, one) for one in address_changes.to_tell(session, at=post.at)),
            *(AskingLetter(post, one) for one in address_changes.to_mail(session, at=post.at)),
        ]
        return hand_over(session, post.transport, letters) if letters else 0


@dataclass
class ChangeLetter(Letter):
    """A letter about a change of address."""

    post: Post
    change: AddressChange

    @property
    def key(self) -> int:
        """Return the key of the change."""
        return self.change.id


class ToldLetter(ChangeLetter):
    """What the old address is told: that another one was asked for, or is in its place."""

    def claim(self, session: Session) -> EmailMessage | None:
        """Mark the old address as told."""
        if not address_changes.claim_telling(session, self.change, at=self.post.at):
            return None
        return self.post.write(self.change.old_email, self.change.account.language, self._words)

    def give_back(self, session: Session) -> None:
        """Let the old address wait again to be told."""
        address_changes.tell_later(session, self.change)

    def _words(self) -> Words:
        if self.change.confirmed_at is None:
            return _("Another e-mail address for your account"), self._asked()
        lines = self._done_on_behalf() if self.change.token_digest is None else self._done()
        return _("Your e-mail address was changed"), lines

    def _asked(self) -> list[str]:
        return addressed(
            self.change.account.name,
            _(
                "You asked to sign in with %(email)s from now on instead of this address. It is "
                "changed once the link that was sent there is opened and confirmed.",
                email=self.change.new_email,
            ),
            _("If it was not you, change your password now; that calls it off:"),
            f"{self.post.public_url}/account/password",
        )

    def _done(self) -> list[str]:
        return addressed(
            self.change.account.name,
            _(
                "From now on you sign in with %(email)s, and mails go there instead of here.",
                email=self.change.new_email,
            ),
            _("If it was not you, tell an organiser of your fair at once."),
        )

    def _done_on_behalf(self) -> list[str]:
        return addressed(
            self.change.account.name,
            _(
                "An organiser of your fair, or whoever runs Qiatan there, changed the address with "
                "which you sign in. From now on that is %(email)s, and mails go there instead of "
                "here.",
                email=self.change.new_email,
            ),
            _("If you did not ask for it, tell an organiser of your fair at once."),
        )


class AskingLetter(ChangeLetter):
    """A link for the new address; or, if somebody has an account with it, word for them."""

    def claim(self, session: Session) -> EmailMessage | None:
        """Give the change its token. It is told to nobody if the address is taken."""
        token = address_changes.give_token(session, self.change, at=self.post.at)
        if token is None:
            return None
        owner = account_by_email(session, self.change.new_email)
        if owner is None:
            language = self.change.account.language
            return self.post.write(self.change.new_email, language, lambda: self._asking(token))
        if not owner.is_active:
            return None
        return self.post.write(owner.email, owner.language, lambda: _to_owner(owner))

    def give_back(self, session: Session) -> None:
        """Take the token back."""
        address_changes.take_token_back(session, self.change)

    def _asking(self, token: str) -> Words:
        """Ask whether the address is theirs; a mistyped one belongs to a stranger: name nobody."""
        return _("Confirm your e-mail address"), [
            _(
                "Somebody wants to sign in to Qiatan with this address from now on. If it was you, "
                "open this link, sign in and confirm it. It works for one hour, and once:"
            ),
            f"{self.post.public_url}/account/email/{token}",
            "",
            _("If it was not you, do nothing."),
        ]


def _to_owner(owner: Account) -> Words:
    return _("You have an account with this address"), addressed(
        owner.name,
        _(
            "Somebody with another account wanted to sign in with this address from now on. You "
            "have an account with it, so nothing was changed."
        ),
        _("If it was you, sign in with this address. If it was not, do nothing."),
    )
