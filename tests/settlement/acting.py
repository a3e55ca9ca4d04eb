"""Who acts in tests of money, and a month that is funded, served and closed the way people do it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from canteen.core.month import Month
from canteen.core.scope import Actor, Held, Role
from canteen.models import Canteen, Staff
from kiosk.core.receipt import Receipt
from kiosk.operations.months import submit_month
from kiosk.queries.silent import silent_kiosks
from settlement.models import Books
from settlement.operations.funds import allot, appropriate
from settlement.operations.seal import approve_books
from settlement.queries.questions import thread
from settlement.queries.sealing import sealing, verify_seal
from settlement.queries.signing import mark_of
from tests.kiosk.attempts import card, take, void
from tests.town import Town, at

NOVEMBER = Month(2026, 11)
DECEMBER = Month(2026, 12)
CLOSING = at(9, on=date(2026, 12, 1))


def actor(staff: Staff, *roles: Role, canteens: Iterable[Canteen], regions: Iterable[UUID] = ()) -> Actor:
    """A member of staff with roles over these canteens and regions."""
    places = frozenset(place.id for place in canteens)
    return Actor(staff.id, staff.name, tuple(Held(role, places, frozenset(regions)) for role in roles))


def maker(town: Town) -> Actor:
    """Finance of the district and so of its town, who submits."""
    return actor(town.clerk, Role.FINANCE, Role.CLERK, canteens=town.canteens, regions=_regions(town))


def checker(town: Town) -> Actor:
    """Finance of the district too, who approves."""
    return actor(town.second, Role.FINANCE, Role.CLERK, canteens=town.canteens, regions=_regions(town))


def cashier(town: Town) -> Actor:
    """Who holds the drawer."""
    return actor(town.counter, Role.COUNTER, canteens=town.canteens)


def fund_month(
    town: Town,
    *,
    month: Month = NOVEMBER,
    allotted_fen: Mapping[str, int] | None = None,
    appropriated_fen: int = 10_000_000,
    now: datetime | None = None,
) -> None:
    """Appropriate to every fund, and allot to every canteen, by entries."""
    given = allotted_fen if allotted_fen is not None else {"joint": 100_000, "charity": 10_000}
    instant = now or at(7)
    for key in ("district", "town", "charity"):
        appropriate(actor=maker(town), fund_key=key, fen=appropriated_fen, now=instant)
    for place in town.canteens:
        for key, fen in given.items():
            allot(actor=maker(town), fund_key=key, canteen_id=place.id, month=month, fen=fen, now=instant)


def eat(town: Town, number: int, now: datetime, kiosk: int = 0) -> Receipt:
    """Elder `number` presents her card."""
    return take(town.kiosks[kiosk], card(town.cards[number], now), now)


def undo(
    town: Town, receipt: Receipt, made_at: datetime, received_at: datetime | None = None, kiosk: int = 0
) -> Receipt:
    """The counter undoes a check-in, which may reach the server later."""
    device = town.kiosks[kiosk]
    item = void(str(receipt.id), made_at, town.token(device, made_at))
    return take(device, item, received_at or made_at, received_at or made_at)


def _regions(town: Town) -> tuple[UUID, UUID]:
    return town.district.id, town.region.id


def books_of(town: Town, month: Month = NOVEMBER, canteen: int = 0) -> Books:
    """The books of a canteen's month."""
    return Books.objects.get(canteen=town.canteens[canteen], month=month.first)


def submit(town: Town, month: Month = NOVEMBER, now: datetime = CLOSING, canteen: int = 0) -> Books:
    """Hand a month in."""
    books = books_of(town, month, canteen)
    hand_in(maker(town), books, now)
    books.refresh_from_db()
    return books


def hand_in(by: Actor, books: Books, now: datetime = CLOSING) -> None:
    """Hand books in as they stand."""
    submit_month(actor=by, books_id=books.id, **to_hand_in(books), now=now)


def to_hand_in(books: Books) -> dict[str, str]:
    """What is signed by handing books in as they stand: the digest, and the mark of thread and silent devices."""
    silent = silent_kiosks(canteen_id=books.canteen_id, month=Month.of(books.month))
    mark = mark_of(questions=thread(books_id=books.id), silent_kiosks=[kiosk.to_json() for kiosk in silent])
    return {"seen_digest": sealing(books=Books.objects.get(id=books.id)).digest, "seen_mark": mark}


def to_approve(books: Books) -> dict[str, str]:
    """What is signed by approving books as they stand: the digest, and the mark of the thread."""
    digest = sealing(books=Books.objects.get(id=books.id)).digest
    return {"seen_digest": digest, "seen_mark": mark_of(questions=thread(books_id=books.id))}


def close(town: Town, month: Month = NOVEMBER, now: datetime = CLOSING, canteen: int = 0) -> Books:
    """Submit and approve a month by two people."""
    books = submit(town, month, now, canteen)
    approve(town, books, now)
    books.refresh_from_db()
    return books


def whole(books: Books) -> bool:
    """Whether the seal still says what the ledger says."""
    verified = verify_seal(books_id=books.id)
    return verified is not None and verified.whole


def approve(town: Town, books: Books, now: datetime = CLOSING) -> str:
    """The second person signs what stands there."""
    return approve_books(actor=checker(town), books_id=books.id, **to_approve(books), now=now)
