"""The calls of the interface, one module per thing it speaks of."""

from matchmaking.api.views import (
    delegations,
    dialogues,
    editions,
    enterprises,
    intention_changes,
    intentions,
    meetings,
    other_times,
)

API_BLUEPRINTS = (
    editions.blueprint,
    enterprises.blueprint,
    delegations.blueprint,
    dialogues.blueprint,
    meetings.blueprint,
    other_times.blueprint,
    intentions.blueprint,
    intention_changes.blueprint,
)
