"""A browser's side of the API for tests: signs in as a page does, sends the CSRF token along, reads JSON."""

import re
from typing import Any
from uuid import uuid4

from django.test import Client

from canteen.config.api import api

BASE = "/api/v1"
SHAPE = {"type", "code", "message", "words", "request_id"}


class Web:
    """One browser. CSRF is enforced, as it is in earnest; `header` names what every request carries on top."""

    def __init__(self, **headers: str) -> None:
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.headers = headers

    def send(self, method: str, path: str, body: object = None, *, token: bool = True) -> tuple[int, Any]:
        """Return status and answer; `body` goes out as JSON, a string as it is."""
        cookie = self.client.cookies.get("csrftoken")
        headers = dict(self.headers) | ({"X-CSRFToken": cookie.value} if cookie and token else {})
        given: dict[str, Any] = {} if body is None else {"data": body, "content_type": "application/json"}
        response = self.client.generic(method, BASE + path, headers=headers, **_text(given))
        return response.status_code, response.json() if response.content else None

    def get(self, path: str) -> tuple[int, Any]:
        """Read."""
        return self.send("GET", path)

    def post(self, path: str, body: object) -> tuple[int, Any]:
        """Write."""
        return self.send("POST", path, body)

    def sign_in(self, login: str, word: str) -> tuple[int, Any]:
        """Sign in as a page does: the first answer brings the token's cookie."""
        self.get("/session")
        return self.post("/session", {"login": login, "password": word})


def _text(given: dict[str, Any]) -> dict[str, Any]:
    import json

    if "data" in given and not isinstance(given["data"], str):
        given["data"] = json.dumps(given["data"])
    return given


def signed(told: dict[str, Any]) -> dict[str, str]:
    """What is sent back of GET /months/…/signing by whoever hands in, or approves."""
    return {name: told[name] for name in ("digest", "mark")}


def signed_on(client: Client, month: str) -> dict[str, str]:
    """What the form on a month's page of signing sends."""
    page = client.get(f"{month}/signing").content.decode()
    return dict(re.findall(r'<input type="hidden" name="(digest|mark)" value="([^"]*)">', page))


def routes() -> list[tuple[str, str]]:
    """Every method of every address of the API, ids filled in with such as do not exist."""
    found = []
    for address, methods in api.get_openapi_schema()["paths"].items():
        path = address.removeprefix(BASE)
        while "{" in path:
            before, _, rest = path.partition("{")
            path = f"{before}{uuid4()}{rest.partition('}')[2]}"
        found += [(method.upper(), path) for method in methods]
    return found
