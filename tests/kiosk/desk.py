"""A counter's desk for tests: elders of the town with initials and telephones, and who stands at the desk."""

from uuid import UUID

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
