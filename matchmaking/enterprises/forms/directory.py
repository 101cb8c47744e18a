"""Reading what somebody looks for in the directory out of an address."""

from collections.abc import Mapping

from matchmaking.enterprises.forms.profile import optional_key
from matchmaking.enterprises.values import CatalogueKind, DirectoryFilter

LONGEST_QUESTION = 200


def wanted_partners(arguments: Mapping[str, str], hs_code: str) -> DirectoryFilter:
    """Return the filter an address asks for; what makes no sense in it narrows nothing."""

    def asked(name: str) -> str:
        return arguments.get(name, "").replace("\x00", "").strip()[:LONGEST_QUESTION]

    return DirectoryFilter(
        words=asked("q"),
        role=asked("role") if asked("role") in {"exhibitor", "buyer"} else "",
        area_id=_small(asked("area")),
        territory_code=asked("country").upper()[:2],
        delegation_id=_small(asked("delegation")),
        kind=next((kind for kind in CatalogueKind if kind.value == asked("kind")), None),
        hs_code=hs_code,
    )


def _small(text: str) -> int | None:
    key = optional_key(text)
    return key if key is not None and key < 2**31 else None
