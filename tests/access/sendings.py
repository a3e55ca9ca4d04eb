"""What is sent to an address of one's own town with something of the other town in it, field by field and at once."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.access.routes import Fields, Route
from tests.access.towns import Towns
from tests.county import id_number

# Fields that hold something of the other town which is no id of a row: its people's numbers, its cards.
NAMED_BY_NUMBER: Final[Mapping[str, Fields]] = {
    "elders:register": {"id_number": id_number(600)},
    "elders:correct-number": {"id_number": id_number(600)},
    "elders:check": {"id_number": id_number(600)},
    "cards:issue-card": {"number": "80000600"},
    "cards:replace": {"number": "80000600"},
    "POST /elders": {"id_number": id_number(600)},
    "POST /elders/{elder_id}/credentials": {"number": "80000600"},
    "POST /credentials/{credential_id}/replace": {"number": "80000600"},
}
BESIDE: Final = ("canteen_id", "region_id", "elder_id", "organisation_id")
# What may name the other town, for it is meant to: somebody moves there; an elder eats wherever she is.
MAY_NAME: Final = frozenset(
    {
        ("elders:move", "region"),
        ("counter:serve", "elder"),
        ("POST /orders", "elder_id"),
    }
)


def sendings(route: Route, towns: Towns) -> Iterator[tuple[str, Fields]]:
    """What is sent to an address of one's own town: each field in turn, then all, as the other town would fill it."""
    own, theirs = route.sent(towns.here), route.sent(towns.there)
    foreign: dict[str, Any] = {name: value for name, value in theirs.items() if str(value) != str(own[name])}
    foreign |= NAMED_BY_NUMBER.get(route.key, {})
    foreign = {name: value for name, value in foreign.items() if (route.key, name) not in MAY_NAME}
    for name, value in foreign.items():
        yield name, route.sent(towns.here) | {name: value}
    # What a form does not ask for may be read all the same; the API forbids it.
    beside = {} if route.is_api else {name: towns.there.ids[name] for name in BESIDE if name not in own}
    if beside or len(foreign) > 1:
        yield "all", route.sent(towns.here) | beside | foreign
