"""One elder of a town that grows was served at two of its canteens in one sitting; the second meal is held (K3)."""

from canteen.core.scope import Role
from canteen.models import Canteen, Tenure
from canteen.operations.register_many import NewCard, NewElder, issue_cards, register_elders
from kiosk.models import Contact, Kiosk
from kiosk.operations.price_list import list_for
from ordering.models import Meal
from settlement.models import Hold
from tests.access.towns import NOW, TODAY, Filled
from tests.county import HOURS, SINCE, at, id_number
from tests.kiosk.attempts import card, take

CARD = "80000701"


def eaten_twice(here: Filled) -> dict[str, str]:
    """Serve her at a second canteen, and at the town's first one by a kiosk off line; return what names that meal."""
    clerk = here.actor(Role.CLERK)
    new = NewElder("何双兰", id_number(701), here.town.region_id)
    [elder_id] = register_elders(actor=clerk, elders=[new], now=at(8))
    issue_cards(actor=clerk, cards=[NewCard(elder_id, CARD)], now=at(8))
    eaten_at, shown_at, handed_in_at = (at(10, minute, on=TODAY) for minute in (40, 45, 55))
    first = take(_door_elsewhere(here), card(CARD, eaten_at), eaten_at)
    assert (first.decision, first.reason) == ("served", ""), first
    door = Kiosk.objects.get(id=here.ids["kiosk_id"])
    listed = list_for(canteen_id=door.canteen_id, hours=HOURS, now=at(10, 31, on=TODAY))
    entry = listed.entry(CARD)
    assert entry is not None
    promise = {"fen": entry["fen"], "list": str(listed.id), "proof": entry["p"]}
    other = take(door, card(CARD, shown_at, promise=promise), handed_in_at, sent_at=handed_in_at)
    assert (other.decision, other.reason) == ("served", "eaten-twice"), other
    hold = Hold.objects.select_related("entry").get(reason="eaten-twice")
    return {"books_id": str(hold.entry.books_id), "entry_id": str(hold.entry_id), "hold_id": str(hold.id)}


def _door_elsewhere(here: Filled) -> Kiosk:
    """The device of a second canteen in the town, where lunch is cooked today."""
    place = Canteen.objects.create(key="twice", name="双食堂", region_id=here.town.region_id, opened_on=SINCE)
    Tenure.objects.create(canteen=place, organisation_id=here.ids["organisation_id"], from_on=SINCE)
    Meal.objects.create(
        canteen_id=place.id,
        service_on=TODAY,
        sitting="lunch",
        title="套餐",
        price_fen=1000,
        portions=9,
        state="published",
        published_at=NOW,
    )
    door = Kiosk.objects.create(canteen=place, name="双终端", secret_digest="7" * 64, enrolled_at=NOW)
    Contact.objects.create(kiosk=door, at=NOW)
    return door
