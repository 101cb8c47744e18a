"""The calls of the interface, one module per thing it speaks of."""

from matchmaking.api.views import (
    delegations,
    dialogues,
    editions,
    enterprises,
    intentions,
    meetings,
)

API_BLUEPRINTS = (
    editions.blueprint,
    enterprises.blueprint,
    delegations.blueprint,
    dialogues.blueprint,
    meetings.blueprint,
    intentions.blueprint,
)
