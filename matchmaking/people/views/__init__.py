"""People's roles, addresses and passwords: one module per part, one blueprint for all."""

from matchmaking.people.views import address, password, roles
from matchmaking.people.views._blueprint import blueprint

__all__ = ["address", "blueprint", "password", "roles"]
