"""A password and a code are told to who made them, once: no page, address, log, deed or error says them (S5)."""

import io
import logging
import re
import zipfile
from typing import Any

import pytest
from django.test import Client

from canteen.core.scope import Role
from canteen.models import Deed, Staff
from tests.county import County, county

pytestmark = pytest.mark.django_db

WORD = "kettle-on-the-northern-stove"
PIN = "739146"
OWN = "lantern-by-the-southern-gate"


@pytest.fixture
def made() -> County:
    return county()


class Heard:
    """Everything the system said to anybody, but for what a test expects to be told."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def keep(self, answer: Any) -> None:
        raw = answer.getvalue()
        if raw.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(raw)) as book:
                raw = b"".join(book.read(name) for name in book.namelist())
        self.texts.append(raw.decode("utf-8", "replace") + str(answer.headers))

    def says(self, secret: str) -> bool:
        """Whether it stands anywhere, also in groups."""
        return any(secret in re.sub(r"<[^>]*>|\s", "", text) for text in self.texts)


def client_of(staff_id: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(Staff.objects.get(id=staff_id))
    return client


def read_all(heard: Heard, clients: list[Client], staff_id: Any) -> None:
    """Let everybody look wherever somebody could stand."""
    pages = ("/staff", "/staff?export=xlsx", f"/staff/{staff_id}", f"/staff/{staff_id}/reset", "/deeds", "/", "/me")
    addresses = ("/api/v1/staff", "/api/v1/deeds", "/api/v1/session")
    for client in clients:
        for page in (*pages, *addresses):
            heard.keep(client.get(page))


def test_first_passwords_and_codes_are_told_once(made: County, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    heard, maker = Heard(), client_of(made.here.staff[Role.CLERK])
    everybody = [maker, client_of(made.founder_id), *(client_of(made.here.staff[role]) for role in Role)]
    typed = {"name": "新人", "login": "new.one", "password": WORD, "pin": PIN}
    heard.keep(maker.post("/staff/registration", typed | {"login": "不行"}))  # comes back as it was typed
    heard.keep(maker.post("/staff/registration", typed))
    heard.keep(maker.post("/api/v1/staff", typed, content_type="application/json"))  # taken
    sent = typed | {"login": "new.two", "name": "第二位"}
    heard.keep(maker.post("/api/v1/staff", sent, content_type="application/json"))
    assert Staff.objects.filter(login__startswith="new.").count() == 2
    staff_id = Staff.objects.get(login="new.one").id

    told = maker.post(f"/staff/{staff_id}/reset", {"reason": "当面核对"}).content.decode()
    code = "".join(re.findall(r"<span>([0-9]{3,4})</span>", told))
    assert (len(code), WORD in told) == (10, False)
    read_all(heard, everybody, staff_id)
    lost = {"login": "new.one", "new": OWN, "again": OWN}
    heard.keep(Client().post("/password/lost", lost | {"code": code, "again": "other"}))
    heard.keep(Client().post("/password/lost", lost | {"code": code}))
    assert Staff.objects.get(id=staff_id).check_password(OWN)
    heard.keep(Client().post("/password/lost", lost | {"code": code}))  # used
    heard.texts += [str(list(Deed.objects.values())), caplog.text]

    assert {secret: heard.says(secret) for secret in (WORD, PIN, OWN)} == {WORD: False, PIN: False, OWN: False}
    kept = [text for text in heard.texts if 'name="code"' not in text]  # a form comes back as its owner typed it
    assert not any(code in re.sub(r"<[^>]*>|\s", "", text) for text in kept)
