"""Reading what somebody looks for in the directory out of an address."""

from collections.abc import Mapping

from matchmaking.enterprises.forms.profile import optional_key
from matchmaking.enterprises.values import CatalogueKind, DirectoryFilter

LONGEST_QUESTION = 200
FILTERS = ("q", "role", "area", "country", "delegation", "kind", "hs")


def asked_filters(arguments: Mapping[str, str]) -> dict[str, str]:
    """Return what an address asks for, each filter by its name, as clean text."""
    asked = {name: arguments.get(name, "") for name in FILTERS}
    return {
        name: "".join(char for char in text if char.isprintable()).strip()[:LONGEST_QUESTION]
        for name, text in asked.items()
    }


def wanted_partners(asked: Mapping[str, str], hs_code: str) -> DirectoryFilter:
    """Return the filter that was asked for; what makes no sense in it narrows nothing."""
    return DirectoryFilter(
        words=asked["q"],
        role=asked["role"] if asked["role"] in {"exhibitor", "buyer"} else "",
        area_id=_small(asked["area"]),
        territory_code=asked["country"].upper()[:2],
        delegation_id=_small(asked["delegation"]),
        kind=next((kind for kind in CatalogueKind if kind.value == asked["kind"]), None),
        hs_code=hs_code,
    )


def _small(text: str) -> int | None:
    key = optional_key(text)
    return key if key is not None and key < 2**31 else None
