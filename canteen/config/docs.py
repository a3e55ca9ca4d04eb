"""The page that shows the API to people: the OpenAPI document as plain HTML, nothing from elsewhere (S7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from canteen.config.api import STATUS, api

METHODS: Final = ("get", "post", "put", "patch", "delete")

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One value of a body, a parameter or an answer."""

    name: str
    form: str
    required: bool


@dataclass(frozen=True, slots=True)
class RouteShown:
    """One method of one address."""

    anchor: str
    method: str
    address: str
    summary: str
    description: str
    session: bool
    parameters: tuple[FieldShown, ...]
    body: tuple[FieldShown, ...]
    answers: tuple[tuple[str, str, tuple[FieldShown, ...]], ...]  # status, form, values


@require_GET
def api_page(request: HttpRequest) -> HttpResponse:
    """Answer with all addresses of the API, grouped as they are tagged."""
    kinds = [{"name": kind.__name__, "status": status, "message": kind().message} for kind, status in STATUS.items()]
    return render(request, "canteen/api_docs.html", {"sections": _sections(), "kinds": kinds})


@lru_cache(maxsize=1)
def _sections() -> tuple[tuple[str, tuple[RouteShown, ...]], ...]:
    """The document never changes while the server runs, so it is read once."""
    document: Document = api.get_openapi_schema()
    found: dict[str, list[RouteShown]] = {}
    for address, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                route = methods[method]
                found.setdefault((route.get("tags") or [""])[0], []).append(_route(document, address, method, route))
    return tuple((tag, tuple(routes)) for tag, routes in found.items())


def _route(document: Document, address: str, method: str, route: Document) -> RouteShown:
    body = route.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    parameters = [
        FieldShown(each["name"], f"{_form(each.get('schema', {}))}, {each['in']}", bool(each.get("required")))
        for each in route.get("parameters", ())
    ]
    return RouteShown(
        anchor=route["operationId"],
        method=method.upper(),
        address=address,
        summary=route.get("summary", ""),
        description=route.get("description", ""),
        session=bool(route.get("security")),
        parameters=tuple(parameters),
        body=_fields(document, body),
        answers=tuple(_answer(document, status, each) for status, each in route.get("responses", {}).items()),
    )


def _answer(document: Document, status: object, answer: Document) -> tuple[str, str, tuple[FieldShown, ...]]:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return str(status), _form(schema) if schema else "", _fields(document, schema.get("items", schema))


def _fields(document: Document, schema: Document) -> tuple[FieldShown, ...]:
    """The values of an object, looked up by its name where the document only refers to it."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    required = schema.get("required", ())
    return tuple(FieldShown(name, _form(each), name in required) for name, each in schema.get("properties", {}).items())


def _form(schema: Document) -> str:
    """The form of a value in words: `string (uuid)`, `list of MealShown`, `integer or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_form(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_form(schema.get('items', {}))}"
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    plain = str(schema.get("type", "anything"))
    return f"{plain} ({schema['format']})" if "format" in schema else plain
