"""A counter's desk for tests: elders with initials and telephones, who stands there, and the page they press on."""

import re
from html import unescape
from typing import Protocol
from uuid import UUID

from django.test import Client

from canteen.core.scope import Actor, Held, Role
from canteen.gateways import vault
from canteen.gateways.pinyin import initials_of
from canteen.models import Canteen, Elder, Fact, Region, Staff
from canteen.models.ids import new_id
from tests.town import SINCE, Town, add_elder, at


def neighbour(town: Town, number: int, name: str, *, phone: str = "", region: Region | None = None) -> Elder:
    """An elder with this name, registered in the town (or elsewhere), with a card like everybody."""
    elder = add_elder(town, number)
    elder.name, elder.initials = name, initials_of(name=name)
    elder.phone_tail_lookup = vault.lookup(phone[-4:], purpose="phone tail") if phone else ""
    elder.save()
    row_id = new_id()
    Fact.objects.create(
        id=row_id,
        elder=elder,
        kind="registration",
        value_sealed=vault.seal("local", table="canteen_fact", column="value_sealed", row_id=row_id),
        region=region or town.region,
        from_on=SINCE,
        recorded_at=at(8),
    )
    return elder


def at_desk(town: Town, *, role: Role = Role.COUNTER, staff: Staff | None = None, canteen: int = 0) -> Actor:
    """Who stands at the desk of one canteen, with the elders of its town."""
    held = Held(role, frozenset({town.canteens[canteen].id}), frozenset({town.region.id}))
    who = staff or town.counter
    return Actor(who.id, who.name, (held,))


def place(town: Town, canteen: int = 0) -> UUID:
    """The canteen's id."""
    found: Canteen = town.canteens[canteen]
    return found.id


def entered(login: str = "counter") -> Client:
    """A browser that has signed in."""
    client = Client(enforce_csrf_checks=False)
    client.force_login(Staff.objects.get(login=login))
    return client


class Page(Protocol):
    """What a test's browser got."""

    @property
    def content(self) -> bytes:
        """As it was sent."""


def words(answer: Page) -> str:
    """A page in words, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def pressed(client: Client, town: Town, act: str, **form: object) -> tuple[str, str]:
    """Press a button; return where it leads and the page there in words."""
    answer = client.post(f"/counter/{town.canteens[0].id}/{act}", {name: str(value) for name, value in form.items()})
    assert answer.status_code == 302, words(answer)
    there = answer["Location"]
    return there, words(client.get(there))


def desk_path(town: Town, query: str = "", canteen: int = 0) -> str:
    return f"/counter/{town.canteens[canteen].id}{query}"
