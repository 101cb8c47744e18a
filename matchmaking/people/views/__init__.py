"""People's roles and addresses: one module per part, one blueprint for all."""

from matchmaking.people.views import address, roles
from matchmaking.people.views._blueprint import blueprint

__all__ = ["address", "blueprint", "roles"]
