"""Every route has its row in the table of access, and no row is left of a route that is gone (S3)."""

from django.urls import URLPattern, URLResolver, get_resolver

from canteen.config.access import ADDRESSES, NAMESPACES, OPEN, PAGES, Access, Scope
from canteen.config.api import api
from canteen.config.doorkeeper import API, UNGUARDED
from canteen.config.navigation import DESK_DOORS, DOORS


def page_names() -> set[str]:
    """The names of all routes that are not addresses of the API."""
    found: set[str] = set()

    def walk(entries: list[URLPattern | URLResolver], space: str) -> None:
        for entry in entries:
            if isinstance(entry, URLResolver):
                inner = f"{space}{entry.namespace}:" if entry.namespace else space
                if entry.namespace not in {"api", *NAMESPACES}:
                    walk(entry.url_patterns, inner)
            elif entry.name not in UNGUARDED:
                found.add(f"{space}{entry.name}")

    walk(get_resolver().url_patterns, "")
    return found


def test_every_page_has_its_row() -> None:
    assert page_names() == set(PAGES)


def test_every_address_of_the_api_has_its_row() -> None:
    prefix = f"/{API.rstrip('/')}"
    routes = {
        f"{method.upper()} {path.removeprefix(prefix)}"
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }
    assert routes | {"GET /openapi.json"} == set(ADDRESSES)


def test_a_row_names_roles_exactly_where_roles_are_asked_for() -> None:
    rows: dict[str, Access] = {**PAGES, **ADDRESSES}
    assert {name: row for name, row in rows.items() if (row.scope in OPEN) == bool(row.roles)} == {}
    assert {name for name, row in ADDRESSES.items() if row.scope is Scope.DEVICE} == {
        name for name in ADDRESSES if "/kiosk/" in name and name != "POST /kiosk/enrol"
    }


def test_every_door_leads_somewhere() -> None:
    assert {name for name, _, _ in DOORS + DESK_DOORS} - set(PAGES) == set()
