"""The declaration of API views: a valid bearer token, in one of some roles."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from matchmaking.accounts.values import Role
from matchmaking.api.authentication import calling_actor
from matchmaking.core.errors import NotFoundError
from matchmaking.web.access import Access, declare

View = TypeVar("View", bound=Callable[..., Any])


def with_token(view: View) -> View:
    """Let programs with a valid token call this view, in whatever role."""
    return token_roles(*Role)(view)


def token_roles(*roles: Role) -> Callable[[View], View]:
    """Let programs call this view that act in one of these roles; to others it does not exist."""
    allowed = frozenset(roles)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if calling_actor().role not in allowed:
                raise NotFoundError
            return view(*args, **kwargs)

        guarded.__dict__["allowed_roles"] = allowed
        return declare(cast("View", guarded), Access.TOKEN)

    return guard
